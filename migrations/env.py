"""Alembic's entry: over the connection it is given, or Flask-Migrate's engine."""

from __future__ import annotations

from alembic import context

import app.models  # noqa: F401  (fills the metadata)
from app.extensions import Base


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        from flask import current_app

        from app.migrating import engine

        with engine(current_app.config["SQLALCHEMY_DATABASE_URI"]).connect() as own:
            _migrate(own)
            own.commit()
    else:
        _migrate(connection)


def _migrate(connection) -> None:
    if connection.dialect.name == "sqlite":
        # To change a table it makes a new one and drops the old, which nothing may hold on to just then.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        # The driver would commit each table by itself, and a migration cut off there could not begin again.
        connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
