"""Messages and reactions, with the hot statements as constants.

Built once and run on the connection, a statement costs a tenth of what the ORM's would.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ForeignKey, Index, String, Table, Text, UniqueConstraint, insert, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base
from app.models.compiled import CompiledStatement
from app.models.types import BigId, Ids, UtcDateTime

ALIVE = text("deleted_at IS NULL")
CHANGED = text("changed > seq")
NAMES = text("deleted_at IS NULL AND mentions IS NOT NULL")


class Message(Base):
    """A message in its present state; a deleted one keeps its row and loses its text."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("sender_id", "client_id"),
        # Each index that a new message is in costs it a twentieth of its time.
        # A page would go through all that was deleted if that were in here, too.
        Index(None, "room_id", "seq", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
        # What is new is found by its place.
        Index(None, "room_id", "changed", "id", sqlite_where=CHANGED, postgresql_where=CHANGED),
        # The few that name somebody.
        Index(
            "ix_messages_room_id_seq_mentions", "room_id", "seq",
            sqlite_where=NAMES, postgresql_where=NAMES,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seq: Mapped[int] = mapped_column(BigId)
    """Its place in the room; the number of the change that made it."""
    changed: Mapped[int] = mapped_column(BigId)
    """The number of the newest change to it."""
    run_seq: Mapped[int | None] = mapped_column(BigId)
    """Where its sender's run began: from there to here nobody else has posted."""
    client_id: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of the first request under this `client_id`, to tell a retry from a different message."""
    content: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    mentions: Mapped[tuple[int, ...] | None] = mapped_column(Ids)
    """The ids of those whom it names."""
    message_type: Mapped[str] = mapped_column(String(16), default="text")
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reaction(Base):
    """One person's emoji on one message."""

    __tablename__ = "reactions"
    __table_args__ = (Index(None, "user_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    emoji: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


messages = cast(Table, Message.__table__)
reactions = cast(Table, Reaction.__table__)


def gone() -> dict[str, Any]:
    """What the columns of a deleted message have in them: nothing of what was written stays."""
    return {"content": "", "html": None, "mentions": None, "deleted_at": now()}


class NewMessage(NamedTuple):
    """A message at its birth: its fields are the columns that are stored then."""

    room_id: int
    sender_id: int
    seq: int
    changed: int
    run_seq: int
    client_id: str | None
    digest: str | None
    content: str
    html: str | None
    mentions: tuple[int, ...]
    message_type: str
    reply_to: int | None
    created_at: datetime

    @property
    def edited_at(self) -> None:
        """Nobody has changed it yet."""

    @property
    def deleted_at(self) -> None:
        """Nor deleted it."""


INSERT_MESSAGE = CompiledStatement(insert(messages).returning(messages.c.id), columns=NewMessage._fields)
"""Takes the fields of a `NewMessage`."""
