"""What the support desk knows of its rooms: how they stand, and what happened to them when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base
from app.models.types import BigId, UtcDateTime


class SupportRoom(Base):
    """A user's support room as it stands now."""

    __tablename__ = "support_rooms"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'closed')", name="status"),
        Index(None, "admin_id", "status"),
        Index(None, "status", "updated_at"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who answers it, or answered it last when it is closed; null: it waits."""
    status: Mapped[str] = mapped_column(String(16), default="active")
    read_seq: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    """How far any admin has read; it stays when that admin is one no more."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SupportOpening(Base):
    """One request of a user, from the first message to the closing; a room has one open at most."""

    __tablename__ = "support_openings"
    __table_args__ = (Index(None, "room_id", "closed_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("support_rooms.room_id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it first had an admin."""
    first_response_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SupportAssignment(Base):
    """Who got a room, from whom and why; a log that nothing is decided by but whose turn it is."""

    __tablename__ = "support_assignments"
    __table_args__ = (Index(None, "room_id"), Index(None, "admin_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("support_rooms.room_id"))
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Null: it was taken from somebody and waits."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Null: nobody, it came by the rules."""
    reason: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
