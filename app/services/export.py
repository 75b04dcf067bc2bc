"""All of one's own data, a little at a time: nobody else waits for it, and it is never in memory whole.

Between two pieces nothing is held open, however slowly somebody fetches them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app import limits
from app.concurrency import yield_to_others
from app.models import Membership, Message, Reaction, Room
from app.models.read_queries import PEOPLE
from app.services import access, accounts, dm_keys, mappers, pictures, sessions
from app.services.actor import Actor
from app.snapshots import AccountSnapshot, SessionSnapshot
from app.storage.database import reading

AT_ONCE = 100
"""Rows between two breaths: some milliseconds."""
IDS_AT_ONCE = 2_000

MY_ROOM_IDS = (
    select(Membership.room_id)
    .where(Membership.user_id == bindparam("user"))
    .order_by(Membership.joined_at, Membership.room_id)
)
MY_ROOMS = (
    select(
        Room.id, Room.type, Room.name, Room.dm_key, Room.created_by,
        Membership.joined_at, Membership.last_read_seq, Membership.notifications,
    )
    .join(Membership, Membership.room_id == Room.id)
    .where(Membership.user_id == bindparam("user"), Room.id.in_(bindparam("ids", expanding=True)))
    .order_by(Membership.joined_at, Room.id)
)  # fmt: skip
MY_MESSAGES = select(Message.id).where(Message.sender_id == bindparam("user"))
MY_REACTIONS = select(Reaction.message_id).where(Reaction.user_id == bindparam("user")).distinct()
MESSAGES = (
    select(
        Message.id, Message.room_id, Message.seq, Message.content, Message.message_type, Message.reply_to,
        Message.created_at, Message.edited_at,
    )
    .where(Message.id.in_(bindparam("ids", expanding=True)), Message.deleted_at.is_(None))
    .order_by(Message.id)
)  # fmt: skip
REACTIONS = (
    select(Reaction.message_id, Message.room_id, Reaction.emoji, Reaction.created_at)
    .join(Message, Message.id == Reaction.message_id)
    .where(Reaction.message_id.in_(bindparam("ids", expanding=True)), Reaction.user_id == bindparam("user"))
    .order_by(Reaction.message_id, Reaction.created_at)
)


@dataclass(frozen=True, slots=True)
class Export:
    """What there is of somebody; the iterators read as they are asked."""

    account: AccountSnapshot
    picture: bytes | None
    sessions: list[SessionSnapshot]
    rooms: Iterator[RoomOfMine]
    messages: Iterator[MessageOfMine]
    reactions: Iterator[ReactionOfMine]


@dataclass(frozen=True, slots=True)
class RoomOfMine:
    """A room that one is in; `peer` is the other's username in a dm."""

    id: int
    type: str
    name: str | None
    peer: str | None
    mine: bool
    joined_at: datetime
    last_read_seq: int
    notifications: str | None


@dataclass(frozen=True, slots=True)
class MessageOfMine:
    id: int
    room_id: int
    seq: int
    content: str
    message_type: str
    reply_to: int | None
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReactionOfMine:
    message_id: int
    room_id: int
    emoji: str
    created_at: datetime


def everything(actor: Actor) -> Export:
    """All that is the actor's own.

    Raises `RateLimited`, and `Forbidden` for a name not proven to be one's own.
    """
    limits.hit(limits.EXPORTS, str(actor.user_id))
    with reading() as session:
        user = accounts.own(session, actor)
        access.claimed(session, actor, user)
        account = accounts.snapshot(session, user, actor.session_id)
    return Export(
        account,
        pictures.find(account.id, account.picture) if account.picture else None,
        sessions.mine(actor),
        _rooms(actor.user_id),
        (MessageOfMine(*row) for row in _rows(MY_MESSAGES, MESSAGES, actor.user_id)),
        (ReactionOfMine(*row) for row in _rows(MY_REACTIONS, REACTIONS, actor.user_id)),
    )


def _rooms(user_id: int) -> Iterator[RoomOfMine]:
    with reading() as session:
        ids = iter(session.scalars(MY_ROOM_IDS, {"user": user_id}).all())
    while some := list(islice(ids, AT_ONCE)):
        with reading() as session:
            yield from _some_rooms(session, user_id, some)
        yield_to_others()


def _some_rooms(session: Session, user_id: int, ids: list[int]) -> list[RoomOfMine]:
    found = session.execute(MY_ROOMS, {"user": user_id, "ids": ids}).all()
    others = {row.id: _other(row.dm_key, user_id) for row in found}
    wanted = list({other for other in others.values() if other is not None})
    names = {row.id: mappers.user(row).username for row in session.execute(PEOPLE, {"ids": wanted})}
    return [
        RoomOfMine(
            row.id, row.type, row.name, names.get(others[row.id] or 0), row.created_by == user_id,
            row.joined_at, row.last_read_seq, row.notifications,
        )
        for row in found
    ]  # fmt: skip


def _other(dm_key: str | None, user_id: int) -> int | None:
    both = dm_keys.pair(dm_key)
    if both is None:
        return None
    return both[1] if both[0] == user_id else both[0]


def _rows(ids_of_mine: Select[Any], rows: Select[*tuple[Any, ...]], user_id: int) -> Iterator[Any]:
    """The rows of one's ids in their order, each page read by itself."""
    ids = _ids(ids_of_mine, user_id)
    while some := list(islice(ids, AT_ONCE)):
        with reading() as session:
            page = session.execute(rows, {"ids": some, "user": user_id}).all()
        yield from page
        yield_to_others()


def _ids(query: Select[Any], user_id: int) -> Iterator[int]:
    """All ids in order, 8 bytes each. No index has them so, and to sort all at once would take too long."""
    sorted_parts: list[array[int]] = []
    with reading() as session:
        if session.get_bind().dialect.name == "postgresql":
            # A cursor, else the driver takes all rows at once; it needs a transaction.
            session.connection(execution_options={"isolation_level": "READ COMMITTED"})
        found = session.scalars(query.execution_options(yield_per=IDS_AT_ONCE), {"user": user_id})
        for some in found.partitions():
            sorted_parts.append(array("q", sorted(some)))
            yield_to_others()
    return merge(*sorted_parts)
