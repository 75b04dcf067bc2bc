"""What an invitation shows to whoever holds it, member or stranger."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exceptions import Invalid, RoomNotFound
from app.models import Membership, Room, User
from app.services import mappers, names, room_types
from app.services.actor import Actor
from app.snapshots import Invitation, Person
from app.storage.database import reading


def find(actor: Actor | None, room_id: int, code: str | None, inviter: str | None = None) -> Invitation:
    """What is behind a share ID; `inviter` is who the link says it comes from, believed of members only.

    Raises `RoomNotFound` for whatever could not be joined with it, in the same way for all of it.
    """
    with reading() as session:
        room = session.get(Room, room_id)
        if room is None or not room_types.of(room.type).voluntary:
            raise RoomNotFound
        me = actor.user_id if actor else None
        inside = me is not None and session.get(Membership, (room_id, me)) is not None
        count = session.scalar(select(func.count()).where(Membership.room_id == room_id)) or 0
        if not inside and not room_types.of(room.type).is_open(room, code, count, me):
            raise RoomNotFound
        who = _inviter(session, room, inviter)
        return Invitation(room_id, room.type, room.name, count, who, inside)


def _inviter(session: Session, room: Room, claimed: str | None) -> Person | None:
    """The member of that name, else who made the room, if they are in it still."""
    here = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.room_id == room.id, User.deleted_at.is_(None))
    )
    key = _key(claimed)
    found = session.scalar(here.where(User.username_key == key)) if key else None
    found = found or session.scalar(here.where(User.id == room.created_by))
    return mappers.user(found) if found else None


def _key(username: str | None) -> str | None:
    try:
        return names.canonical(names.checked(username or "", allow_reserved=True))
    except Invalid:
        return None
