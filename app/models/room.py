"""Rooms, and who is in them."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    case,
    false,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base
from app.models.compiled import CompiledStatement
from app.models.types import BigId, UtcDateTime

LOBBY_ID = 1


class Room(Base):
    """A place with messages; never deleted."""

    __tablename__ = "rooms"
    __table_args__ = (CheckConstraint("type IN ('lobby', 'dm', 'group', 'support')", name="type"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(64))
    invite_code: Mapped[str | None] = mapped_column(String(32))
    """Set: the group can't be joined without it."""
    dm_key: Mapped[str | None] = mapped_column(String(48), unique=True)
    """`smaller:larger` user id once a dm has its two people (or its one, for notes to self)."""
    head: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    """The number of the newest change to the room's messages."""
    last_sender_id: Mapped[int | None] = mapped_column(BigId)
    """Who posted last; no foreign key, which PostgreSQL would look up for every message."""
    run_seq: Mapped[int | None] = mapped_column(BigId)
    """Where their run of posts began."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Membership(Base):
    """A user in a room, and how far they have read."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(None, "user_id"),
        CheckConstraint("notifications IN ('all', 'mentions', 'nothing')", name="notifications"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    last_read_seq: Mapped[int] = mapped_column(BigId, default=0)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    notifications: Mapped[str | None] = mapped_column(String(8))
    """What of the room its member wants to be told; null: what is usual for its type."""
    request: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A stranger opened this dm, and its member has neither accepted nor answered yet."""


rooms = cast(Table, Room.__table__)
memberships = cast(Table, Membership.__table__)

# Membership and the next number in one statement: no row comes back when the user isn't a member.
NEXT_SEQ = CompiledStatement(
    update(rooms)
    .where(
        rooms.c.id == bindparam("room"),
        select(memberships.c.user_id)
        .where(memberships.c.room_id == bindparam("room"), memberships.c.user_id == bindparam("user"))
        .exists(),
    )
    .values(
        head=rooms.c.head + 1,
        updated_at=bindparam("moment"),
        run_seq=case((rooms.c.last_sender_id == bindparam("user"), rooms.c.run_seq), else_=rooms.c.head + 1),
        last_sender_id=bindparam("user"),
    )
    .returning(rooms.c.head, rooms.c.run_seq, rooms.c.type, rooms.c.dm_key)
)

# The pointer only ever moves forward, and never past the newest change.
MARK_READ = (
    update(memberships)
    .where(
        memberships.c.room_id == bindparam("room"),
        memberships.c.user_id == bindparam("user"),
        memberships.c.last_read_seq < bindparam("seq"),
    )
    .values(last_read_seq=bindparam("seq"))
    .returning(memberships.c.last_read_seq)
)
