"""Handlers: who does which kind of job, and how long it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import uniform
from typing import Any, NamedTuple

from app.jobs import queue
from app.storage.unit import Unit

FIRST_PAUSE = timedelta(seconds=2)
"""After the first failure; it doubles with each one."""
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 12
"""The last is an hour or so after the first."""


class LeaseLost(Exception):
    """Another process has taken the job meanwhile: whatever this one did in the present unit is undone."""


class Job(NamedTuple):
    """A job as its handler sees it, while nobody else is at it."""

    id: int
    kind: str
    payload: dict[str, Any]
    lease: str
    attempts: int
    """How often it was begun, this time too."""

    def done(self, uow: Unit) -> None:
        """Within the handler's last unit: cross the job off, so that both happen or neither.

        A handler that doesn't is crossed off when it returns, and begun again if the process dies in between.
        Raises `LeaseLost`, which is to undo the unit.
        """
        if not queue.remove(uow, self.id, self.lease):
            raise LeaseLost


@dataclass(frozen=True)
class Handler:
    """What does a kind of job."""

    task: Callable[[Job], object]
    attempts: int
    period: timedelta | None
    """Where there is one job of the kind, done again and again: so long after each time it was done."""

    def gives_up(self, attempts: int) -> bool:
        """Whether so many attempts are enough; what comes again and again is never given up."""
        return self.period is None and attempts >= self.attempts

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts: longer each time, and never the same for many at once."""
        longest = min(LONGEST_PAUSE, self.period or LONGEST_PAUSE)
        doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
        return min(doubled, longest) * uniform(0.5, 1)  # noqa: S311  nothing secret


known: dict[str, Handler] = {}
"""Kind → handler. Jobs of other kinds wait for a process that knows them."""


def handler(kind: str, attempts: int = ATTEMPTS) -> Callable[[Callable[[Job], object]], Any]:
    """Have the decorated function do jobs of this kind; after so many attempts one has failed for good.

    It is called outside any unit and may wait, but bounds how long. It may be called again for what it did
    already, when the process died or the database was away at the wrong moment.
    """

    def register(task: Callable[[Job], object]) -> Callable[[Job], object]:
        known[kind] = Handler(task, attempts, None)
        return task

    return register


def every(period: timedelta, kind: str) -> Callable[[Callable[[], object]], Any]:
    """Have the decorated function called from time to time, by one process of all that there are.

    The kind is what its row is known by, which is made when a process starts that knows it.
    """

    def register(task: Callable[[], object]) -> Callable[[], object]:
        known[kind] = Handler(lambda _job: task(), ATTEMPTS, period)
        return task

    return register
