"""Timers within this process: one clock for whatever is done from time to time, or after a while.

What is set here ends with the process; what must not is a job (`app.jobs`).
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from itertools import count
from threading import Condition, Thread
from time import monotonic
from typing import Any

from app.concurrency import spawn

log = logging.getLogger(__name__)


class Timer:
    """A task and when it is due; one that has a period is due again and again until it is cancelled."""

    __slots__ = ("args", "aside", "cancelled", "due", "number", "period", "task")

    def __init__(self, task: Callable[..., object], args: tuple[Any, ...], due: float) -> None:
        self.task = task
        self.args = args
        self.due = due
        self.number = next(_numbers)
        self.period: float | None = None
        self.aside = True
        self.cancelled = False

    def __lt__(self, other: Timer) -> bool:
        return (self.due, self.number) < (other.due, other.number)

    def cancel(self) -> None:
        """Don't do it, or not again; what has begun goes on."""
        self.cancelled = True

    def run(self) -> None:
        """Do it, unless it was cancelled meanwhile; what goes wrong is logged and ends nothing else."""
        try:
            if not self.cancelled:
                self.task(*self.args)
        except Exception:
            log.exception("%s failed", getattr(self.task, "__name__", self.task))
        if self.period is not None:
            self.due = monotonic() + self.period
            _clock.add(self)


class Clock:
    """The one thread (or greenlet) that waits; it is started with the first timer."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._timers: list[Timer] = []
        self._runs = False
        self._oldest = 0

    def add(self, timer: Timer) -> None:
        """Have it run when it is due; never waits."""
        with self._changed:
            if timer.cancelled or timer.number < self._oldest:
                return
            heapq.heappush(self._timers, timer)
            if not self._runs:
                self._runs = True
                Thread(target=self._run, name="timers", daemon=True).start()
            elif self._timers[0] is timer:
                self._changed.notify()

    def clear(self) -> None:
        """Cancel all that there are, those too that are running now and would be due again."""
        with self._changed:
            self._oldest = next(_numbers)
            self._timers.clear()

    def waiting(self) -> list[Timer]:
        """All that wait, the first due first."""
        with self._changed:
            return sorted(timer for timer in self._timers if not timer.cancelled)

    def _run(self) -> None:
        while True:
            timer = self._next()
            if timer.aside:
                spawn(timer.run)
            else:
                timer.run()

    def _next(self) -> Timer:
        """Wait for the next one that is due."""
        with self._changed:
            while True:
                while self._timers and self._timers[0].cancelled:
                    heapq.heappop(self._timers)
                if not self._timers:
                    self._changed.wait()
                elif (left := self._timers[0].due - monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    return heapq.heappop(self._timers)


_numbers = count()
_clock = Clock()


def every(
    seconds: float, task: Callable[[], object], *, first: float | None = None, aside: bool = False
) -> Timer:
    """Do `task` so long after each time it was done, the first time `first` (or so long) from now.

    All tasks share one thread, so one that may wait (for the database, say) is to be done `aside`, in
    a thread of its own.
    """
    timer = Timer(task, (), monotonic() + (seconds if first is None else first))
    timer.period, timer.aside = seconds, aside
    _clock.add(timer)
    return timer


def after(seconds: float, task: Callable[..., object], *args: Any) -> Timer:
    """Do `task` once, so long from now, in a thread of its own; never waits."""
    timer = Timer(task, args, monotonic() + seconds)
    _clock.add(timer)
    return timer


def aside(task: Callable[..., object], *args: Any) -> None:
    """Do `task` now, in a thread of its own: for who may not wait, as the writer and the bus.

    What goes wrong is logged.
    """
    spawn(Timer(task, args, 0).run)


def clear() -> None:
    """Cancel all timers: a new app of the same process begins with none."""
    _clock.clear()
