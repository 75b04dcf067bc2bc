"""The worker: takes the jobs that are due and has each done in a thread of its own, a few at a time.

It looks when a unit that wrote a job was committed, when the next job is due, and every `LOOK_EVERY`
for what other processes left. In between nothing runs.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Lock
from typing import Any

from app import clock, timers
from app.jobs import handlers, queue
from app.jobs.handlers import Job, LeaseLost
from app.logs.exceptions import in_words
from app.storage.unit import Unit
from app.storage.writer import writer

AT_ONCE = 4
LOOK_EVERY = 60.0  # seconds
LOOK_AGAIN = 5.0  # seconds, after a look that failed: the database is away
RENEWALS = 3
"""Of a lease, before it runs out."""

log = logging.getLogger(__name__)


class Worker:
    """This process's part in doing the jobs."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        """Jobs done here, by kind."""
        self.failures: Counter[str] = Counter()
        """Attempts that failed here, by kind."""
        self._lock = Lock()
        self._takes = self._prepared = False
        self._looking = self._again = False
        self._busy = 0
        self._at: set[int] = set()
        """The jobs that this process is at, also those that it promised."""
        self._next: timers.Timer | None = None

    def begin(self) -> None:
        """Take jobs from now on, those that an earlier process left first."""
        self._takes, self._prepared = True, False
        timers.every(LOOK_EVERY, self.wake)
        self.wake()

    def stop(self) -> None:
        """Take no more; what is under way goes on."""
        self._takes = False

    def wake(self) -> None:
        """There may be something to take; never waits."""
        with self._lock:
            self._again = self._takes
            if self._looking or not self._takes:
                return
            self._looking = True
        timers.aside(self._look)

    def _look(self) -> None:
        while self._goes_on():
            try:
                self._prepare()
                self._take()
            except Exception as error:  # noqa: BLE001  the database is away, and will be asked again
                log.warning("jobs can't be looked for: %s", in_words(error))
                self._look_in(LOOK_AGAIN)

    def _goes_on(self) -> bool:
        with self._lock:
            self._looking, self._again = self._again, False
            return self._looking

    def _prepare(self) -> None:
        """Once: see that the jobs are there that are done again and again."""
        if not self._prepared:
            kinds = [kind for kind, known in handlers.known.items() if known.period is not None]
            writer().run(lambda uow: queue.add_recurring(uow, kinds))
            self._prepared = True

    def _take(self) -> None:
        with self._lock:
            kinds, at, free = sorted(handlers.known), sorted(self._at), AT_ONCE - self._busy
        if not free:
            return  # who is done looks again
        due = queue.next_due(kinds, at)
        if due is None:
            return
        if (left := (due - clock.now()).total_seconds()) > 0:
            self._look_in(min(left, LOOK_EVERY))
            return
        for row in writer().run(lambda uow: queue.take(uow, kinds, free, at)):
            job = Job(row.id, row.kind, json.loads(row.payload), row.lease, row.attempts)
            with self._lock:
                self._at.add(job.id)
                self._busy += 1
                self._again = True
            timers.aside(self._do, job)

    def _look_in(self, seconds: float) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = timers.after(seconds, self.wake)

    def _do(self, job: Job) -> None:
        """Do a job, and say what became of it."""
        handler = handlers.known[job.kind]
        try:
            if handler.gives_up(job.attempts - 1):
                raise RuntimeError("each process that began it has ended before it was done")
            with self.at(job):
                handler.task(job)
                writer().run(partial(_cross_off, job=job, period=handler.period))
            self.done[job.kind] += 1
        except LeaseLost:
            log.warning("job %d (%s) took longer than its lease; another process is at it", job.id, job.kind)
        except Exception as error:  # noqa: BLE001  it is logged there
            self._failed(handler, job, error)
        finally:
            with self._lock:
                self._at.discard(job.id)
                self._busy -= 1
            self.wake()

    def _failed(self, handler: handlers.Handler, job: Job, error: Exception) -> None:
        self.failures[job.kind] += 1
        what = in_words(error)  # which is kept, and may hold nobody's data
        if handler.gives_up(job.attempts):
            log.error(
                "job %d (%s) is given up after %d attempts", job.id, job.kind, job.attempts, exc_info=error
            )
            end: Any = partial(queue.give_up, job_id=job.id, lease=job.lease, error=what)
        else:
            log.warning("job %d (%s) failed, attempt %d: %s", job.id, job.kind, job.attempts, what)
            pause = handler.pause(job.attempts)
            end = partial(queue.put_back, job_id=job.id, lease=job.lease, pause=pause, error=what)
        writer().run(end)  # where this fails too, the lease runs out

    @contextmanager
    def at(self, job: Job) -> Iterator[None]:
        """Renew a job's lease for as long as it takes."""
        with self._lock:
            self._at.add(job.id)
        every = queue.LEASE.total_seconds() / RENEWALS
        renewing = timers.every(every, partial(_renew, job), aside=True)
        try:
            yield
        finally:
            renewing.cancel()
            with self._lock:
                self._at.discard(job.id)


def _cross_off(uow: Unit, job: Job, period: timedelta | None) -> None:
    if period is None:
        queue.remove(uow, job.id, job.lease)
    else:
        queue.put_back(uow, job.id, job.lease, period, anew=True)


def _renew(job: Job) -> None:
    writer().run(lambda uow: queue.renew(uow, job.id, job.lease))
