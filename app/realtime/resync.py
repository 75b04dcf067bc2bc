"""Looking up what was missed, aside: a thread of its own, for as long as there is something to do."""

from __future__ import annotations

from threading import Lock, Thread
from time import sleep

from app.events import Missed
from app.realtime import bus

PAUSE = 1.0  # seconds between two looks


class Mending:
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
        Thread(target=self._work, name="mending", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._asked:
                    self._busy = False
                    return
                self._asked = False
            bus.deliver([Missed()])
            sleep(PAUSE)
