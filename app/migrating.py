"""Bringing the database up to date before anything is served.

Alembic is loaded only where there is something to migrate: 12 MB that a server would keep for ever.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from config import Settings

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 7_305_120_442  # any constant; not the writer's, which runs beside it


class MigrationFailed(Exception):
    """The database could not be brought up to date."""


def upgrade(settings: Settings) -> None:
    """Migrate the database to the newest schema; processes that start together take turns."""
    with _turn(settings), _engine(settings).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            connection.commit()
        if _revision(connection) != newest():
            from alembic import command

            command.upgrade(alembic_config(connection), "head")
            connection.commit()


def upgrade_aside(settings: Settings) -> None:
    """`upgrade` in a process of its own, which takes its memory along; for one without threads yet.

    Raises `MigrationFailed`, and what the driver raises when there is no such database.
    """
    with _turn(settings), _engine(settings).connect() as connection:
        if _revision(connection) == newest():
            return
    child = get_context("fork").Process(target=_upgrade_or_say, args=[settings])
    child.start()
    child.join()
    if child.exitcode:
        raise MigrationFailed("it could not be migrated, see above")


def newest() -> str:
    """The newest revision: the files are named by their number."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for migrating over `connection`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade_or_say(settings: Settings) -> None:
    try:
        upgrade(settings)
    except Exception as error:  # noqa: BLE001  whatever it was, its first line is for the operator
        sys.exit(f"The migration failed: {(str(error) or repr(error)).splitlines()[0]}")


def _engine(settings: Settings) -> Engine:
    return create_engine(settings.database, poolclass=NullPool)


def _revision(connection: Connection) -> str | None:
    """What the database is at; null for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    at: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    connection.commit()
    return at


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    with (settings.data_dir / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
