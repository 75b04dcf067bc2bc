"""Engines: one connection that writes, a pool that reads committed state only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.exceptions import Unavailable

READ_POOL = {"pool_size": 8, "max_overflow": 16, "pool_timeout": 10, "pool_pre_ping": True}
NO_COMPILING = "-c jit=off"  # no statement here runs long enough to be worth compiling
BEGIN = "BEGIN IMMEDIATE"
STATEMENT_TIMEOUT = "2s"  # a writer that hangs would hold up every process: PostgreSQL ends it

_read_engine: Engine | None = None


def engine_options(url: str) -> dict[str, Any]:
    """Options of the reading engine for this database."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    # Each statement sees what is committed by then, so a transaction would only be two more round trips.
    options = f"{NO_COMPILING} -c default_transaction_read_only=on"
    return READ_POOL | {"connect_args": {"options": options}, "isolation_level": "AUTOCOMMIT"}


def use_for_reading(engine: Engine) -> None:
    """Make `engine` the one that `reading()` uses; it can't write by mistake."""
    global _read_engine
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _prepare_reader):
        event.listen(engine, "connect", _prepare_reader)
    _read_engine = engine


def writing_engine(url: str) -> Engine:
    """An engine for the writer: a commit on it has reached the disk."""
    if url.startswith("sqlite"):
        connect = {"isolation_level": None, "check_same_thread": False, "timeout": 0.01}
        engine = create_engine(url, connect_args=connect)
        event.listen(engine, "connect", _prepare_writer)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    options = f"{NO_COMPILING} -c statement_timeout={STATEMENT_TIMEOUT}"
    options += " -c idle_in_transaction_session_timeout=2s"
    return create_engine(url, connect_args={"options": options}, pool_pre_ping=True)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees committed state only; nothing loaded survives it."""
    if _read_engine is None:
        raise RuntimeError("no database is bound")
    with Session(_read_engine, autoflush=False) as session:
        yield session


def check() -> None:
    """Raise `Unavailable` unless the database answers."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except (SQLAlchemyError, RuntimeError) as broken:
        raise Unavailable from broken


def _prepare_reader(connection: Any, _record: Any) -> None:
    _pragmas(connection, "query_only=ON")


def _prepare_writer(connection: Any, _record: Any) -> None:
    # What would undo a unit goes to a temporary file once it is over 64 KiB, and then that of all later
    # units of the group: 6 writes a message. In memory it is forgotten with its unit.
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")


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
