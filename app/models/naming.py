"""The unread messages that may name a member, of any number of rooms at once.

Whom a text names only its reader can tell (`app/services/mentions.py`), so those with an `@`
have an index of their own, and of each room only the newest are read.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, select
from sqlalchemy.orm import aliased

from app.models.message import Message, messages
from app.models.room import memberships
from app.models.user import users

MOST = 50
"""How many of a room's newest messages with an `@` are read."""


def _may_name(one: Any) -> ColumnElement[bool]:
    # As the index has it, to the letter: a parameter would keep the database from using it.
    return and_(one.deleted_at.is_(None), one.content.like(literal_column("'%@%'")))


_one = aliased(Message)
_oldest = func.coalesce(
    select(_one.seq)
    .where(_one.room_id == memberships.c.room_id, _may_name(_one))
    .order_by(_one.seq.desc())
    .offset(MOST - 1)
    .limit(1)
    .correlate(memberships)
    .scalar_subquery(),
    0,
)
# Worked out once for each room, or PostgreSQL would do it for each message.
_rooms = (
    select(memberships.c.room_id, memberships.c.last_read_seq, _oldest.label("oldest"), users.c.username)
    .join(users, users.c.id == memberships.c.user_id)
    .where(
        memberships.c.user_id == bindparam("user"),
        memberships.c.room_id.in_(bindparam("rooms", expanding=True)),
    )
    .cte("unread_rooms")
    .prefix_with("MATERIALIZED")
)
# One bound for the index to begin at: of two SQLite takes the first.
_since = case((_rooms.c.last_read_seq >= _rooms.c.oldest, _rooms.c.last_read_seq + 1), else_=_rooms.c.oldest)
NAMING = (
    select(messages.c.room_id, messages.c.seq, messages.c.content, _rooms.c.username)
    .join(_rooms, messages.c.room_id == _rooms.c.room_id)
    .where(messages.c.seq >= _since, _may_name(messages.c), messages.c.sender_id != bindparam("user"))
    .order_by(messages.c.seq.desc())
)
"""Of `rooms`, what `user` has not read and may name them, newest first, with their name."""
