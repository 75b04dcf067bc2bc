"""Bringing the database up to date before anything is served.

Alembic is loaded only where there is something to migrate: 12 MB that a server would keep for ever.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from app.databases import postgresql, sqlite
from config import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection as PipeConnection

    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 7_305_120_442  # any constant; not the writer's, which runs beside it


class MigrationFailed(Exception):
    """The database could not be brought up to date."""


def upgrade(settings: Settings) -> None:
    """Migrate the database to the newest schema; processes that start together take turns.

    Raises `MigrationFailed`, and what the driver raises when there is no such database.
    """
    with _turn(settings), _connected(settings) as connection:
        if connection.dialect.name == "postgresql":
            # Until the commit: behind a pooler nobody could give back a lock that is held for longer.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        if _revision(connection) != newest():
            from alembic import command

            command.upgrade(alembic_config(connection), "head")
        connection.commit()


def upgrade_aside(settings: Settings) -> None:
    """`upgrade` in a process of its own, which takes its memory along; for one without threads yet.

    Raises `MigrationFailed`, and what the driver raises when there is no such database.
    """
    with _turn(settings), _connected(settings) as connection:
        if _revision(connection) == newest():
            return
    context = get_context("fork")
    heard, said = context.Pipe(duplex=False)
    child = context.Process(target=_upgrade_and_say, args=[settings, said])
    child.start()
    said.close()
    try:
        fault: str = heard.recv()
    except EOFError:
        fault = "the process that should migrate it ended too early; was it killed?"
    child.join()
    if fault:
        raise MigrationFailed(fault)


def newest() -> str:
    """The newest revision: the files are named by their number."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def engine(url: str) -> Engine:
    """An engine to migrate over, which keeps no connection open.

    Raises `ValueError` for an SQLite without a file.
    """
    if url.startswith("sqlite"):
        sqlite.path_of(url)
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    connect = postgresql.TO_CONNECT
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True, "connect_args": connect}
    made = create_engine(url, isolation_level="READ COMMITTED", **options)
    event.listen(made, "connect", _prepare)
    return made


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for migrating over `connection`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade_and_say(settings: Settings, said: PipeConnection) -> None:
    """Migrate; then say why it failed, or that it is done with an empty text."""
    try:
        upgrade(settings)
    except Exception as error:  # noqa: BLE001  whatever it was, its first line is for the operator
        said.send(f"it could not be migrated: {(str(error) or repr(error)).splitlines()[0]}")
    else:
        said.send("")


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    """A connection whose settings are ours. Raises `MigrationFailed` where nothing could be stored."""
    url = settings.database
    with engine(url).connect() as connection:
        check = sqlite.fault if url.startswith("sqlite") else postgresql.fault
        if (fault := check(connection)) is not None:
            raise MigrationFailed(fault)
        postgresql.begin(connection)
        yield connection


def _prepare(raw: Any, record: Any) -> None:
    postgresql.prepare(raw, record.info, postgresql.MIGRATING)


def _revision(connection: Connection) -> str | None:
    """What the database is at; null for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    at: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return at


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    with (settings.data_dir / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
