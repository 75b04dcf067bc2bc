"""Snapshots made from rows, a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.models import Membership, Message, Reaction, Room, SupportRoom, User
from app.realtime import presence
from app.snapshots import (
    DELETED_NAME,
    MessageSnapshot,
    Person,
    ReactionSnapshot,
    RoomRef,
    RoomSnapshot,
    UserSnapshot,
)

UNREAD_CAP = 100
Peers = dict[int, tuple[UserSnapshot | None, int | None]]

PERSON = (User.id, User.username, User.display_name, User.deleted_at)


def user(row: User) -> UserSnapshot:
    """What everybody may know of a user; a deleted one is nobody in particular."""
    known = person(row.id, row.username, row.display_name, row.deleted_at)
    return UserSnapshot(
        id=row.id,
        username=known.username,
        display_name=known.display_name,
        country=row.country,
        role=row.role,
        verified=row.password_hash is not None,
        is_online=presence.is_online(row.id),
    )


def person(user_id: int, username: str, display_name: str | None, deleted_at: Any) -> Person:
    """Who stands beside a message."""
    if deleted_at is not None:
        return Person(user_id, DELETED_NAME, DELETED_NAME)
    return Person(user_id, username, display_name or username)


def ref(room: Room) -> RoomRef:
    """Which room an event is about."""
    return RoomRef(room.id, room.type, pair(room.dm_key))


def pair(dm_key: str | None) -> tuple[int, int] | None:
    """The two people of a `dm_key`, smaller id first."""
    if dm_key is None:
        return None
    low, _, high = dm_key.partition(":")
    return int(low), int(high)


def messages(session: Session, query: Select[Message]) -> list[MessageSnapshot]:
    """Snapshots of the messages that `query` selects, in its order."""
    rows = session.execute(
        query.join(User, User.id == Message.sender_id)
        .with_only_columns(Message, *PERSON, maintain_column_froms=True)
        .execution_options(populate_existing=True)
    ).all()
    reactions = _reactions(session, [row[0].id for row in rows])
    return [_message(row[0], person(*row[1:]), reactions.get(row[0].id, ())) for row in rows]


def message(session: Session, message_id: int) -> MessageSnapshot:
    """The present state of one message that is known to exist."""
    return messages(session, select(Message).where(Message.id == message_id))[0]


def _message(row: Message, sender: Person, reactions: tuple[ReactionSnapshot, ...]) -> MessageSnapshot:
    return MessageSnapshot(
        id=row.id,
        room_id=row.room_id,
        seq=row.seq,
        changed=row.changed,
        client_id=row.client_id,
        sender=sender,
        content=row.content,
        html=row.html,
        message_type=row.message_type,
        reply_to=row.reply_to,
        reactions=reactions,
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted=row.deleted_at is not None,
    )


def _reactions(session: Session, ids: Sequence[int]) -> dict[int, tuple[ReactionSnapshot, ...]]:
    if not ids:
        return {}
    rows = session.execute(
        select(Reaction.message_id, Reaction.emoji, Reaction.user_id)
        .where(Reaction.message_id.in_(ids))
        .order_by(Reaction.created_at, Reaction.user_id)
    )
    grouped: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for message_id, emoji, user_id in rows:
        grouped[message_id][emoji].append(user_id)
    return {
        message_id: tuple(ReactionSnapshot(emoji, tuple(users)) for emoji, users in by_emoji.items())
        for message_id, by_emoji in grouped.items()
    }


def unread(user_id: int, room_id: Any, since: Any) -> ColumnElement[int]:
    """Others' messages after `since`, counted up to `UNREAD_CAP`; arguments may be columns."""
    counted = (
        select(Message.id)
        .where(
            Message.room_id == room_id,
            Message.seq > since,
            Message.sender_id != user_id,
            Message.deleted_at.is_(None),
        )
        .limit(UNREAD_CAP)
    )
    if isinstance(room_id, int):
        return select(func.count()).select_from(counted.subquery()).scalar_subquery()
    inner = counted.correlate(Room, Membership).subquery()
    return select(func.count()).select_from(inner).scalar_subquery()


def rooms(session: Session, user_id: int, only: int | None = None) -> list[RoomSnapshot]:
    """The user's rooms (or `only` that one), the most recently active first."""
    newest = (
        select(Message.id)
        .where(Message.room_id == Room.id, Message.deleted_at.is_(None))
        .order_by(Message.seq.desc())
        .limit(1)
        .correlate(Room)
        .scalar_subquery()
    )
    everyone = aliased(Membership)
    count = select(func.count()).where(everyone.room_id == Room.id).correlate(Room).scalar_subquery()
    query = (
        select(Room, Membership.last_read_seq, newest, count, _unread_column(user_id))
        .join(Membership, Membership.room_id == Room.id)
        .where(Membership.user_id == user_id)
        .order_by(Room.updated_at.desc(), Room.id)
    )
    if only is not None:
        query = query.where(Room.id == only)
    rows = session.execute(query).all()
    last = {
        m.id: m
        for m in messages(session, select(Message).where(Message.id.in_([r[2] for r in rows if r[2]])))
    }
    peers = _peers(session, user_id, [row[0] for row in rows])
    return [_room(row, last.get(row[2]), peers.get(row[0].id, (None, None))) for row in rows]


def _unread_column(user_id: int) -> ColumnElement[int]:
    return unread(user_id, Room.id, Membership.last_read_seq)


def _room(
    row: Any, last: MessageSnapshot | None, peer: tuple[UserSnapshot | None, int | None]
) -> RoomSnapshot:
    room, last_read_seq, _, member_count, unread_count = row
    return RoomSnapshot(
        id=room.id,
        type=room.type,
        name=room.name,
        head=room.head,
        member_count=member_count,
        invite_code=room.invite_code,
        peer=peer[0],
        created_by=room.created_by,
        created_at=room.created_at,
        updated_at=room.updated_at,
        unread=unread_count,
        last_read_seq=last_read_seq,
        peer_read_seq=peer[1],
        last_message=last,
    )


def _peers(session: Session, user_id: int, found: Iterable[Room]) -> Peers:
    """For each dm the other person (oneself, in notes to self) and how far they have read.

    In a support room the other is the user, for admins; for the user it is all admins together.
    """
    others = {}
    for room in found:
        both = pair(room.dm_key)
        if both is not None:
            others[room.id] = both[1] if both[0] == user_id else both[0]
    support = [room.id for room in found if room.type == "support"]
    desk = _desk(session, support) if support else {}
    others |= {room_id: owner for room_id, (owner, _) in desk.items() if owner != user_id}
    own: Peers = {room_id: (None, read) for room_id, (owner, read) in desk.items() if owner == user_id}
    if not others:
        return own
    users = {
        row.id: user(row) for row in session.scalars(select(User).where(User.id.in_(set(others.values()))))
    }
    marks = session.execute(
        select(Membership.room_id, Membership.user_id, Membership.last_read_seq).where(
            Membership.room_id.in_(others)
        )
    )
    read = {(room_id, member): seq for room_id, member, seq in marks}
    return own | {room_id: (users[other], read.get((room_id, other))) for room_id, other in others.items()}


def _desk(session: Session, support: list[int]) -> dict[int, tuple[int, int]]:
    """Of each support room, whose it is and how far the admins have read."""
    rows = session.execute(
        select(SupportRoom.room_id, SupportRoom.user_id, SupportRoom.read_seq).where(
            SupportRoom.room_id.in_(support)
        )
    )
    return {room_id: (owner, read) for room_id, owner, read in rows}
