"""Direct messages by name: writing to several people at once, and all that came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app import limits
from app.concurrency import yield_to_others
from app.exceptions import Invalid, Reason, RoomNotFound
from app.models import Membership, Message, Room
from app.services import dm_keys, history, identities, messages, opening, people, rooms
from app.services.actor import Actor
from app.services.writing import CheckedDraft, Draft, checked
from app.snapshots import Person, Posted
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

MOST_RECIPIENTS = 30
"""All are written to in one unit of work, and others wait for it."""
NEWEST = 50
MOST_DMS, MOST_LETTERS = 200, 2_000
"""What strangers can add has an end."""
DMS_AT_ONCE = 20
"""Read between two turns of others."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message received in a dm."""

    room_id: int
    seq: int
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What came from one person, oldest first; from all deleted accounts together."""

    sender: Person
    letters: tuple[Letter, ...]


def post_to_all(actor: Actor, usernames: Sequence[str], content: str) -> list[Posted]:
    """Write to each of these people, in the dm with them; to all or to nobody.

    Somebody named twice gets it once. Each name counts as a message. Raises `UserNotFound`, `Invalid`,
    `RateLimited`.
    """
    for _each in usernames[:MOST_RECIPIENTS]:
        limits.message(actor.user_id)
    opening.meet(actor, usernames=usernames[:MOST_RECIPIENTS])
    ready = checked(Draft(content=content))
    if len(usernames) > MOST_RECIPIENTS:
        raise Invalid({"usernames": Reason("too_many_people", num=MOST_RECIPIENTS)})
    return _post_to_all(actor, usernames, ready)


@unit_of_work
def _post_to_all(uow: Unit, actor: Actor, usernames: Sequence[str], ready: CheckedDraft) -> list[Posted]:
    opened = [rooms.dm_with(uow, actor, user_id).room for user_id in people.ids(uow.session, usernames)]
    return [messages.post_checked.within(uow, actor, room.id, ready) for room in opened]


def open_inbox(actor: Actor) -> list[Correspondence]:
    """The newest `NEWEST` messages from everyone the actor has a dm with, and marks them as read.

    The most recently active dm first, and of `MOST_DMS` at most; somebody who never wrote is there with
    nothing, and so is whose messages come after `MOST_LETTERS` of others.
    """
    with reading() as session:
        dms = _dms(session, actor)
        senders = _people(session, {other for other, _ in dms.values()})
    letters = _newest(actor, list(dms))
    for room_id, (other, read) in dms.items():
        newest = letters[room_id][-1].seq if letters[room_id] else 0
        if newest > read and other != actor.user_id:
            _mark(actor, room_id, newest)
    grouped: dict[str, list[Letter]] = {}
    for room_id, (other, _) in dms.items():
        grouped.setdefault(senders[other].username, []).extend(letters[room_id])
    by_name = {person.username: person for person in senders.values()}
    return [
        Correspondence(by_name[name], tuple(sorted(found, key=lambda message: message.created_at)[-NEWEST:]))
        for name, found in grouped.items()
    ]


def _newest(actor: Actor, room_ids: list[int]) -> dict[int, list[Letter]]:
    """The newest messages received in each of these dms, read some dms at a time."""
    found: dict[int, list[Letter]] = defaultdict(list)
    count = 0
    for begin in range(0, len(room_ids), DMS_AT_ONCE):
        if begin:
            yield_to_others()
        if count >= MOST_LETTERS:
            break
        with reading() as session:
            some = _letters(session, actor, room_ids[begin : begin + DMS_AT_ONCE])
        count += sum(map(len, some.values()))
        found |= some
    return found


def _mark(actor: Actor, room_id: int, seq: int) -> None:
    try:
        history.mark_read(actor, room_id, seq)
    except RoomNotFound:  # left at this moment
        return


def _dms(session: Session, actor: Actor) -> dict[int, tuple[int, int]]:
    """For each dm with somebody, the other's id and how far the actor has read."""
    rows = session.execute(
        select(Room.id, Room.dm_key, Membership.last_read_seq)
        .where(_mine(actor))
        .join(Membership, Membership.room_id == Room.id)
        .order_by(Room.updated_at.desc(), Room.id)
        .limit(MOST_DMS)
    )
    found = {}
    for room_id, dm_key, read in rows:
        low, high = dm_keys.pair(dm_key) or (0, 0)
        found[room_id] = (high if low == actor.user_id else low, read)
    return found


def _letters(session: Session, actor: Actor, room_ids: list[int]) -> dict[int, list[Letter]]:
    """The newest messages received in each of these dms, oldest first."""
    notes = f"{actor.user_id}:{actor.user_id}"
    received = and_(
        Message.deleted_at.is_(None), or_(Message.sender_id != actor.user_id, Room.dm_key == notes)
    )
    oldest = (
        select(Message.seq)
        .where(Message.room_id == Room.id, received)
        .order_by(Message.seq.desc())
        .offset(NEWEST - 1)
        .limit(1)
        .correlate(Room)
        .scalar_subquery()
    )
    # Worked out once for each room, or PostgreSQL would do it for each message.
    since = (
        select(Room.id, func.coalesce(oldest, 0).label("seq"))
        .join(Membership, Membership.room_id == Room.id)
        .where(_mine(actor), Room.id.in_(room_ids))
        .cte("since")
        .prefix_with("MATERIALIZED")
    )
    query = (
        select(Message.room_id, Message.seq, Message.content, Message.created_at)
        .join(since, and_(Message.room_id == since.c.id, Message.seq >= since.c.seq))
        .join(Room, Room.id == Message.room_id)
        .where(received)
        .order_by(Message.room_id, Message.seq)
    )
    found: dict[int, list[Letter]] = defaultdict(list)
    for row in session.execute(query):
        found[row.room_id].append(Letter(*row))
    return found


def _mine(actor: Actor) -> Any:
    return and_(Membership.user_id == actor.user_id, Room.dm_key.is_not(None))


def _people(session: Session, user_ids: set[int]) -> dict[int, Person]:
    everyone = sorted(user_ids)
    found: dict[int, Person] = {}
    for begin in range(0, len(everyone), people.AT_ONCE):
        found |= identities.by_id(session, everyone[begin : begin + people.AT_ONCE])
    return found
