"""Rooms: making, finding, joining and leaving them. No room is ever deleted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import RoomUpdated
from app.exceptions import RoomNotFound, UserNotFound
from app.models import Membership, Room, User
from app.models.read_queries import MANY_ROOMS, MY_ROOM_IDS
from app.services import (
    access,
    dm_keys,
    history,
    memberships,
    names,
    rights,
    room_mappers,
    room_types,
    text,
)
from app.services.actor import Actor
from app.services.rights import Facts
from app.snapshots import RoomSnapshot
from app.storage.database import aside, reading, reading_rows
from app.storage.unit_of_work import Unit, unit_of_work

LISTED_AT_ONCE = 100
LISTED_IN_PASSING = 1_000
"""Who is in more rooms has them put in order aside: nobody else waits for that."""
NAME_LENGTH = 64
DMS_AT_ONCE = 500  # a statement takes a limited number of parameters


@dataclass(frozen=True, slots=True)
class Opened:
    """A room that the actor is in now; `created` when it did not exist before."""

    room: RoomSnapshot
    created: bool


def mine(actor: Actor, before: int | None = None, limit: int = LISTED_AT_ONCE) -> list[RoomSnapshot]:
    """At most `limit` of the actor's rooms, the most recently active first.

    With `before` those that follow that room of theirs. Raises `RoomNotFound`.
    """
    with reading() as session:
        many = MANY_ROOMS.all(session.connection(), {"user": actor.user_id, "many": LISTED_IN_PASSING})
        if before is not None:
            access.membership(session, actor, before)
        if not many:
            return room_mappers.rooms(session, actor, limit, before)
    with aside() as session:
        return room_mappers.rooms(session, actor, limit, before)


def listed(
    actor: Actor, before: int | None = None, limit: int = LISTED_AT_ONCE
) -> tuple[list[RoomSnapshot], bool]:
    """A page of `mine`, and whether there are more; one with very long messages has fewer than `limit`."""
    found = mine(actor, before, limit + 1)
    left, kept = history.LARGEST_PAGE, []
    for one in found[:limit]:
        if left <= 0:
            break
        kept.append(one)
        left -= history.size(one.last_message) if one.last_message else 0
    return kept, len(found) > len(kept)


def get(actor: Actor, room_id: int) -> RoomSnapshot:
    """One of the actor's rooms; an admin who opens one open to admins is in it. Raises `RoomNotFound`."""
    try:
        return of_member(actor, room_id)
    except RoomNotFound:
        if not actor.is_admin:
            raise
        return _attend(actor, room_id)


def of_member(actor: Actor, room_id: int) -> RoomSnapshot:
    """One of the rooms that the actor is in. Raises `RoomNotFound`."""
    with reading() as session:
        return _snapshot(session, actor, room_id)


@unit_of_work
def _attend(uow: Unit, actor: Actor, room_id: int) -> RoomSnapshot:
    room_types.attend(uow, actor, room_id)
    return _snapshot(uow.session, actor, room_id)


def ids(user_id: int) -> list[int]:
    """The ids of all rooms the user is in."""
    with reading_rows() as connection:
        return [row.room_id for row in MY_ROOM_IDS.all(connection, {"user": user_id})]


def ruled_by_role(user_id: int) -> list[int]:
    """The ids of the user's rooms in which it matters whether they are an admin of the server."""
    mine = select(Room.id).join(Membership, Membership.room_id == Room.id)
    with reading() as session:
        wanted = mine.where(Membership.user_id == user_id, Room.type.in_(room_types.BY_ROLE))
        return list(session.scalars(wanted.order_by(Room.id)))


def deserted(user_id: int, others: Sequence[int]) -> dict[int, Sequence[str]]:
    """What each of these others may still do in their dm with somebody whose account is gone, by the room."""
    keys = [dm_keys.of(user_id, other) for other in others if other != user_id]
    left = room_types.rights_of(Facts(room_types.Dm.name, has_peer=True, peer_gone=True)).can
    found: dict[int, Sequence[str]] = {}
    with reading() as session:
        for begin in range(0, len(keys), DMS_AT_ONCE):
            some = Room.dm_key.in_(keys[begin : begin + DMS_AT_ONCE])
            found |= dict.fromkeys(session.scalars(select(Room.id).where(some)), left)
    return found


