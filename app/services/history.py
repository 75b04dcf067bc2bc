"""Reading a room: pages, changes since a cursor, and the read pointer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import RoomRead
from app.exceptions import Invalid, MessageNotFound, Reason
from app.models import Message
from app.models.read_queries import AFTER, BEFORE, MY_UNREAD, NEWEST, changed_after, changed_from, far
from app.models.room import MARK_READ
from app.services import access, mappers, room_mappers, room_types
from app.services.actor import Actor
from app.snapshots import Changes, MessageSnapshot, Page, ReadMark
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

LONGEST_PAGE = 100
LARGEST_PAGE = 900_000
"""Characters of a page with which no further message is added, however few it has.

A hundred hostile messages make 7 MiB of HTML; aiohttp's WebSocket, which python-socketio's client stands on,
takes no message of more than 4 MiB.
"""
FARTHEST_CATCH_UP = 1_000
"""A cursor with more changed messages after it is cheaper to reload than to replay.

Where a replay has begun it takes twice as many."""


def page(
    actor: Actor,
    room_id: int,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
    *,
    around: int | None = None,
) -> Page:
    """A page of what is not deleted: the newest, or next to message id `before` or `after`, or `around` one.

    `has_more` tells of more in the direction asked for. Raises `RoomNotFound`, `MessageNotFound` (a bound
    of another room), `Invalid`.
    """
    check_bounds(before, after, limit)
    if around is not None:
        if before is not None or after is not None:
            raise Invalid({"around": Reason("around_or_side")})
        return _around(actor, room_id, around, limit)
    with reading() as session:
        head = access.room(session, actor, room_id).head
        query, seq = NEWEST, None
        if after is not None:
            query, seq = AFTER, place(session, room_id, after)
        elif before is not None:
            query, seq = BEFORE, place(session, room_id, before)
        found = mappers.messages(session, query, room=room_id, seq=seq, limit=limit + 1)
    kept = _fitting(found[:limit])
    has_more = len(found) > len(kept)
    if after is None:
        kept.reverse()
    return Page(tuple(kept), head, has_more=has_more)


def at(actor: Actor, room_id: int, seq: int, limit: int = 50) -> Page:
    """The page in whose middle the place `seq` is, whether a message stands there or not.

    Raises `RoomNotFound`, `Invalid`.
    """
    _check_limit(limit)
    with reading() as session:
        head = access.room(session, actor, room_id).head
        return _both_sides(session, room_id, min(seq, head + 1), head, limit)


def changes(
    actor: Actor, room_id: int, after: int, after_id: int | None = None, limit: int = LONGEST_PAGE
) -> Changes:
    """The present state of each message that changed after the cursor.

    `after` is a change number that is wholly known; with `after_id` (from `next`) only
    that number's messages up to this id are. Raises `RoomNotFound`, `Invalid`.
    """
    _check_limit(limit)
    with reading() as session:
        head = access.room(
            session, actor, room_id
        ).head  # read first: what commits from here on is above it, and comes as a later change
        farthest = FARTHEST_CATCH_UP if after_id is None else 2 * FARTHEST_CATCH_UP
        if after > head or _too_far(session, room_id, after, head, farthest):
            return Changes(head, reload=True)
        query = changed_after() if after_id is None else changed_from()
        cursor = {"room": room_id, "head": head, "after": after, "after_id": after_id}
        found = mappers.messages(session, query, **cursor, limit=limit + 1)
    kept = _fitting(found[:limit])
    more = (kept[-1].changed, kept[-1].id) if len(found) > len(kept) else None
    return Changes(head, tuple(kept), more)


def mark_read(actor: Actor, room_id: int, seq: int) -> ReadMark:
    """Move the actor's read pointer forward to `seq`, never back and never past the head.

    Raises `RoomNotFound`, `Invalid`.
    """
    if seq < 0:
        raise Invalid({"seq": Reason("negative")})
    return _mark_read(actor, room_id, seq)


@unit_of_work
def _mark_read(uow: Unit, actor: Actor, room_id: int, seq: int) -> ReadMark:
    room_types.attend(uow, actor, room_id)
    room, membership = access.membership(uow.session, actor, room_id)
    since, seq = membership.last_read_seq, min(seq, room.head)
    moved = seq > since
    if moved:
        uow.conn.execute(MARK_READ, {"room": room_id, "user": actor.user_id, "seq": seq})
    left = uow.conn.execute(MY_UNREAD, {"room": room_id, "user": actor.user_id}).scalar()
    mark = ReadMark(room_id, max(seq, since), left or 0)
    if moved:
        event = RoomRead(room_mappers.ref(room), actor.user_id, since, mark.seq, mark.unread)
        room_types.of(room.type).read(uow, actor, event)
    return mark


def _around(actor: Actor, room_id: int, message_id: int, limit: int) -> Page:
    """The page in whose middle the message stands, or stood before it was deleted."""
    with reading() as session:
        head = access.room(session, actor, room_id).head
        return _both_sides(session, room_id, place(session, room_id, message_id), head, limit)


def _both_sides(session: Session, room_id: int, seq: int, head: int, limit: int) -> Page:
    older, newer = limit // 2, limit - limit // 2
    above = mappers.messages(session, BEFORE, room=room_id, seq=seq, limit=older + 1)
    below = mappers.messages(session, AFTER, room=room_id, seq=seq - 1, limit=newer + 1)
    before, after = _fitting(above[:older], LARGEST_PAGE // 2), _fitting(below[:newer], LARGEST_PAGE // 2)
    shown = (*reversed(before), *after)
    return Page(shown, head, has_more=len(above) > len(before), has_newer=len(below) > len(after))


def _fitting(found: list[MessageSnapshot], most: int | None = None) -> list[MessageSnapshot]:
    """The first of them that together have about `most` characters; one at least."""
    left, kept = LARGEST_PAGE if most is None else most, []
    for message in found:
        if left <= 0:
            break
        kept.append(message)
        left -= size(message)
    return kept


def size(message: MessageSnapshot) -> int:
    """How many characters of a page it takes."""
    return len(message.content) + len(message.html or "")


def place(session: Session, room_id: int, message_id: int) -> int:
    """The `seq` of a message of this room, deleted or not. Raises `MessageNotFound`."""
    seq = session.scalar(select(Message.seq).where(Message.id == message_id, Message.room_id == room_id))
    if seq is None:
        raise MessageNotFound
    return seq


def _too_far(session: Session, room_id: int, after: int, head: int, farthest: int) -> bool:
    cursor = {"room": room_id, "after": after, "head": head, "farthest": farthest, "limit": farthest + 1}
    return session.scalar(far(), cursor) is not None


def check_bounds(before: int | None, after: int | None, limit: int) -> None:
    """Raise `Invalid` unless at most one of the bounds is given, and a `limit` that a page may have."""
    _check_limit(limit)
    if before is not None and after is not None:
        raise Invalid({"after": Reason("before_or_after")})


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= LONGEST_PAGE:
        raise Invalid({"limit": Reason("limit_out_of_range", num=LONGEST_PAGE)})
