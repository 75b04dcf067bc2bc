"""The connection that the writer writes on: a transaction for each group, a savepoint for each unit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.concurrency import off_hub
from app.databases import sqlite
from app.databases.postgresql import EACH_TRANSACTION
from app.exceptions import NotSaved

QUICK = 0.001  # seconds of an average commit that are cheaper to wait for than to hand to a thread
# One open group at a time in the whole PostgreSQL cluster; the number is any constant.
TAKE_CLUSTER_LOCK = "SELECT pg_advisory_xact_lock(7305120441)"
# And, where processes tell each other, the group's place among all groups: counted while nobody else can.
TAKE_LOCK_AND_NUMBER = (
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
        self._raw: Any  # the driver's connection, and a cursor's `execute`, of the present group
        self._execute: Execute
        self._doubtful = False
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
        self._raw = conn.connection.dbapi_connection
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
        if self._sqlite and self._raw.has_gone():
            raise sqlite.FileGone
        self._commit_time = took if not aside else self._commit_time + (took - self._commit_time) / 8

    def blamed(self, error: BaseException) -> BaseException:
        """What a unit's caller is told of `error`: `NotSaved` where that was the database's own fault.

        The connection then goes when the group is done, for it may be at fault itself: one to a file
        that could only be read stays so for ever.
        """
        dbapi = self.engine.dialect.loaded_dbapi
        cause = error.orig if isinstance(error, DBAPIError) else error
        statements = (dbapi.IntegrityError, dbapi.DataError, dbapi.ProgrammingError, dbapi.NotSupportedError)
        if not isinstance(cause, dbapi.Error) or isinstance(cause, statements):
            return error
        self._doubtful = True
        told = NotSaved()
        told.__cause__ = error
        return told

    def keep_or_drop(self) -> None:
        """After a group: go on with the connection, unless a unit found that it can't be relied on."""
        if self._doubtful:
            self.drop()

    def drop(self) -> None:
        """Forget the connection, with whatever it has not committed."""
        self._doubtful = False
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
                    first = self._conn.info.get(EACH_TRANSACTION, "") + self._take_lock
                    self.number = self._conn.exec_driver_sql(first).scalar() or None
                return self._conn
            except DBAPIError as error:
                if monotonic() > patience or not self._worth_again(error, fresh):
                    raise

    def _worth_again(self, error: DBAPIError, fresh: bool) -> bool:
        """Whether beginning once more may help; nothing has been done yet."""
        if sqlite.is_busy(error.orig):
            sleep(0.01)  # in Python, where other greenlets can run; SQLite would wait in C
            return True
        self.drop()
        # Another process holds the lock and doesn't move, which PostgreSQL ends; or the connection was old,
        # cut off meanwhile, or opened while the file could only be read.
        return getattr(error.orig, "pgcode", None) == CANCELED or not fresh


def _timed(work: Callable[[], Any]) -> float:
    """Do it; returns the seconds that it took."""
    began = monotonic()
    work()
    return monotonic() - began
