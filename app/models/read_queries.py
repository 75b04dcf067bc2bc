"""What reads messages and rooms, as constants: building a statement costs more than running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Join,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from app.models.compiled import CompiledRows, CompiledStatement
from app.models.message import messages, reactions
from app.models.room import Membership, Room, memberships, rooms
from app.models.unread import unread
from app.models.user import sessions, users

UNREAD_CAP = 100


def person(of: Any) -> tuple[ColumnElement[Any], ...]:
    """What says who somebody is, of the table of users or another name of it."""
    return (
        of.id, of.username, of.display_name, of.deleted_at, of.picture, of.role, of.password_hash
    )  # fmt: skip


PERSON = person(users.c)

PEOPLE = select(*PERSON, users.c.country).where(users.c.id.in_(bindparam("ids", expanding=True)))

NEVER_READ = {"run_seq", "digest"}
"""Columns that only storing a message needs."""
MESSAGE = (
    *(column for column in messages.c if column.key not in NEVER_READ),
    users.c.username,
    users.c.display_name,
    users.c.deleted_at.label("sender_gone"),
    users.c.picture,
    users.c.role,
    users.c.password_hash.is_not(None).label("verified"),
)
"""All that a snapshot is made of, but the reactions."""
MESSAGES = select(*MESSAGE).join(users, users.c.id == messages.c.sender_id)
"""Messages with who sent them."""

BY_ID = MESSAGES.where(messages.c.id.in_(bindparam("ids", expanding=True)))

REACTIONS = (
    select(reactions.c.message_id, reactions.c.emoji, reactions.c.user_id)
    .where(reactions.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(reactions.c.created_at, reactions.c.user_id)
)

ALIVE = MESSAGES.where(messages.c.room_id == bindparam("room"), messages.c.deleted_at.is_(None))
NEWEST = ALIVE.order_by(messages.c.seq.desc()).limit(bindparam("limit"))
BEFORE = (
    ALIVE.where(messages.c.seq < bindparam("seq")).order_by(messages.c.seq.desc()).limit(bindparam("limit"))
)
AFTER = ALIVE.where(messages.c.seq > bindparam("seq")).order_by(messages.c.seq).limit(bindparam("limit"))


ROLE = CompiledStatement(select(users.c.role).where(users.c.id == bindparam("user")))
"""Asked of everybody who comes online."""


def _changes(what: Select[Any], after: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> Select[Any]:
    """`what` of the messages whose change has a number `after` one and up to `head`, in order.

    What is new is found by its place, what was changed later by the index of changes: `limit` of each.
    """
    is_new = messages.c.deleted_at.is_(None) & (messages.c.changed <= messages.c.seq)
    was_changed = messages.c.changed > messages.c.seq
    found = [
        what.where(messages.c.room_id == bindparam("room"), kind, after(number), number <= bindparam("head"))
        .order_by(number, *then)
        .limit(bindparam("limit"))
        .subquery()
        for kind, number, *then in (
            (is_new, messages.c.seq),
            (was_changed, messages.c.changed, messages.c.id),
        )
    ]
    both = union_all(*map(select, found)).subquery()
    return select(both).order_by(both.c.changed, both.c.id)


def _after(number: ColumnElement[int]) -> ColumnElement[bool]:
    return number > bindparam("after")


def _from(number: ColumnElement[int]) -> ColumnElement[bool]:
    return tuple_(number, messages.c.id) > tuple_(bindparam("after"), bindparam("after_id"))


# These are made when they are first needed: they take half a MB.
@cache
def changed_after() -> Select[Any]:
    """What changed after the number `after`."""
    return _changes(MESSAGES, _after).limit(bindparam("limit"))


@cache
def changed_from() -> Select[Any]:
    """What changed after the message `after_id` of the number `after`."""
    return _changes(MESSAGES, _from).limit(bindparam("limit"))


@cache
def far() -> Select[Any]:
    """Not null when more than `farthest` messages changed after `after`; `limit` is one more."""
    changed = (
        select(messages.c.id)
        .where(messages.c.room_id == bindparam("room"), messages.c.changed > messages.c.seq)
        .where(_after(messages.c.changed), messages.c.changed <= bindparam("head"))
        .order_by(messages.c.changed)
        .offset(bindparam("farthest"))
        .limit(1)
        .scalar_subquery()
    )
    found = _changes(select(messages.c.id, messages.c.changed), _after).subquery()
    at_all = select(found.c.id).offset(bindparam("farthest")).limit(1).scalar_subquery()
    # First those that were changed later: what is new is found by going past as many of these.
    return select(case((changed.is_not(None), changed), else_=at_all))


LAST_MESSAGE = (
    select(messages.c.id)
    .where(messages.c.room_id == rooms.c.id, messages.c.deleted_at.is_(None))
    .order_by(messages.c.seq.desc())
    .limit(1)
    .correlate(rooms)
    .scalar_subquery()
)
UNREAD = unread(
    "rooms.id", "rooms.head", "memberships.last_read_seq", "m.sender_id <> memberships.user_id", UNREAD_CAP
)
_everyone = aliased(Membership)
_members = select(func.count()).where(_everyone.room_id == rooms.c.id).correlate(rooms).scalar_subquery()

_reacted = select(reactions.c.message_id).where(reactions.c.message_id == messages.c.id).exists()
_MINE = (
    rooms.c.id,
    rooms.c.type,
    rooms.c.name,
    rooms.c.head,
    rooms.c.invite_code,
    rooms.c.dm_key,
    rooms.c.created_by,
    rooms.c.created_at,
    rooms.c.updated_at,
    memberships.c.last_read_seq,
    memberships.c.notifications,
    memberships.c.request,
    _members.label("members"),
    UNREAD.label("unread"),
    _reacted.label("reacted"),
    *(column.label(f"last_{column.key}") for column in MESSAGE),
)
_IN_ORDER = (rooms.c.updated_at.desc(), rooms.c.id)
_listed = (
    select(rooms.c.id)
    .join(memberships, memberships.c.room_id == rooms.c.id)
    .where(memberships.c.user_id == bindparam("user"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("limit"))
)
_before = aliased(Room)
_place = select(_before.updated_at).where(_before.id == bindparam("before")).scalar_subquery()
_as_old = and_(rooms.c.updated_at == _place, rooms.c.id > bindparam("before"))


def _with_newest(joined: Join) -> Join:
    """Rooms with their newest messages, where they have one."""
    newest = joined.outerjoin(messages, messages.c.id == LAST_MESSAGE)
    return newest.outerjoin(users, users.c.id == messages.c.sender_id)


def _rooms(ids: Select[Any]) -> CompiledRows:
    """All that there is to know of these rooms; of others nothing is worked out."""
    wanted = ids.subquery("wanted")
    mine = and_(memberships.c.room_id == rooms.c.id, memberships.c.user_id == bindparam("user"))
    joined = wanted.join(rooms, rooms.c.id == wanted.c.id).join(memberships, mine)
    return CompiledRows(select(*_MINE).select_from(_with_newest(joined)).order_by(*_IN_ORDER))


MY_ROOMS = _rooms(_listed)
"""The most recently active `limit` rooms of `user`."""
MY_ROOMS_BEFORE = _rooms(_listed.where(or_(rooms.c.updated_at < _place, _as_old)))
"""Those that follow the room `before` in that order."""
MY_ROOM = CompiledRows(
    select(*_MINE)
    .select_from(_with_newest(rooms.join(memberships, memberships.c.room_id == rooms.c.id)))
    .where(memberships.c.user_id == bindparam("user"), rooms.c.id == bindparam("room"))
)
MANY_ROOMS = CompiledRows(
    select(memberships.c.room_id)
    .where(memberships.c.user_id == bindparam("user"))
    .offset(bindparam("many"))
    .limit(1)
)
"""A row for somebody who is in more than `many` rooms."""
MY_ROOM_IDS = CompiledRows(select(memberships.c.room_id).where(memberships.c.user_id == bindparam("user")))
ACCOUNT = CompiledRows(
    select(users, sessions.c.last_used_at, sessions.c.registered)
    .join(sessions, sessions.c.user_id == users.c.id)
    .where(
        sessions.c.id == bindparam("session"),
        users.c.id == bindparam("user"),
        users.c.deleted_at.is_(None),
    )
)
"""Who a session belongs to, all of it, and when it was used last."""
MY_UNREAD = (
    select(UNREAD)
    .select_from(rooms.join(memberships, memberships.c.room_id == rooms.c.id))
    .where(rooms.c.id == bindparam("room"), memberships.c.user_id == bindparam("user"))
)
MARKS = select(memberships.c.room_id, memberships.c.user_id, memberships.c.last_read_seq).where(
    memberships.c.room_id.in_(bindparam("rooms", expanding=True))
)
"""How far everyone in these rooms has read."""
