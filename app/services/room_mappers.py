"""Snapshots of rooms as their readers see them, a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.models import Room
from app.models.compiled import CompiledRows
from app.models.mention_queries import UNREAD_MENTIONS
from app.models.read_queries import MARKS, MESSAGE, MY_ROOM, MY_ROOMS, MY_ROOMS_BEFORE, PEOPLE
from app.services import dm_keys, mappers, room_types
from app.services.actor import Actor
from app.services.rights import Facts
from app.snapshots import DELETED_NAME, MessageSnapshot, RoomRef, RoomSnapshot, UserSnapshot

LAST = namedtuple("LAST", [column.key for column in MESSAGE])  # type: ignore[misc]  # noqa: PYI024
"""The newest message among a room's columns, under the names that it has by itself."""


class Other(NamedTuple):
    """What one member of a room sees of its other side."""

    person: UserSnapshot | None = None
    read_seq: int | None = None
    """How far they have read, or any of them."""
    closed: bool = False
    answered_by: int | None = None
    """Which admin answers the support room."""


NOBODY = Other()


def ref(room: Room) -> RoomRef:
    """Which room an event is about."""
    return RoomRef(room.id, room.type, dm_keys.pair(room.dm_key))


def rooms(session: Session, reader: Actor, limit: int, before: int | None = None) -> list[RoomSnapshot]:
    """The reader's most recently active rooms, or those that follow the room `before`."""
    query = MY_ROOMS if before is None else MY_ROOMS_BEFORE
    return _rooms(session, query, reader, before=before, limit=limit)


def room(session: Session, reader: Actor, room_id: int) -> RoomSnapshot | None:
    """One of the reader's rooms; null when it is none of theirs."""
    found = _rooms(session, MY_ROOM, reader, room=room_id)
    return found[0] if found else None


def _rooms(session: Session, query: CompiledRows, reader: Actor, **params: Any) -> list[RoomSnapshot]:
    session.flush()
    user_id = reader.user_id
    rows = query.all(session.connection(), params | {"user": user_id})
    last = _last(session, rows)
    others = _others(session, user_id, rows)
    mentions = _mentions(session, user_id, [row.id for row in rows if row.unread])
    return [
        _room(row, reader, last.get(row.id), others.get(row.id, NOBODY), mentions.get(row.id)) for row in rows
    ]


def _last(session: Session, rows: Sequence[Any]) -> dict[int, MessageSnapshot]:
    """The newest message of each of these rooms that has one, by the room."""
    reactions = mappers.reactions_of(session, [row.last_id for row in rows if row.reacted])
    return {
        row.id: mappers.of_row(LAST._make(row[-len(LAST._fields) :]), reactions.get(row.last_id, ()))
        for row in rows
        if row.last_id is not None
    }


def _mentions(session: Session, user_id: int, unread: list[int]) -> dict[int, int]:
    """Of each of these rooms the place of the newest unread message that names the user."""
    if not unread:
        return {}
    newest: dict[int, int] = {}
    for room_id, seq, mentions in session.execute(UNREAD_MENTIONS, {"user": user_id, "rooms": unread}):
        if room_id not in newest and user_id in mentions:
            newest[room_id] = seq
    return newest


def _room(
    row: Any, reader: Actor, last: MessageSnapshot | None, other: Other, mention_seq: int | None
) -> RoomSnapshot:
    role, can = room_types.rights_of(
        Facts(
            type=row.type,
            created=row.created_by == reader.user_id,
            is_admin=reader.is_admin,
            has_peer=other.person is not None,
            peer_gone=other.person is not None and other.person.username == DELETED_NAME,
            request=row.request,
            closed=other.closed,
            answers=other.answered_by == reader.user_id,
        )
    )
    return RoomSnapshot(
        id=row.id,
        type=row.type,
        name=row.name,
        head=row.head,
        member_count=row.members,
        invite_code=row.invite_code,
        peer=other.person,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        unread=row.unread,
        last_read_seq=row.last_read_seq,
        mention_seq=mention_seq,
        peer_read_seq=other.read_seq,
        closed=other.closed,
        request=row.request,
        notifications=row.notifications or room_types.of(row.type).notifications,
        role=role,
        can=can,
        last_message=last,
    )


def _others(session: Session, user_id: int, found: Sequence[Any]) -> dict[int, Other]:
    """The other side of each room that has one: of a dm the other person (oneself, in notes to self).

    In a room at the desk it is its user, for admins; for the user it is all admins together.
    """
    pairs = {room.id: dm_keys.other(room.dm_key, user_id) for room in found}
    people = {room_id: other for room_id, other in pairs.items() if other is not None}
    desk = room_types.at_desk(session, found)
    people |= {room_id: one.owner_id for room_id, one in desk.items() if one.owner_id != user_id}
    others = {room_id: Other(None, one.read_seq, one.closed, one.admin_id) for room_id, one in desk.items()}
    if not people:
        return others
    users = {
        row.id: mappers.user(row) for row in session.execute(PEOPLE, {"ids": list(set(people.values()))})
    }
    marks = session.execute(MARKS, {"rooms": list(people)})
    read = {(room_id, member): seq for room_id, member, seq in marks}
    for room_id, other in people.items():
        known = others.get(room_id, NOBODY)
        others[room_id] = known._replace(person=users[other], read_seq=read.get((room_id, other)))
    return others
