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

from app.concurrency import breathe, off_hub
from app.events import Event
from app.exceptions import NotSaved
from app.services.unit import Job, Unit

T = TypeVar("T")
Publish = Callable[[list[Event], int | None, bool], None]
"""Takes a group's events, its number among those of all processes, and whether `Flush` will follow."""
Flush = Callable[[], None]
log = logging.getLogger(__name__)

GROUP = 50  # PostgreSQL keeps 64 subtransactions per session in its cache; larger groups gained nothing
SLICE = 0.002  # seconds of one group after which other greenlets get a turn
QUICK = 0.001  # seconds of an average commit that are cheaper to wait for than to hand to a thread
LONG_TELLING = 0.0002  # seconds, about what 70 members take
LONGEST_WAIT = 0.005  # seconds
# One open group at a time in the whole PostgreSQL cluster; the number is any constant.
TAKE_CLUSTER_LOCK = text("SELECT pg_advisory_xact_lock(7305120441)")
# And, where processes tell each other, the group's place among all groups: counted while nobody else can.
TAKE_LOCK_AND_NUMBER = text(
    "WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(7305120441)) "
    "SELECT nextval('group_numbers') FROM locked"
)
CANCELED = "57014"  # PostgreSQL's code for what took longer than `statement_timeout`
PATIENCE = 10  # seconds that another process may hold SQLite's write lock, a backup for example


class Writer:
    """The only writer of this process, on one connection of its own."""

    def __init__(self, engine: Engine, publish: Publish, flush: Flush, numbered: bool = False) -> None:
        self._engine = engine
        self._publish = publish
        self._flush = flush
        self._sqlite = engine.dialect.name == "sqlite"
        self._take_lock = TAKE_LOCK_AND_NUMBER if numbered else TAKE_CLUSTER_LOCK
        self._number: int | None = None
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
        self._commit_time = SLICE
        self._telling_time = 0.0
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
                self._gather()
                self._tell(self._group())
            with self._lock:
                self._busy = bool(self._queue)
                if self._busy:
                    self._bell.release()
                elif self._stopped:
                    break
        self._drop_connection()

    def _gather(self) -> None:
        """Let others join where several wait already: telling of many at once costs less than one by one.

        One alone doesn't wait. Where telling takes long they wait as long as it took last time;
        elsewhere the hub goes round for as long as that brings another (its shortest sleep is 1 ms).
        """
        if len(self._queue) > 1 and self._telling_time > LONG_TELLING:
            sleep(min(self._telling_time, LONGEST_WAIT))
            return
        known = 1
        while known < len(self._queue) < GROUP:
            known = len(self._queue)
            breathe()

    def _group(self) -> list[Job]:
        """Run and commit what waits; returns it, ready to be told."""
        jobs = [self._queue.popleft()]
        self._number = None
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
        return jobs

    def _tell(self, jobs: list[Job]) -> None:
        """Publish what was committed and wake the callers; what several of them answer leaves with it."""
        kept = [job for job in jobs if job.error is None]
        self.units += len(kept)
        began = monotonic()
        # One that failed is published too, without events, or others would wait for its number.
        self._publish([event for job in kept for event in job.events], self._number, len(jobs) > 1)
        published = monotonic()
        for job in jobs:
            job.gate.release()
        breathe()
        answered = monotonic()
        self._flush()
        self._telling_time = published - began + monotonic() - answered

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
            fresh = self._conn is None
            try:
                self._conn = self._conn or self._engine.connect()
                self._conn.begin()
                if not self._sqlite:
                    self._number = self._conn.execute(self._take_lock).scalar() or None
                return self._conn
            except OperationalError as error:
                if monotonic() > patience or not self._worth_again(error, fresh):
                    raise

    def _worth_again(self, error: OperationalError, fresh: bool) -> bool:
        """Whether beginning once more may help; nothing has been done yet."""
        if self._sqlite:
            sleep(0.01)  # in Python, where other greenlets can run; SQLite would wait in C
            return True
        self._drop_connection()
        # Another process holds the lock and doesn't move, which PostgreSQL ends; or the connection was old.
        return getattr(error.orig, "pgcode", None) == CANCELED or not fresh

    def _commit(self, conn: Connection) -> None:
        """Commit; where SQLite's disk is slow, aside, so that other greenlets run meanwhile."""
        began = monotonic()
        if self._sqlite and self._commit_time > QUICK:
            off_hub(conn.commit)
        else:
            conn.commit()
        self._commit_time += (monotonic() - began - self._commit_time) / 8

    def _drop_connection(self) -> None:
        if self._conn is not None:
            with suppress(Exception):
                self._conn.invalidate()
            with suppress(Exception):
                self._conn.close()
            self._conn = None


_writer: Writer | None = None


def start_writer(engine: Engine, publish: Publish, flush: Flush, numbered: bool = False) -> Writer:
    """Start the process's writer; one that was there before is stopped."""
    global _writer
    if _writer is not None:
        _writer.stop()
    _writer = Writer(engine, publish, flush, numbered)
    return _writer


def writer() -> Writer:
    """The running writer. Raises `RuntimeError` before `start_writer`."""
    if _writer is None:
        raise RuntimeError("the writer is not started")
    return _writer
