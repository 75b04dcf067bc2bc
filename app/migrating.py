"""Bringing the database up to date before anything is served."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from config import Settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 7_305_120_442  # any constant; not the writer's, which runs beside it


def upgrade(settings: Settings) -> None:
    """Migrate the database to the newest schema; processes that start together take turns."""
    engine = create_engine(settings.database, poolclass=NullPool)
    with _turn(settings), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            connection.commit()
        config = alembic_config(connection)
        newest = ScriptDirectory.from_config(config).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() != newest:
            command.upgrade(config, "head")
            connection.commit()
    engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for migrating over `connection`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    with (settings.data_dir / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
