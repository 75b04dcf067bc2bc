"""Dms from strangers: to their receiver they are requests, until these accept, answer or react.

The request is a fact of the receiver's membership; its sender hears nothing of it.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from app import limits
from app.events import RequestAccepted
from app.exceptions import RoomNotFound
from app.models import Membership, Room
from app.services import access, rights, room_mappers, room_types
from app.services.actor import Actor
from app.snapshots import RoomRef, RoomSnapshot
from app.storage.unit_of_work import Unit, unit_of_work


def accept(actor: Actor, room_id: int) -> RoomSnapshot:
    """Take a stranger's dm for a usual one; any other room stays as it is.

    Raises `RoomNotFound`, `Forbidden` when the stranger's account is gone, `RateLimited`: it counts as the
    answer that it stands for.
    """
    limits.message(actor.user_id)
    return _accept(actor, room_id)


@unit_of_work
def _accept(uow: Unit, actor: Actor, room_id: int) -> RoomSnapshot:
    room, mine = access.membership(uow.session, actor, room_id)
    if mine.request:
        access.require(uow.session, actor, rights.ACCEPT, room)
        end(uow, actor.user_id, room)
    found = room_mappers.room(uow.session, actor, room_id)
    if found is None:
        raise RoomNotFound
    return found


def end(uow: Unit, user_id: int, room: Room | RoomRef) -> None:
    """Within a unit: the room is a request to this member no more; none is no error."""
    if not room_types.of(room.type).requested:
        return
    mine = (Membership.room_id == room.id, Membership.user_id == user_id, Membership.request)
    if uow.conn.execute(update(Membership).where(*mine).values(request=False)).rowcount:
        uow.publish(RequestAccepted(room.id, user_id))


def are_strangers(uow: Unit, user_id: int, other: int) -> bool:
    """Within a unit: these two share no room that introduces people (a group).

    The lobby and support rooms don't count: nobody chose to meet there.
    """
    theirs = aliased(Membership)
    shared = (
        select(Room.id)
        .join(Membership, Membership.room_id == Room.id)
        .join(theirs, theirs.room_id == Room.id)
        .where(Room.type.in_(room_types.INTRODUCING), Membership.user_id == user_id, theirs.user_id == other)
    )
    return uow.session.scalar(shared.limit(1)) is None
