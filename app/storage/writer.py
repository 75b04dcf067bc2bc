"""The writer: one per process, on one connection, committing in groups.

What a body that it runs must keep to stands in `unit_of_work`.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock, Semaphore, Thread, get_ident
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from app.concurrency import yield_to_others
from app.events import Event
from app.exceptions import NotSaved
from app.storage.unit import Hook, Job, Unit
from app.storage.write_connection import WriteConnection

T = TypeVar("T")
Publish = Callable[[list[Event], int | None, bool], None]
"""Takes a group's events, its number among those of all processes, and whether `Flush` will follow."""
Flush = Callable[[], None]
log = logging.getLogger(__name__)

GROUP = 50  # PostgreSQL keeps 64 subtransactions per session in its cache; larger groups gained nothing
SLICE = 0.002  # seconds of one group after which other greenlets get a turn
LONG_FAN_OUT = 0.0004  # seconds that only many members take, who are written to one by one
LONGEST_WAIT = 0.005  # seconds


class Writer:
    """The only writer of this process, on one connection of its own."""

    def __init__(self, engine: Engine, publish: Publish, flush: Flush, numbered: bool = False) -> None:
        self._connection = WriteConnection(engine, numbered)
        self._publish = publish
        self._flush = flush
        self._queue: deque[Job] = deque()
        self._lock = Lock()
        self._bell = Semaphore(0)
        self._busy = False
        self._stopped = False
        self._hooks: list[Hook] = []
        """What the present group's units have called once it is committed."""
        self._fan_out_time = 0.0
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
        self._connection.drop()

    def _gather(self) -> None:
        """Let others join where several wait already: telling of many at once costs less than one by one.

        One alone doesn't wait. Where telling takes long they wait as long as it took last time;
        elsewhere the hub goes round for as long as that brings another (its shortest sleep is 1 ms).
        """
        if len(self._queue) > 1 and self._fan_out_time > LONG_FAN_OUT:
            sleep(min(self._fan_out_time, LONGEST_WAIT))
            return
        known = 1
        while known < len(self._queue) < GROUP:
            known = len(self._queue)
            yield_to_others()

    def _group(self) -> list[Job]:
        """Run and commit what waits; returns it, ready to be told."""
        jobs = [self._queue.popleft()]
        connection = self._connection
        try:
            conn = connection.begin()
            until = monotonic() + SLICE
            self._attempt(jobs[0], conn)
            while self._queue and len(jobs) < GROUP:
                jobs.append(self._queue.popleft())
                connection.next_unit()
                self._attempt(jobs[-1], conn)
                if monotonic() > until:
                    yield_to_others()
                    until = monotonic() + SLICE
            connection.commit(conn)
            self.groups += 1
            connection.keep_or_drop()
        except Exception as broken:
            log.exception("a commit failed; %d units were refused", len(jobs))
            for job in jobs:
                job.error = NotSaved()
                job.error.__cause__ = broken
            self._hooks.clear()
            connection.drop()
        return jobs

    def _tell(self, jobs: list[Job]) -> None:
        """Publish what was committed and wake the callers; what several of them answer leaves with it."""
        kept = [job for job in jobs if job.error is None]
        several = len(jobs) > 1
        self.units += len(kept)
        began = monotonic()
        # One that failed is published too, without events, or others would wait for its number.
        self._publish([event for job in kept for event in job.events], self._connection.number, several)
        self._fan_out_time = monotonic() - began
        for job in jobs:
            job.gate.release()
        if self._hooks:
            hooks, self._hooks = self._hooks, []
            _call(hooks)
        if several:
            yield_to_others()
            answered = monotonic()
            self._flush()
            # Where nothing is held back the first has all of it.
            self._fan_out_time = max(self._fan_out_time, monotonic() - answered)

    def _attempt(self, job: Job, conn: Connection, again: bool = False) -> None:
        unit = Unit(conn, again)
        try:
            job.result = job.body(unit)
            unit.end(keep=True)
            job.events = unit.events
            if unit.hooks is not None:
                self._hooks += unit.hooks
        except BaseException as error:  # noqa: BLE001  eventlet's Timeout is one, and must not end the writer
            unit.end(keep=False)
            self._connection.undo_unit()
            if isinstance(error, IntegrityError) and not again:
                self._attempt(job, conn, again=True)
            else:
                job.error = self._connection.blamed(error)


def _call(hooks: list[Hook]) -> None:
    for hook in hooks:
        try:
            hook()
        except Exception:
            log.exception("what was to follow a commit failed")


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
