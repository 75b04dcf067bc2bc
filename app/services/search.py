"""Looking for a text in a room: aside, a few steps at a time, so that nobody else waits for it.

A room has no index of its texts, so its messages are gone through. An answer looks at a bounded
number of them, and says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from app import limits
from app.concurrency import run_blocking
from app.databases import MAX_ID
from app.models import search_queries
from app.services import access, history, mappers
from app.services.actor import Actor
from app.services.folding import folded
from app.snapshots import Page
from app.storage.database import aside, reading

STEP = 2_000
"""Messages between two turns of others who search."""
MOST_STEPS = 50
LONGEST = 1.0
"""Seconds that an answer may take, those in which it waits for its turn included."""

_turns: WeakValueDictionary[int, Any] = WeakValueDictionary()


class Hit(NamedTuple):
    seq: int
    id: int


class Walk(NamedTuple):
    """What was found so far, and the last message looked at; null at the room's end."""

    hits: list[Hit]
    at: Hit | None


def page(
    actor: Actor,
    room_id: int,
    text: str,
    before: int | None = None,
    after: int | None = None,
    *,
    limit: int = 50,
) -> Page:
    """As `history.page`, of what contains `text`, whatever its case and however its letters are composed.

    It ends early when it has looked at many messages: then `has_more`, and `looked_until` is the id of
    the last one, with which to go on. Raises as `history.page`, and `RateLimited`.
    """
    limits.search(actor.user_id)
    history.check_bounds(before, after, limit)
    with reading() as session:
        head = access.room(session, actor, room_id).head
        bound = before if after is None else after
        start = MAX_ID if after is None else 0
        if bound is not None:
            start = history.place(session, room_id, bound)
    with _turn(actor.user_id):
        hits, at = _walk(room_id, folded(text), start, older=after is None, wanted=limit + 1)
    kept = hits[:limit]
    if len(hits) > limit:
        at = kept[-1]
    with reading() as session:
        found = mappers.by_id(session, [one.id for one in kept])
    shown = [found[one.id] for one in kept if one.id in found and not found[one.id].deleted]
    if after is None:
        shown.reverse()
    return Page(tuple(shown), head, has_more=at is not None, looked_until=at.id if at else None)


def _walk(room_id: int, text: str, start: int, *, older: bool, wanted: int) -> Walk:
    hits: list[Hit] = []
    until = monotonic() + LONGEST
    at: Hit | None = None
    for _each in range(MOST_STEPS):
        values = {"room": room_id, "seq": at.seq if at else start, "size": STEP - 1, "text": text}
        with aside() as session:
            found, at = _step(session.connection(), values, older=older, until=until)
        hits += found
        if at is None or len(hits) >= wanted or monotonic() > until:
            break
    return Walk(hits, at)


def _step(conn: Connection, values: dict[str, Any], *, older: bool, until: float) -> Walk:
    text = values["text"]
    end, candidates = search_queries.step(conn.dialect.name, older=older, ascii_text=text.isascii())
    cursor: Any = conn.connection.cursor()
    # SQLite would hold up the hub; PostgreSQL's driver waits as a greenlet, and can't in another thread.
    blocks = conn.dialect.name == "sqlite"
    execute = partial(run_blocking, cursor.execute) if blocks else cursor.execute
    try:
        execute(*end.bound(conn.dialect, values))
        last = cursor.fetchone()
        at = Hit(*last) if last else None
        values = values | {"end": at.seq if at else 0 if older else MAX_ID}
        asked = candidates.bound(conn.dialect, values)
        if not blocks:
            cursor.execute(*asked)
        hits, stopped = run_blocking(_containing, cursor, asked if blocks else None, text, until)
        return Walk(hits, stopped or at)
    finally:
        cursor.close()


def _containing(cursor: Any, asked: Any, text: str, until: float) -> Walk:
    """Which of the rows do contain it; and the last one that was compared, when there was no time for all.

    `asked` is the statement, unless it was executed already.
    """
    if asked is not None:
        cursor.execute(*asked)
    hits = []
    for seq, message_id, content in cursor:
        if text in folded(content):
            hits.append(Hit(seq, message_id))
        if monotonic() > until:
            return Walk(hits, Hit(seq, message_id))
    return Walk(hits, None)


@contextmanager
def _turn(user_id: int) -> Iterator[None]:
    """One search at a time for each user."""
    with _turns.setdefault(user_id, Lock()):
        yield
