"""Looking up what was missed, aside, for as long as there is something to do."""

from __future__ import annotations

from threading import Lock

from app import timers
from app.events import Missed
from app.realtime import bus

PAUSE = 1.0  # seconds between two looks


class Resync:
    """Has `Missed` delivered, by one thread at a time, once more if it was asked for meanwhile."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = self._busy = False

    def ask(self) -> None:
        """Something may have been missed; never waits."""
        with self._lock:
            self._asked = True
            if self._busy:
                return
            self._busy = True
        timers.aside(self._work)

    def _work(self) -> None:
        with self._lock:
            self._busy = self._asked
            if not self._asked:
                return
            self._asked = False
        try:
            bus.deliver([Missed()])
        finally:  # what is missed next must be looked up all the same
            timers.after(PAUSE, self._work)
