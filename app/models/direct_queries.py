"""What reads direct messages over all of one's dms, as constants."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, true
from sqlalchemy.orm import aliased

from app.databases import MAX_ID
from app.models.message import Message, messages
from app.models.read_queries import LAST_MESSAGE, MESSAGES
from app.models.room import memberships, rooms
from app.models.types import BigId
from app.models.unread import unread

MOST_UNREAD = 1_000

_mine = and_(
    memberships.c.room_id == rooms.c.id,
    memberships.c.user_id == bindparam("user"),
    rooms.c.dm_key.is_not(None),
)
"""The dms that two people (or one, for notes to self) share."""

_chats = select(
    rooms.c.id,
    rooms.c.dm_key,
    rooms.c.head,
    memberships.c.last_read_seq,
    memberships.c.user_id,
    LAST_MESSAGE.label("last"),
).join(memberships, _mine).subquery("chat")  # fmt: skip
_page = (
    select(_chats)
    .where(_chats.c.last < bindparam("before"))
    .order_by(_chats.c.last.desc())
    .limit(bindparam("limit"))
    .subquery("chat")
)
MY_CHATS = select(
    _page.c.dm_key,
    _page.c.last,
    unread("chat.id", "chat.head", "chat.last_read_seq", "m.sender_id <> chat.user_id", MOST_UNREAD).label(
        "unread"
    ),
).order_by(_page.c.last.desc())
"""The page's dms only are counted."""


_of_message = aliased(Message)


def _place(name: str, otherwise: Any) -> ColumnElement[int]:
    """The place of the message `name`, in its own dm; in the others its id alone decides."""
    place = select(_of_message.seq).where(
        _of_message.id == bindparam(name), _of_message.room_id == rooms.c.id
    )
    return func.coalesce(place.correlate(rooms).scalar_subquery(), otherwise)


# What the actor posted since anybody else did is not gone through.
_end = case((rooms.c.last_sender_id == bindparam("user"), rooms.c.run_seq), else_=MAX_ID)
_dms = (
    select(
        rooms.c.id,
        memberships.c.last_read_seq,
        _place("after", 0).label("begin"),
        _place("before", _end).label("end"),
    )
    .join(memberships, _mine)
    .cte("dms")
    .prefix_with("MATERIALIZED")
)
_unread = (
    select(messages.c.id)
    .where(
        messages.c.room_id == _dms.c.id,
        messages.c.seq > _dms.c.last_read_seq,
        messages.c.seq > _dms.c.begin,
        messages.c.seq < _dms.c.end,
        messages.c.id > func.coalesce(bindparam("after", type_=BigId), 0),
        messages.c.id < func.coalesce(bindparam("before", type_=BigId), MAX_ID),
        messages.c.sender_id != bindparam("user"),
        messages.c.deleted_at.is_(None),
    )
    .limit(bindparam("limit"))
    .correlate(_dms)
)


def _letters(dialect: str, newest: bool) -> Select[Any]:
    """The first `limit` of all that is unread, of at most so many of each dm."""
    by_seq, by_id = (one.desc() if newest else one.asc() for one in (messages.c.seq, messages.c.id))
    of_one = _unread.order_by(by_seq)
    # Each database has a form of its own for "of each", and no index for the other's.
    if dialect == "sqlite":
        letter = aliased(Message)
        found = select(letter.id).select_from(_dms).join(letter, letter.id.in_(of_one))
        order: Any = letter.id
    else:
        of_each = of_one.lateral("letter")
        found = select(of_each.c.id).select_from(_dms).join(of_each, true())
        order = of_each.c.id
    found = found.order_by(order.desc() if newest else order.asc()).limit(bindparam("limit"))
    return MESSAGES.where(messages.c.id.in_(found)).order_by(by_id)


UNREAD_NEWEST = {dialect: _letters(dialect, newest=True) for dialect in ("sqlite", "postgresql")}
UNREAD_OLDEST = {dialect: _letters(dialect, newest=False) for dialect in ("sqlite", "postgresql")}
