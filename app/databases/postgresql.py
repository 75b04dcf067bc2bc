"""PostgreSQL: what our sessions are set to, whatever the database, its roles or a pooler would have.

Settings are made after connecting, because poolers take none when a session is opened. A pooler that
gives each transaction another connection of its own would also pass them on to strangers, so behind
one they are made anew in every transaction, for that alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

OLDEST = 12
"""The first version with all that our statements use."""
TO_CONNECT = {"client_encoding": "utf8"}
"""Said while connecting: every pooler keeps track of it."""
EACH_TRANSACTION = "each_transaction"
"""Where a connection's `info` has the SQL that each of its transactions begins with, behind a pooler."""
HIDDEN = "hidden"
"""Where it says why our tables can't be seen by whoever goes by the database's search path."""

# Who serves us; the schema that has our tables, and whether the search path shows it; and where tables would
# be made. The names that PostgreSQL keeps for itself are no place for them.
WHERE = r"""
SELECT pg_catalog.pg_backend_pid(), ours.name, ours.shown,
    CASE WHEN pg_catalog.current_schema() !~ '^(pg_|information_schema$)'
    THEN pg_catalog.current_schema() END
FROM (SELECT 1) AS nothing LEFT JOIN LATERAL (
    SELECT n.nspname AS name, pg_catalog.pg_table_is_visible(c.oid) AS shown FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class m ON m.relnamespace = n.oid AND m.relname = 'memberships'
    WHERE c.relname = 'alembic_version' ORDER BY 2 DESC, n.nspname <> 'public', n.nspname LIMIT 1
) AS ours ON true
"""
# Who turned this off meant speed; what is acknowledged here has reached the disk. Other values do that.
DURABLE = (
    "SELECT pg_catalog.set_config('synchronous_commit', 'on', {local}) "
    "WHERE pg_catalog.current_setting('synchronous_commit') = 'off'"
)
FAULTS = """
SELECT pg_catalog.current_setting('server_version_num')::integer / 10000,
       pg_catalog.current_setting('server_encoding'),
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.current_setting('default_transaction_read_only')
"""


@dataclass(frozen=True)
class Purpose:
    """What a connection is for: how long its statements, and pauses between them, may take."""

    statement: str
    pause: str
    reads_only: bool = False


READING = Purpose("30s", "0", reads_only=True)
READING_ASIDE = Purpose("5s", "0", reads_only=True)
WRITING = Purpose("2s", "2s")  # a writer that hangs would hold up every process: PostgreSQL ends it
MIGRATING = Purpose("0", "0")


def prepare(raw: Any, info: dict[str, Any], purpose: Purpose) -> None:
    """Set what a new connection needs; behind a pooler only note it, for each transaction of its own."""
    with raw.cursor() as cursor:
        # Both at once, which makes them one transaction.
        cursor.execute(f"SET LOCAL statement_timeout = 0; {WHERE}")
        served_by, ours, shown, wanted = cursor.fetchone()
        schema = ours or wanted or "public"
        if ours and wanted and not shown:
            info[HIDDEN] = f"search_path leads to the schema {wanted}, but the tables are in {ours}"
        # A pooler can't give away the process that serves a session: there is none.
        pooled = served_by != raw.info.backend_pid
        if pooled:
            info[EACH_TRANSACTION] = "; ".join(_local(raw.server_version, purpose, schema)) + "; "
        else:
            # The driver quotes texts by what it was told while connecting: this must stay what it was.
            quoting = raw.info.parameter_status("standard_conforming_strings") or "on"
            fixed = f"SET standard_conforming_strings = {quoting}"
            cursor.execute("; ".join([fixed, *_lasting(raw.server_version, purpose, schema)]))
    if not raw.autocommit:
        raw.commit()  # or the next rollback would take the settings back
    elif pooled:
        raw.autocommit = False


def begin(connection: Connection) -> None:
    """Set what the transaction that just begins needs; for the engine's `begin`."""
    statements = connection.info.get(EACH_TRANSACTION)
    if statements:
        connection.connection.cursor().execute(statements)


def fault(connection: Connection) -> str | None:
    """Why nothing can be stored in this database, naming what would have to be changed; null if it can."""
    version, encoding, standby, read_only = connection.execute(text(FAULTS)).one()
    connection.rollback()
    if version < OLDEST:
        return f"it is PostgreSQL {version}, and {OLDEST} or newer is needed"
    if encoding != "UTF8":
        return f"its encoding is {encoding}, and UTF8 is needed; that is chosen when a database is made"
    if standby:
        return "it is a standby, which can't be written"
    if read_only == "on":
        return "default_transaction_read_only is on, so nothing could be stored"
    hidden: str | None = connection.info.get(HIDDEN)
    return hidden


def _lasting(version: int, purpose: Purpose, schema: str) -> list[str]:
    statements = [f"SET {name} = {value}" for name, value in _settings(version, purpose, schema)]
    if purpose.reads_only:
        statements += [
            "SET default_transaction_read_only = on",
            "SET default_transaction_isolation = 'read committed'",
        ]
    return [*statements, DURABLE.format(local="false")]


def _local(version: int, purpose: Purpose, schema: str) -> list[str]:
    first = ["SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY"] if purpose.reads_only else []
    settings = [f"SET LOCAL {name} = {value}" for name, value in _settings(version, purpose, schema)]
    return [*first, *settings, DURABLE.format(local="true")]


def _settings(version: int, purpose: Purpose, schema: str) -> list[tuple[str, str]]:
    """Names and values as SQL; PostgreSQL refuses names that it doesn't know yet."""
    known = [
        ("search_path", '"' + schema.replace('"', '""') + '"', 0),
        ("timezone", "'UTC'", 0),
        ("datestyle", "'ISO'", 0),  # the driver reads no other
        ("exit_on_error", "off", 0),
        ("statement_timeout", f"'{purpose.statement}'", 0),
        ("idle_in_transaction_session_timeout", f"'{purpose.pause}'", 0),
        ("lock_timeout", "0", 0),
        ("jit", "off", 110_000),  # no statement here runs long enough to be worth compiling
        ("idle_session_timeout", "0", 140_000),
        ("transaction_timeout", "0", 170_000),
    ]
    return [(name, value) for name, value, since in known if version >= since]
