"""Jobs: what is to be done after the unit that wrote it, whatever becomes of the process.

A table without a class: nobody needs the rows as objects, and a mapper takes memory.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from app.extensions import Base
from app.models.types import BigId, UtcDateTime

jobs = Table(
    "jobs",
    Base.metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    # Which handler does it.
    Column("kind", String(64), nullable=False),
    # Its kind, where there is one job of that kind, again and again.
    Column("recurring", String(64), unique=True),
    # What the handler needs to know, in JSON: ids, not contents.
    Column("payload", Text, nullable=False),
    # From when on it is to be done.
    Column("wanted_at", UtcDateTime, nullable=False),
    # From when on a process may take it: later after a failure; while one is at it, when its lease ends.
    Column("due_at", UtcDateTime, nullable=False),
    # Who is at it: drawn anew each time it is taken.
    Column("lease", String(32)),
    # How often it was taken.
    Column("attempts", Integer, nullable=False, default=0, server_default=text("0")),
    # What the last failure was.
    Column("error", String(500)),
    # Since when nobody tries any more.
    Column("failed_at", UtcDateTime),
    Index(None, "failed_at", "due_at"),
)
