"""Within a unit: making rooms, and letting people into and out of them."""

from __future__ import annotations

import secrets

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.events import MemberJoined, MemberLeft
from app.exceptions import Unauthenticated
from app.models import LOBBY_ID, Membership, Room, User
from app.services import assembly
from app.services.unit_of_work import Unit, unit_of_work
from app.snapshots import RoomRef

AT_ONCE = 50
"""Rooms that somebody who goes for good leaves in one unit."""


def new_room(uow: Unit, created_by: int, kind: str, **columns: str | None) -> Room:
    """An empty room with nobody in it."""
    # Drawn, not counted, so that ids can't be walked; the 9 digits are the contract's.
    room_id = secrets.randbelow(900_000_000) + 100_000_000
    while uow.session.get(Room, room_id) is not None:
        room_id = secrets.randbelow(900_000_000) + 100_000_000
    room = Room(id=room_id, type=kind, created_by=created_by, head=0, **columns)
    uow.session.add(room)
    uow.session.flush()
    return room


def enter_lobby(uow: Unit, user_id: int) -> None:
    """Everyone is in the lobby from the beginning."""
    enter(uow, user_id, uow.session.get_one(Room, LOBBY_ID))


def enter(uow: Unit, user_id: int, room: Room, read_seq: int | None = None) -> None:
    """Make a user a member who has read up to `read_seq`, or all; one already is no error.

    Raises `Unauthenticated` when the account is gone.
    """
    if uow.session.get(Membership, (room.id, user_id)) is not None:
        return
    user = uow.session.get_one(User, user_id)
    if user.deleted_at is not None:  # asked just before the account was deleted
        raise Unauthenticated
    read = room.head if read_seq is None else read_seq
    uow.session.add(Membership(room_id=room.id, user_id=user_id, last_read_seq=read))
    uow.session.flush()
    uow.publish(MemberJoined(assembly.ref(room), assembly.user(user), _count(uow, room)))


def bring_back(uow: Unit, room: RoomRef, pair: tuple[int, int], number: int) -> None:
    """Writing to somebody who left the dm makes them a member again, with this message unread."""
    insert = sqlite.insert if uow.conn.dialect.name == "sqlite" else postgresql.insert
    missing = select(
        literal(room.id), User.id, literal(number - 1), literal(now(), Membership.joined_at.type)
    ).where(User.id.in_(pair), User.deleted_at.is_(None))
    back = uow.conn.execute(
        insert(Membership)
        .from_select(["room_id", "user_id", "last_read_seq", "joined_at"], missing)
        .on_conflict_do_nothing()
        .returning(Membership.user_id)
    ).scalars()
    for user_id in back.all():
        returned = uow.session.get_one(User, user_id)
        uow.publish(MemberJoined(room, assembly.user(returned), len(set(pair))))


def leave_most(user_id: int) -> None:
    """Take somebody who goes for good out of most of their rooms, in small units: others wait for each.

    The last `AT_ONCE` and the lobby are left to the unit that deletes the account.
    """
    while _leave_some(user_id):
        pass


@unit_of_work
def _leave_some(uow: Unit, user_id: int) -> bool:
    mine = select(Room).join(Membership, Membership.room_id == Room.id).where(Membership.user_id == user_id)
    some = uow.session.scalars(mine.where(Room.type.in_(("dm", "group"))).limit(2 * AT_ONCE)).all()
    if len(some) <= AT_ONCE:
        return False
    for room in some[:AT_ONCE]:
        exit_room(uow, user_id, room)
    return True


def exit_room(uow: Unit, user_id: int, room: Room) -> None:
    """End a membership that exists."""
    gone = delete_rows(Membership).where(Membership.room_id == room.id, Membership.user_id == user_id)
    uow.session.execute(gone)
    uow.publish(MemberLeft(assembly.ref(room), user_id, _count(uow, room)))


def _count(uow: Unit, room: Room) -> int:
    counted = select(func.count()).select_from(Membership).where(Membership.room_id == room.id)
    return uow.session.scalar(counted) or 0
