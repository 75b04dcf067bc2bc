"""The connection that the writer writes on: a transaction for each group, a savepoint for each unit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from app.concurrency import off_hub

QUICK = 0.001  # seconds of an average commit that are cheaper to wait for than to hand to a thread
# One open group at a time in the whole PostgreSQL cluster; the number is any constant.
TAKE_CLUSTER_LOCK = text("SELECT pg_advisory_xact_lock(7305120441)")
# And, where processes tell each other, the group's place among all groups: counted while nobody else can.
TAKE_LOCK_AND_NUMBER = text(
    "WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(7305120441)) "
    "SELECT nextval('group_numbers') FROM locked"
)
CANCELED = "57014"  # PostgreSQL's code for what took longer than `statement_timeout`
PATIENCE = 10  # seconds that another process may hold SQLite's write lock, a backup for example

Execute = Callable[[str], Any]


class WriteConnection:
    """One connection, made anew when it broke. Only one thread or greenlet at a time may use it."""

    def __init__(self, engine: Engine, numbered: bool) -> None:
        self.engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._take_lock = TAKE_LOCK_AND_NUMBER if numbered else TAKE_CLUSTER_LOCK
        self._between = (
            ("RELEASE unit", "SAVEPOINT unit")
            if self._sqlite
            else ("RELEASE SAVEPOINT unit; SAVEPOINT unit",)
        )
        self._conn: Connection | None = None
        self._execute: Execute  # of the present group
        self._commits = 0
        self._commit_time = 0.0
        self.number: int | None = None
        """The present group's place among those of all processes, where there are several."""

    def begin(self) -> Connection:
        """A transaction that nobody else can write during, and in it the first unit's savepoint.

        Raises what the database does when it can't be had.
        """
        self.number = None
        conn = self._begin()
        self._execute = conn.connection.cursor().execute
        self._execute("SAVEPOINT unit")
        return conn

    def next_unit(self) -> None:
        """Keep the unit before, and begin another."""
        for statement in self._between:
            self._execute(statement)

    def undo_unit(self) -> None:
        """Take back what the unit did; it may begin again."""
        self._execute("ROLLBACK TO SAVEPOINT unit")

    def commit(self, conn: Connection) -> None:
        """Commit; where SQLite's disk is slow, aside, so that other greenlets run meanwhile."""
        self._commits += 1
        # Now and then on the hub all the same: in a thread beside much work it seems slow wherever it is.
        aside = self._sqlite and self._commit_time > QUICK and self._commits % 64
        took = off_hub(_timed, conn.commit) if aside else _timed(conn.commit)
        self._commit_time = took if not aside else self._commit_time + (took - self._commit_time) / 8

    def drop(self) -> None:
        """Forget the connection, with whatever it has not committed."""
        if self._conn is not None:
            with suppress(Exception):
                self._conn.invalidate()
            with suppress(Exception):
                self._conn.close()
            self._conn = None

    def _begin(self) -> Connection:
        patience = monotonic() + PATIENCE
        while True:
            fresh = self._conn is None
            try:
                self._conn = self._conn or self.engine.connect()
                self._conn.begin()
                if not self._sqlite:
                    self.number = self._conn.execute(self._take_lock).scalar() or None
                return self._conn
            except OperationalError as error:
                if monotonic() > patience or not self._worth_again(error, fresh):
                    raise

    def _worth_again(self, error: OperationalError, fresh: bool) -> bool:
        """Whether beginning once more may help; nothing has been done yet."""
        if self._sqlite:
            sleep(0.01)  # in Python, where other greenlets can run; SQLite would wait in C
            return True
        self.drop()
        # Another process holds the lock and doesn't move, which PostgreSQL ends; or the connection was old.
        return getattr(error.orig, "pgcode", None) == CANCELED or not fresh


def _timed(work: Callable[[], Any]) -> float:
    """Do it; returns the seconds that it took."""
    began = monotonic()
    work()
    return monotonic() - began
