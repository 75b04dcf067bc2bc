"""Jobs: what is done after the unit that asks for it, by one process of all, and again until it succeeds.

    @jobs.handler("send_digest")
    def send_digest(job: Job) -> None: ...

    jobs.later(uow, "send_digest", {"user_id": 7})

The job is a row that is committed with the unit, or isn't there. It is done at least once, and no sooner
than its unit is committed; never by two at the same time, unless one stood still for longer than its lease,
or their clocks differ by almost as much (`Job.done` undoes what the first one did then). What may be lost is
a timer (`app.timers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from app import clock
from app.exceptions import NotSaved
from app.jobs import queue
from app.jobs.handlers import Job, LeaseLost, every, handler
from app.jobs.queue import figures
from app.jobs.workers import Worker
from app.storage.unit import Unit
from app.storage.writer import writer

__all__ = ["Job", "LeaseLost", "every", "figures", "handler", "keeping", "later", "promise", "worker"]

NOW = timedelta(0)
KEPT = timedelta(days=30)
"""So long a job that failed for good is there to be looked at."""
worker = Worker()


def later(uow: Unit, kind: str, payload: dict[str, Any], after: timedelta = NOW) -> int:
    """Within a unit: have a job done, so long after the commit. Returns its id.

    The payload is JSON, and kept if the job fails: ids, never what people wrote.
    """
    job_id = queue.add(uow, kind, payload, clock.now() + after)
    uow.after_commit(worker.wake)
    return job_id


def promise(uow: Unit, kind: str, payload: dict[str, Any]) -> Job:
    """Within a unit: a job that the caller does itself at once, `keeping` it.

    If this process dies meanwhile, another one does it.
    """
    lease = queue.new_lease()
    return Job(queue.add(uow, kind, payload, clock.now(), lease), kind, payload, lease, 1)


@contextmanager
def keeping(job: Job) -> Iterator[None]:
    """Do inside what was promised, and cross it off with `job.done`.

    When that raises, whoever asked is told, and nothing is done later; unless the database is away, which
    can't be told of it then.
    """
    with worker.at(job):
        try:
            yield
        except Exception:
            with suppress(NotSaved):
                writer().run(lambda uow: queue.remove(uow, job.id, job.lease))
            raise


@every(timedelta(days=1), "sweep_jobs")
def sweep() -> int:
    """Forget jobs that failed for good long ago, or the table would have no end; returns how many."""
    return writer().run(lambda uow: queue.forget_failed(uow, clock.earliest() - KEPT))
