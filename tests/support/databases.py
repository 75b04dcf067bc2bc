"""Databases for tests that need no server: empty or migrated, SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from app.databases.postgresql import Purpose
from app.migrating import alembic_config

PATIENT = Purpose("30s", "30s")
"""For PostgreSQL: a test's process may be kept from running for longer than a server's writer may pause."""


def engine_for(url: str) -> Engine:
    """An engine that keeps no connection open and has SQLite check foreign keys."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg2://"), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    return engine


def sqlite_url(folder: Path) -> str:
    """The URL of a SQLite file in `folder`."""
    return f"sqlite:///{folder / 'ngobrol.db'}"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrate up to `revision` and commit."""
    command.upgrade(alembic_config(connection), revision)
    connection.commit()
    _check(connection)


def downgrade(connection: Connection, revision: str) -> None:
    """Migrate down to `revision` and commit."""
    command.downgrade(alembic_config(connection), revision)
    connection.commit()
    _check(connection)


def migrate(url: str) -> None:
    """Bring the database to the newest schema: for `Cluster.fresh_database`."""
    with engine_for(url).connect() as connection:
        upgrade(connection)


def _check(connection: Connection) -> None:
    """A migration may not look at foreign keys while it runs; here they are looked at again."""
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()
        raw: Any = connection.connection.driver_connection
        raw.isolation_level = ""  # as it was: the driver begins by itself
