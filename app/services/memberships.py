"""Within a unit: making rooms, and letting people into and out of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import and_, bindparam, func, literal, or_, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.events import MemberJoined, MemberLeft
from app.exceptions import RoomNotFound, Unauthenticated
from app.models import LOBBY_ID, Membership, Room, User
from app.models.compiled import CompiledStatement
from app.models.room import memberships
from app.models.user import users
from app.services import access, dm_keys, mappers, message_requests, rights, room_mappers, room_types
from app.services.rights import Facts
from app.snapshots import RoomRef
from app.storage.unit_of_work import Unit, unit_of_work

AT_ONCE = 50
"""Rooms that somebody who goes for good leaves in one unit."""
TO_SEE_TO = CompiledStatement(
    select(users.c.deleted_at.is_not(None).label("deleted"))
    .outerjoin(
        memberships, and_(memberships.c.room_id == bindparam("room"), memberships.c.user_id == users.c.id)
    )
    .where(
        users.c.id.in_((bindparam("low"), bindparam("high"))),
        or_(memberships.c.user_id.is_(None), and_(memberships.c.request, users.c.id == bindparam("sender"))),
    )
    .order_by(users.c.deleted_at.is_(None))
    .limit(1)
)
"""Of the two of a dm: one who left it, first one whose account is gone; or to whom it was a request."""


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


def enter(
    uow: Unit, user_id: int, room: Room, read_seq: int | None = None, *, opened_by: int | None = None
) -> None:
    """Make a user a member who has read up to `read_seq`, or all; one already is no error.

    A dm is a request to them when it was `opened_by` a stranger. Raises `Unauthenticated` when the account
    is gone.
    """
    if uow.session.get(Membership, (room.id, user_id)) is not None:
        return
    user = uow.session.get_one(User, user_id)
    if user.deleted_at is not None:  # asked just before the account was deleted
        raise Unauthenticated
    read = room.head if read_seq is None else read_seq
    request = opened_by is not None and message_requests.are_strangers(uow, user_id, opened_by)
    uow.session.add(Membership(room_id=room.id, user_id=user_id, last_read_seq=read, request=request))
    uow.session.flush()
    uow.publish(MemberJoined(room_mappers.ref(room), mappers.user(user), _count(uow, room)))


def complete(uow: Unit, user_id: int, room: Room) -> Room:
    """Make a half-open dm the one of whoever waits in it and this user; returns theirs if they have one.

    Raises `RoomNotFound` when nobody waits.
    """
    waiting = uow.session.scalar(select(Membership.user_id).where(Membership.room_id == room.id))
    if waiting is None:
        raise RoomNotFound
    key = dm_keys.of(user_id, waiting)
    theirs = uow.session.scalar(select(Room).where(Room.dm_key == key))
    if theirs is None:
        room.dm_key = key
        uow.session.flush()
    return theirs or room


def reach(uow: Unit, room: RoomRef, sender_id: int, *, number: int, run: int) -> None:
    """See to the members of a dm that was just written in, with message `number`.

    Raises `Forbidden`, which takes the message back, when the account of one of the two is gone.
    Writing accepts the sender's own request. Writing to somebody who left makes them a member again, with
    this message unread: by a request, if they are strangers and nobody but the sender ever wrote, whose
    `run` of messages began with the first.
    """
    low, high = room.pair or (sender_id, sender_id)
    both = {"room": room.id, "low": low, "high": high, "sender": sender_id}
    found = TO_SEE_TO.first(uow.conn, both)
    if found is None:
        return
    access.check(rights.POST, Facts(room.type, has_peer=True, peer_gone=found[0]))
    message_requests.end(uow, sender_id, room)
    request = run == 1 and message_requests.are_strangers(uow, low, high)
    for user_id in _bring_back(uow, room, number, request):
        returned = uow.session.get_one(User, user_id)
        uow.publish(MemberJoined(room, mappers.user(returned), len({low, high})))


def _bring_back(uow: Unit, room: RoomRef, number: int, request: bool) -> Sequence[int]:
    insert = sqlite.insert if uow.conn.dialect.name == "sqlite" else postgresql.insert
    values = {
        "room_id": literal(room.id),
        "user_id": User.id,
        "last_read_seq": literal(number - 1),
        "joined_at": literal(now(), Membership.joined_at.type),
        "request": literal(request),
    }
    missing = select(*values.values()).where(User.id.in_(room.pair or ()), User.deleted_at.is_(None))
    return uow.conn.scalars(
        insert(Membership)
        .from_select(list(values), missing)
        .on_conflict_do_nothing()
        .returning(Membership.user_id)
    ).all()


def leave_most(user_id: int) -> None:
    """Take somebody who goes for good out of most of their rooms, in small units: others wait for each.

    The last `AT_ONCE`, and those that nobody chooses, are left to the unit that deletes the account.
    """
    while _leave_some(user_id):
        pass


@unit_of_work
def _leave_some(uow: Unit, user_id: int) -> bool:
    mine = select(Room).join(Membership, Membership.room_id == Room.id).where(Membership.user_id == user_id)
    some = uow.session.scalars(mine.where(Room.type.in_(room_types.VOLUNTARY)).limit(2 * AT_ONCE)).all()
    if len(some) <= AT_ONCE:
        return False
    for room in some[:AT_ONCE]:
        exit_room(uow, user_id, room)
    return True


def exit_room(uow: Unit, user_id: int, room: Room) -> None:
    """End a membership that exists."""
    gone = delete_rows(Membership).where(Membership.room_id == room.id, Membership.user_id == user_id)
    uow.session.execute(gone)
    uow.publish(MemberLeft(room_mappers.ref(room), user_id, _count(uow, room)))


def _count(uow: Unit, room: Room) -> int:
    counted = select(func.count()).select_from(Membership).where(Membership.room_id == room.id)
    return uow.session.scalar(counted) or 0
