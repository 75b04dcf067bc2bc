"""Engines: one connection that writes, a pool that reads committed state only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.concurrency import run_blocking
from app.databases import postgresql, sqlite
from app.exceptions import NotSaved, Unavailable

READ_POOL = {"pool_size": 8, "max_overflow": 16, "pool_timeout": 10, "pool_pre_ping": True}
ASIDE_POOL = {"pool_size": 2, "max_overflow": 0, "pool_timeout": 30}
"""So many long readings are under way; others wait for their turn."""
BEGIN = "BEGIN IMMEDIATE"

_read_engine: Engine | None = None
_aside_engine: Engine | None = None


def engine_options(url: str) -> dict[str, Any]:
    """Options of the reading engine for this database."""
    if url.startswith("sqlite"):
        return {"creator": sqlite.opener(url, timeout=5), "hide_parameters": True}
    # Each statement sees what is committed by then, so a transaction would only be two more round trips.
    return READ_POOL | {
        "connect_args": postgresql.TO_CONNECT,
        "isolation_level": "AUTOCOMMIT",
        "hide_parameters": True,
    }


def use_for_reading(engine: Engine) -> None:
    """Make `engine` the one that `reading()` uses; it can't write by mistake."""
    global _read_engine, _aside_engine
    for name, listener in READER[engine.dialect.name].items():
        if not event.contains(engine, name, listener):
            event.listen(engine, name, listener)
    if _aside_engine is not None:
        _aside_engine.dispose()
    _aside_engine = None
    _read_engine = engine


def writing_engine(url: str) -> Engine:
    """An engine for the writer: a commit on it has reached the disk."""
    if url.startswith("sqlite"):
        opener = sqlite.opener(url, isolation_level=None, timeout=0.01)
        engine = create_engine(url, creator=opener, hide_parameters=True)
    else:
        # Each statement must see what other processes committed while this one waited for its turn.
        engine = create_engine(
            url,
            connect_args=postgresql.TO_CONNECT,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            hide_parameters=True,
        )
    for name, listener in WRITER[engine.dialect.name].items():
        event.listen(engine, name, listener)
    return engine


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees committed state only; nothing loaded survives it."""
    if _read_engine is None:
        raise RuntimeError("no database is bound")
    with Session(_read_engine, autoflush=False) as session:
        yield session


@contextmanager
def reading_rows() -> Iterator[Connection]:
    """The same without a session, for prepared statements."""
    if _read_engine is None:
        raise RuntimeError("no database is bound")
    with _read_engine.connect() as connection:
        connection.begin()  # which nothing else does for them; behind a pooler our settings come with it
        yield connection


@contextmanager
def aside() -> Iterator[Session]:
    """As `reading`, for what may take long: a few connections of its own, and nobody else waits.

    SQLite, which would hold up the hub, runs its statements in a thread of their own up to the
    first row; rows that are not put in order first must be fetched there, too.
    """
    with Session(_engine_aside(), autoflush=False) as session:
        yield session


def _engine_aside() -> Engine:
    """Made when it is first needed: many servers never do."""
    global _aside_engine
    if _read_engine is None:
        raise RuntimeError("no database is bound")
    if _aside_engine is None:
        url = _read_engine.url.render_as_string(hide_password=False)
        engine = create_engine(url, **engine_options(url) | ASIDE_POOL)
        for name, listener in ASIDE[engine.dialect.name].items():
            event.listen(engine, name, listener)
        _aside_engine = engine
    return _aside_engine


def _execute_aside(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
    run_blocking(cursor.execute, statement, parameters)
    return True


def is_away(error: Exception) -> bool:
    """Whether the database is to blame, and may answer in a moment: it is away, full, or too busy."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | Unavailable | NotSaved)


def _read_only(raw: Any, _record: Any) -> None:
    _pragmas(raw, "query_only=ON")


def _still_there(raw: Any, _record: Any, _pooled: Any) -> None:
    # A file that was moved or deleted can be read for as long as it is open; nobody writes it any more.
    if raw.has_gone():
        raise DisconnectionError


def _durable(raw: Any, _record: Any) -> None:
    # What would undo a unit goes to a temporary file once it is over 64 KiB, and then that of all later
    # units of the group: 6 writes a message. In memory it is forgotten with its unit.
    _pragmas(raw, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")


def _pragmas(connection: Any, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # The driver would begin only before the first INSERT, and a SAVEPOINT before that would commit by itself.
    try:
        connection.connection.cursor().execute(BEGIN)
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(BEGIN, None, error) from error


def _read_postgresql(raw: Any, record: Any) -> None:
    postgresql.prepare(raw, record.info, postgresql.READING)


def _read_postgresql_aside(raw: Any, record: Any) -> None:
    postgresql.prepare(raw, record.info, postgresql.READING_ASIDE)


def _write_postgresql(raw: Any, record: Any) -> None:
    postgresql.prepare(raw, record.info, postgresql.WRITING)


Listeners = dict[str, Callable[..., object]]
READER: dict[str, Listeners] = {
    "sqlite": {"connect": _read_only, "checkout": _still_there},
    "postgresql": {"connect": _read_postgresql, "begin": postgresql.begin},
}
ASIDE: dict[str, Listeners] = {
    "sqlite": READER["sqlite"] | {"do_execute": _execute_aside},
    "postgresql": READER["postgresql"] | {"connect": _read_postgresql_aside},
}
WRITER: dict[str, Listeners] = {
    "sqlite": {"connect": _durable, "begin": _begin_immediate},
    "postgresql": {"connect": _write_postgresql},
}
"""What is done with the connections of each, by SQLAlchemy's names for when."""