def create_group(actor: Actor, name: str | None, invite_only: bool = False) -> RoomSnapshot:
    """A new group with the actor in it. Raises `Invalid`."""
    return _create_group(actor, checked_name(name), invite_only)


def checked_name(name: str | None) -> str | None:
    """A room's name, or null for none. Raises `Invalid` on field `name`."""
    if name is None or not name.strip():
        return None
    return text.line(name, "name", NAME_LENGTH)


@unit_of_work
def _create_group(uow: Unit, actor: Actor, name: str | None, invite_only: bool) -> RoomSnapshot:
    room = memberships.new_room(
        uow, actor.user_id, "group", name=name, invite_code=_code() if invite_only else None
    )
    memberships.enter(uow, actor.user_id, room)
    return _snapshot(uow.session, actor, room.id)


@unit_of_work
def open_dm(uow: Unit, actor: Actor, username: str | None = None) -> Opened:
    """The dm with `username` (oneself allowed), made when there is none yet.

    Without a name: a dm that waits for whoever joins it by its id. Raises `UserNotFound`.
    """
    if username is None:
        room = memberships.new_room(uow, actor.user_id, "dm")
        memberships.enter(uow, actor.user_id, room)
        return Opened(_snapshot(uow.session, actor, room.id), created=True)
    other = uow.session.scalar(select(User).where(User.username_key == names.canonical(username)))
    if other is None:
        raise UserNotFound
    return dm_with(uow, actor, other.id)


def dm_with(uow: Unit, actor: Actor, other_id: int) -> Opened:
    """Within a unit: the one dm of the actor and an existing user, made when there is none.

    To somebody with whom the actor shares no group, it is a request.
    """
    key = dm_keys.of(actor.user_id, other_id)
    room = uow.session.scalar(select(Room).where(Room.dm_key == key))
    created = room is None
    if room is None:
        room = memberships.new_room(uow, actor.user_id, "dm", dm_key=key)
        if other_id != actor.user_id:
            memberships.enter(uow, other_id, room, opened_by=actor.user_id)
    memberships.enter(uow, actor.user_id, room)
    return Opened(_snapshot(uow.session, actor, room.id), created)


@unit_of_work
def join(uow: Unit, actor: Actor, room_id: int, code: str | None = None) -> RoomSnapshot:
    """Enter a room by its id, as its type allows; being in it already is no error.

    A group by invitation needs its `code`. A dm that waits takes one more person; if
    the two share a dm already, that one is entered instead. Raises `RoomNotFound` for
    whatever the actor may not enter.
    """
    room = uow.session.get(Room, room_id)
    if room is None:
        raise RoomNotFound
    if uow.session.get(Membership, (room_id, actor.user_id)) is not None:
        return _snapshot(uow.session, actor, room_id)
    entered = room_types.of(room.type).join(uow, actor, room, code)
    return _snapshot(uow.session, actor, entered.id)


@unit_of_work
def leave(uow: Unit, actor: Actor, room_id: int) -> None:
    """Leave a room; it stays for the others.

    Raises `RoomNotFound`, and `Forbidden` for a room that its type keeps its members in.
    """
    room, _ = access.membership(uow.session, actor, room_id)
    access.require(uow.session, actor, rights.LEAVE, room)
    memberships.exit_room(uow, actor.user_id, room)


@unit_of_work
def update(
    uow: Unit, actor: Actor, room_id: int, name: str | None = None, invite_only: bool | None = None
) -> RoomSnapshot:
    """Rename a group, or open or close it; null leaves a thing as it is.

    Closing draws a new code. Raises `RoomNotFound`, `Forbidden` unless the actor made it, `Invalid`.
    """
    room = access.room(uow.session, actor, room_id)
    access.require(uow.session, actor, rights.CHANGE, room)
    if name is not None:
        room.name = checked_name(name)
    if invite_only is not None:
        room.invite_code = _code() if invite_only else None
    uow.session.flush()
    uow.publish(RoomUpdated(room_mappers.ref(room), room.name, room.invite_code))
    return _snapshot(uow.session, actor, room_id)


def _snapshot(session: Session, actor: Actor, room_id: int) -> RoomSnapshot:
    found = room_mappers.room(session, actor, room_id)
    if found is None:
        raise RoomNotFound
    return found


def _code() -> str:
    return secrets.token_urlsafe(12).replace("-", "x")
