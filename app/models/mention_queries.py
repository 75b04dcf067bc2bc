"""The unread messages that name somebody, of any number of rooms at once.

Whom each names is stored with it (`app/services/mentions.py`). They have an index of their own,
and of each room only the newest are read.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from app.models.message import Message, messages
from app.models.room import memberships

MOST = 50
"""How many of a room's newest messages that name somebody are read."""


def _names(column: Any) -> ColumnElement[bool]:
    return and_(column.deleted_at.is_(None), column.mentions.is_not(None))


_one = aliased(Message)
_oldest = func.coalesce(
    select(_one.seq)
    .where(_one.room_id == memberships.c.room_id, _names(_one))
    .order_by(_one.seq.desc())
    .offset(MOST - 1)
    .limit(1)
    .correlate(memberships)
    .scalar_subquery(),
    0,
)
# Worked out once for each room, or PostgreSQL would do it for each message.
_rooms = (
    select(memberships.c.room_id, memberships.c.last_read_seq, _oldest.label("oldest"))
    .where(
        memberships.c.user_id == bindparam("user"),
        memberships.c.room_id.in_(bindparam("rooms", expanding=True)),
    )
    .cte("unread_rooms")
    .prefix_with("MATERIALIZED")
)
# One bound for the index to begin at: of two SQLite takes the first.
_since = case((_rooms.c.last_read_seq >= _rooms.c.oldest, _rooms.c.last_read_seq + 1), else_=_rooms.c.oldest)
UNREAD_MENTIONS = (
    select(messages.c.room_id, messages.c.seq, messages.c.mentions)
    .join(_rooms, messages.c.room_id == _rooms.c.room_id)
    .where(messages.c.seq >= _since, _names(messages.c), messages.c.sender_id != bindparam("user"))
    .order_by(messages.c.seq.desc())
)
"""Of `rooms`, what `user` has not read and names somebody, newest first."""
