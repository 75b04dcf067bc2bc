"""The writer: one per process, on one connection, committing in groups.

What a body that it runs must keep to stands in `unit_of_work`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Semaphore, Thread, get_ident
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.concurrency import breathe, off_hub
from app.events import Event
from app.exceptions import NotSaved

T = TypeVar("T")
log = logging.getLogger(__name__)

GROUP = 50  # PostgreSQL keeps 64 subtransactions per session in its cache; larger groups gained nothing
SLICE = 0.002  # seconds of one group after which other greenlets get a turn
# One open group at a time in the whole PostgreSQL cluster; the number is any constant.
TAKE_CLUSTER_LOCK = text("SELECT pg_advisory_xact_lock(7305120441)")
PATIENCE = 10  # seconds that another process may hold SQLite's write lock, a backup for example


class Unit:
    """All that a body sees of the database: a connection, a lazy ORM session, its events."""

    __slots__ = ("_orm", "again", "conn", "events")

    def __init__(self, conn: Connection, again: bool) -> None:
        self.conn = conn
        self.again = again
        self.events: list[Event] = []
        self._orm: Session | None = None

    @property
    def session(self) -> Session:
        """An ORM session in a savepoint of its own, or one failed flush would end the whole group."""
        if self._orm is None:
            self._orm = Session(self.conn, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return self._orm

    def publish(self, event: Event) -> None:
        """Have `event` published once the group is committed."""
        self.events.append(event)

    def end(self, keep: bool) -> None:
        """Flush (`keep`) or drop what the ORM session holds."""
        if self._orm is not None:
            if keep:
                self._orm.commit()
            self._orm.close()


class Job:
    """One closure on its way through the writer."""

    __slots__ = ("body", "error", "events", "gate", "result")

    def __init__(self, body: Callable[[Unit], Any]) -> None:
        self.body = body
        self.result: Any = None
        self.error: BaseException | None = None
        self.events: list[Event] = []
        self.gate = Lock()
        self.gate.acquire()


class Writer:
    """The only writer of this process, on one connection of its own."""

    def __init__(self, engine: Engine, publish: Callable[[list[Event]], None]) -> None:
        self._engine = engine
        self._publish = publish
        self._sqlite = engine.dialect.name == "sqlite"
        self._between = (
            ("RELEASE unit", "SAVEPOINT unit")
            if self._sqlite
            else ("RELEASE SAVEPOINT unit; SAVEPOINT unit",)
        )
        self._queue: deque[Job] = deque()
        self._lock = Lock()
        self._bell = Semaphore(0)
        self._busy = False
        self._stopped = False
        self._conn: Connection | None = None
        self._me: int | None = None
        self.units = 0
        """Units committed so far."""
        self.groups = 0
        """Commits so far, each of one group."""
        Thread(target=self._loop, name="writer", daemon=True).start()

    def run(self, body: Callable[[Unit], T]) -> T:
        """Run `body` in a unit; returns what it returned once it is committed.

        Raises what `body` raised, or `NotSaved` when the commit failed.
        """
        if get_ident() == self._me:
            raise RuntimeError("a unit inside a unit: use .within(uow, …)")
        job = Job(body)
        with self._lock:
            if self._stopped:
                raise NotSaved
            self._queue.append(job)
            idle, self._busy = not self._busy, True
        if idle:
            self._bell.release()
        job.gate.acquire()
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def stop(self) -> None:
        """Finish what waits, then close the connection; later calls raise `NotSaved`."""
        with self._lock:
            self._stopped = True
            idle, self._busy = not self._busy, True
        if idle:
            self._bell.release()

    def _loop(self) -> None:
        self._me = get_ident()
        while True:
            self._bell.acquire()
            while self._queue:
                self._group()
                breathe()
            with self._lock:
                self._busy = bool(self._queue)
                if self._busy:
                    self._bell.release()
                elif self._stopped:
                    break
        self._drop_connection()

    def _group(self) -> None:
        jobs = [self._queue.popleft()]
        try:
            conn = self._begin()
            mark = conn.connection.cursor().execute
            until = monotonic() + SLICE
            mark("SAVEPOINT unit")
            self._attempt(jobs[0], conn, mark)
            while self._queue and len(jobs) < GROUP:
                jobs.append(self._queue.popleft())
                for statement in self._between:
                    mark(statement)
                self._attempt(jobs[-1], conn, mark)
                if monotonic() > until:
                    breathe()
                    until = monotonic() + SLICE
            self._commit(conn)
            self.groups += 1
        except Exception as broken:
            log.exception("a commit failed; %d units were refused", len(jobs))
            for job in jobs:
                job.error = NotSaved()
                job.error.__cause__ = broken
            self._drop_connection()
        kept = [job for job in jobs if job.error is None]
        self.units += len(kept)
        self._publish([event for job in kept for event in job.events])
        for job in jobs:
            job.gate.release()

    def _attempt(self, job: Job, conn: Connection, mark: Callable[[str], Any], again: bool = False) -> None:
        unit = Unit(conn, again)
        try:
            job.result = job.body(unit)
            unit.end(keep=True)
            job.events = unit.events
        except BaseException as error:  # noqa: BLE001  eventlet's Timeout is one, and must not end the writer
            unit.end(keep=False)
            mark("ROLLBACK TO SAVEPOINT unit")
            if isinstance(error, IntegrityError) and not again:
                self._attempt(job, conn, mark, again=True)
            else:
                job.error = error

    def _begin(self) -> Connection:
        """The connection, in a transaction that holds the write lock."""
        patience = monotonic() + PATIENCE
        while True:
            try:
                self._conn = self._conn or self._engine.connect()
                self._conn.begin()
                if not self._sqlite:
                    self._conn.execute(TAKE_CLUSTER_LOCK)
                return self._conn
            except OperationalError:
                if not self._sqlite or monotonic() > patience:
                    raise
                sleep(0.01)  # in Python, where other greenlets can run; SQLite would wait in C

    def _commit(self, conn: Connection) -> None:
        if self._sqlite:
            off_hub(conn.commit)
        else:
            conn.commit()

    def _drop_connection(self) -> None:
        if self._conn is not None:
            with suppress(Exception):
                self._conn.invalidate()
            with suppress(Exception):
                self._conn.close()
            self._conn = None


_writer: Writer | None = None


def start_writer(engine: Engine, publish: Callable[[list[Event]], None]) -> Writer:
    """Start the process's writer; one that was there before is stopped."""
    global _writer
    if _writer is not None:
        _writer.stop()
    _writer = Writer(engine, publish)
    return _writer


def writer() -> Writer:
    """The running writer. Raises `RuntimeError` before `start_writer`."""
    if _writer is None:
        raise RuntimeError("the writer is not started")
    return _writer
