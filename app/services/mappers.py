"""Snapshots made from rows, a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.models import Room
from app.models.compiled import PreparedRows
from app.models.mention_queries import NAMING
from app.models.read_queries import (
    BY_ID,
    MARKS,
    MESSAGE,
    MY_ROOM,
    MY_ROOMS,
    MY_ROOMS_BEFORE,
    PEOPLE,
    REACTIONS,
)
from app.realtime import presence
from app.services import dm_keys, identities, room_types
from app.services.actor import Actor
from app.snapshots import MessageSnapshot, Person, ReactionSnapshot, RoomRef, RoomSnapshot, UserSnapshot

LAST = namedtuple("LAST", [column.key for column in MESSAGE])  # type: ignore[misc]  # noqa: PYI024
"""The newest message among a room's columns, under the names that it has by itself."""
Peers = dict[int, tuple[UserSnapshot | None, int | None, bool]]


def user(row: Any) -> UserSnapshot:
    """What everybody may know of a user (the row, or `PEOPLE`'s); a deleted one is nobody in particular."""
    known = identities.person(row)
    return UserSnapshot(
        id=row.id,
        username=known.username,
        display_name=known.display_name,
        country=row.country,
        role=known.role,
        verified=known.verified,
        is_online=presence.is_online(row.id),
        picture=known.picture,
    )


def actor(row: Any, session_id: str) -> Actor:
    """A living user's row as who acts, signed in by this session."""
    return Actor.of(identities.person(row), session_id)


def ref(room: Room) -> RoomRef:
    """Which room an event is about."""
    return RoomRef(room.id, room.type, dm_keys.pair(room.dm_key))


def messages(session: Session, query: Select[Any], **params: Any) -> list[MessageSnapshot]:
    """Snapshots of the messages that `query`, made of `MESSAGES`, selects, in its order."""
    rows = session.execute(query, params).all()
    reactions = _reactions(session, [row.id for row in rows])
    return [_message(row, reactions.get(row.id, ())) for row in rows]


def by_id(session: Session, ids: Iterable[int | None]) -> dict[int, MessageSnapshot]:
    """The present state of these messages, by id; null stands for none."""
    wanted = [one for one in ids if one is not None]
    return {one.id: one for one in messages(session, BY_ID, ids=wanted)} if wanted else {}


def message(session: Session, message_id: int) -> MessageSnapshot:
    """The present state of one message that is known to exist."""
    return by_id(session, [message_id])[message_id]


def _message(row: Any, reactions: tuple[ReactionSnapshot, ...]) -> MessageSnapshot:
    """Of a row with its sender, as `MESSAGE` has it."""
    sender = identities.beside(
        row.sender_id,
        row.username,
        row.display_name,
        row.sender_gone,
        row.picture,
        role=row.role,
        verified=row.verified,
    )
    return message_of(row, message_id=row.id, sender=sender, reactions=reactions)


def message_of(
    row: Any, *, message_id: int, sender: Person, reactions: tuple[ReactionSnapshot, ...] = ()
) -> MessageSnapshot:
    """The snapshot of a message: every other one comes of this, whether its row was read or is new."""
    return MessageSnapshot(
        id=message_id,
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
        mentions=row.mentions,
    )


def _reactions(session: Session, ids: Sequence[int]) -> dict[int, tuple[ReactionSnapshot, ...]]:
    if not ids:
        return {}
    rows = session.execute(REACTIONS, {"ids": ids})
    grouped: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for message_id, emoji, user_id in rows:
        grouped[message_id][emoji].append(user_id)
    return {
        message_id: tuple(ReactionSnapshot(emoji, tuple(users)) for emoji, users in by_emoji.items())
        for message_id, by_emoji in grouped.items()
    }


def rooms(session: Session, user_id: int, limit: int, before: int | None = None) -> list[RoomSnapshot]:
    """The user's most recently active rooms, or those that follow the room `before`."""
    query = MY_ROOMS if before is None else MY_ROOMS_BEFORE
    return _rooms(session, query, user=user_id, before=before, limit=limit)


def room(session: Session, user_id: int, room_id: int) -> RoomSnapshot | None:
    """One of the user's rooms; null when it is none of theirs."""
    found = _rooms(session, MY_ROOM, user=user_id, room=room_id)
    return found[0] if found else None


def _rooms(session: Session, query: PreparedRows, **params: Any) -> list[RoomSnapshot]:
    session.flush()
    rows = query.all(session.connection(), params)
    user_id = params["user"]
    last = _last(session, rows)
    peers = _peers(session, user_id, rows)
    naming = _naming(session, user_id, [row.id for row in rows if row.unread])
    return [
        _room(row, last.get(row.id), peers.get(row.id, (None, None, False)), naming.get(row.id))
        for row in rows
    ]


def _last(session: Session, rows: Sequence[Any]) -> dict[int, MessageSnapshot]:
    """The newest message of each of these rooms that has one, by the room."""
    reactions = _reactions(session, [row.last_id for row in rows if row.reacted])
    return {
        row.id: _message(LAST._make(row[-len(LAST._fields) :]), reactions.get(row.last_id, ()))
        for row in rows
        if row.last_id is not None
    }


def _naming(session: Session, user_id: int, unread: list[int]) -> dict[int, int]:
    """Of each of these rooms the place of the newest unread message that names the user."""
    if not unread:
        return {}
    newest: dict[int, int] = {}
    for room_id, seq, mentions in session.execute(NAMING, {"user": user_id, "rooms": unread}):
        if room_id not in newest and user_id in mentions:
            newest[room_id] = seq
    return newest


def _room(
    row: Any,
    last: MessageSnapshot | None,
    peer: tuple[UserSnapshot | None, int | None, bool],
    mention_seq: int | None,
) -> RoomSnapshot:
    return RoomSnapshot(
        id=row.id,
        type=row.type,
        name=row.name,
        head=row.head,
        member_count=row.members,
        invite_code=row.invite_code,
        peer=peer[0],
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        unread=row.unread,
        last_read_seq=row.last_read_seq,
        mention_seq=mention_seq,
        peer_read_seq=peer[1],
        closed=peer[2],
        request=row.request,
        notifications=row.notifications or room_types.of(row.type).notifications,
        last_message=last,
    )


def _peers(session: Session, user_id: int, found: Sequence[Any]) -> Peers:
    """For each dm the other person (oneself, in notes to self), how far they have read, and false.

    In a room at the desk the other is its user, for admins; for the user it is all admins together. Third
    comes whether the room is closed.
    """
    others = {}
    for room in found:
        both = dm_keys.pair(room.dm_key)
        if both is not None:
            others[room.id] = both[1] if both[0] == user_id else both[0]
    desk = room_types.at_desk(session, found)
    others |= {room_id: one.owner_id for room_id, one in desk.items() if one.owner_id != user_id}
    closed = {room_id for room_id, one in desk.items() if one.closed}
    own: Peers = {
        room_id: (None, one.read_seq, one.closed) for room_id, one in desk.items() if one.owner_id == user_id
    }
    if not others:
        return own
    users = {row.id: user(row) for row in session.execute(PEOPLE, {"ids": list(set(others.values()))})}
    marks = session.execute(MARKS, {"rooms": list(others)})
    read = {(room_id, member): seq for room_id, member, seq in marks}
    return own | {
        room_id: (users[other], read.get((room_id, other)), room_id in closed)
        for room_id, other in others.items()
    }
