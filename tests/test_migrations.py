"""The migrations lead to exactly what the models say, step by step, down and up, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, event, inspect, text

import app.models  # noqa: F401  it fills the metadata
from app.extensions import Base
from app.migrating import MIGRATIONS
from app.services.lookalikes import skeleton
from tests.support.databases import downgrade, engine_for, sqlite_url, upgrade

SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """An empty database."""
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    url = cluster.empty_database() if cluster else sqlite_url(tmp_path)
    with engine_for(url).connect() as connection:
        yield connection
    if cluster:
        cluster.drop(url)


def test_the_revisions_are_one_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_nothing_is_left_to_migrate(connection: Connection) -> None:
    upgrade(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, Base.metadata) == []


def test_the_checks_are_those_of_the_models(connection: Connection) -> None:
    # Alembic's comparison leaves CHECK constraints out.
    upgrade(connection)
    inspector = inspect(connection)
    for table in Base.metadata.sorted_tables:
        migrated = {check["name"] for check in inspector.get_check_constraints(table.name)}
        declared = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert migrated == declared, table.name


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_down_and_up_again(connection: Connection, revision: str) -> None:
    script = SCRIPTS.get_revision(revision)
    below = str(script.down_revision or "base")
    if script.down_revision:
        upgrade(connection, below)
    before = schema(connection)
    upgrade(connection, revision)
    after = schema(connection)
    downgrade(connection, below)
    assert schema(connection) == before
    upgrade(connection, revision)
    assert schema(connection) == after


def test_all_the_way_down_leaves_nothing(connection: Connection) -> None:
    upgrade(connection)
    downgrade(connection, "base")
    assert set(inspect(connection).get_table_names()) <= {"alembic_version"}


def test_an_up_to_date_database_is_left_alone(connection: Connection) -> None:
    upgrade(connection)
    connection.execute(text("UPDATE rooms SET head = 7 WHERE id = 1"))
    connection.commit()
    upgrade(connection)
    assert connection.execute(text("SELECT head FROM rooms WHERE id = 1")).scalar() == 7


def test_the_runs_of_what_is_there_are_found(connection: Connection) -> None:
    upgrade(connection, "0003")
    person = text(
        "INSERT INTO users (username, role, created_at, updated_at) "
        "VALUES (:name, 'user', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    connection.execute(person, [{"name": "ana"}, {"name": "bo_"}])
    message = text(
        "INSERT INTO messages (room_id, sender_id, seq, changed, content, message_type, created_at) "
        "VALUES (1, :sender, :seq, :seq, 'halo', 'text', CURRENT_TIMESTAMP)"
    )
    said = ((1, 1), (1, 2), (2, 4), (1, 5), (1, 7), (1, 8), (2, 9))
    connection.execute(message, [{"sender": sender, "seq": seq} for sender, seq in said])
    upgrade(connection, "0004")
    found = connection.execute(text("SELECT run_seq FROM messages ORDER BY seq")).scalars().all()
    assert found == [1, 1, 4, 5, 5, 5, 9]


def test_messages_outlive_the_change_of_their_indexes(connection: Connection) -> None:
    upgrade(connection, "0008")
    connection.execute(
        text(
            "INSERT INTO users (username, role, created_at, updated_at) "
            "VALUES ('ana', 'user', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
        )
    )
    message = text(
        "INSERT INTO messages (room_id, sender_id, seq, changed, content, message_type, reply_to, "
        "created_at, deleted_at) "
        "VALUES (1, 1, :seq, :changed, :content, 'text', :reply, CURRENT_TIMESTAMP, :gone)"
    )
    for seq, changed, content, reply, gone in (
        (1, 1, "satu", None, None),
        (2, 4, "dua", 1, None),
        (3, 5, "", None, "2026-01-01"),
    ):
        connection.execute(
            message, {"seq": seq, "changed": changed, "content": content, "reply": reply, "gone": gone}
        )
    connection.execute(
        text(
            "INSERT INTO reactions (message_id, emoji, user_id, created_at) "
            "VALUES (2, '👍', 1, CURRENT_TIMESTAMP)"
        )
    )
    before = connection.execute(text("SELECT * FROM messages ORDER BY id")).all()
    connection.commit()
    upgrade(connection, "0009")
    assert connection.execute(text("SELECT * FROM messages ORDER BY id")).all() == before
    connection.commit()
    downgrade(connection, "0008")
    assert connection.execute(text("SELECT * FROM messages ORDER BY id")).all() == before
    assert connection.execute(text("SELECT message_id FROM reactions")).scalar() == 2


def test_what_names_are_read_as_is_worked_out_for_everybody_there(connection: Connection) -> None:
    upgrade(connection, "0009")
    person = text(
        "INSERT INTO users (username, username_key, role, created_at, updated_at) "
        "VALUES (:name, :key, 'user', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    people = [{"name": f"Orang{n}", "key": f"orang{n}"} for n in range(1_200)]  # more than one page of them
    connection.execute(person, [{"name": "", "key": None}, *people])
    upgrade(connection, "0010")
    found = connection.execute(text("SELECT username, skeleton FROM users ORDER BY id")).all()
    assert found == [("", None), *((one["name"], skeleton(one["key"])) for one in people)]


@pytest.mark.parametrize(
    "cut",
    ["(DROP TABLE messages|ALTER TABLE messages DROP)", "CREATE UNIQUE INDEX", "UPDATE alembic_version"],
)
def test_a_migration_that_is_cut_off_begins_again(connection: Connection, cut: str) -> None:
    upgrade(connection, "0008")
    before = schema(connection)

    def fail(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if re.match(cut, statement.strip()):
            raise OSError("the power went")

    event.listen(connection, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="the power went"):
        upgrade(connection, "0009")
    event.remove(connection, "before_cursor_execute", fail)
    connection.rollback()
    assert schema(connection) == before
    upgrade(connection, "0009")


def test_whom_messages_name_is_found_for_what_is_there(connection: Connection) -> None:
    upgrade(connection, "0010")
    person = text(
        "INSERT INTO users (username, username_key, role, created_at, updated_at) "
        "VALUES (:name, :key, 'user', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    connection.execute(person, [{"name": "Ana", "key": "ana"}, {"name": "bo_", "key": "bo_"}])
    message = text(
        "INSERT INTO messages (room_id, sender_id, seq, changed, content, html, message_type, created_at, "
        "deleted_at) VALUES (1, 1, :seq, :seq, :content, :html, 'text', CURRENT_TIMESTAMP, :gone)"
    )
    said = [
        ("halo @ana, @Bo_", None, None),
        ("`@ana` *@bo_*", "<p><code>@ana</code> <em>@bo_</em></p>", None),
        ("@cici", None, None),
        ("halo", None, None),
        ("@ana", None, "2026-01-01"),
        *[("@ana", None, None)] * 500,
    ]
    rows = [
        {"seq": seq, "content": content, "html": html, "gone": gone}
        for seq, (content, html, gone) in enumerate(said, 1)
    ]
    connection.execute(message, rows)
    upgrade(connection)
    found = connection.execute(text("SELECT mentions FROM messages ORDER BY seq")).scalars().all()
    assert found[:5] == ["1 2", "2", None, None, None]
    assert set(found[5:]) == {"1"}


def schema(connection: Connection) -> dict[str, str]:
    """Every table with its columns, keys, constraints and indexes, as text that can be compared."""
    connection.commit()
    inspector = inspect(connection)
    return {
        name: repr(
            (
                [
                    (c["name"], str(c["type"]), c["nullable"], c["default"])
                    for c in inspector.get_columns(name)
                ],
                sorted(_index(i) for i in inspector.get_indexes(name)),
                sorted(str(u) for u in inspector.get_unique_constraints(name)),
                sorted(str(f) for f in inspector.get_foreign_keys(name)),
                sorted(str(c) for c in inspector.get_check_constraints(name)),
                inspector.get_pk_constraint(name),
            )
        )
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _index(index: Any) -> str:
    options = {name: str(value) for name, value in index["dialect_options"].items()}
    return str(index | {"dialect_options": options})
