"""Jobs: what is to be done after the unit that wrote it, whatever becomes of the process."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import BigId, UtcDateTime


class Job(Base):
    """One thing to do. What is done has no row any more, or, if it comes again and again, a later moment."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "failed_at", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(64))
    """Which handler does it."""
    recurring: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Its kind, where there is one job of that kind, again and again."""
    payload: Mapped[str] = mapped_column(Text)
    """What the handler needs to know, in JSON: ids, not contents."""
    wanted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From when on it is to be done."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From when on a process may take it: later after a failure; while one is at it, when its lease ends."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """Who is at it: drawn anew each time it is taken."""
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often it was taken."""
    error: Mapped[str | None] = mapped_column(String(500))
    """What the last failure was."""
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nobody tries any more."""


jobs = cast(Table, Job.__table__)
