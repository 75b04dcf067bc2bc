"""The order of what several processes committed: every group has a number, counted under their one lock.

Groups of different processes reach a third one by different ways, so a later one may come first:
somebody's leaving before their joining, an answer before its question. Here they take turns.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

log = logging.getLogger(__name__)

PATIENCE = 0.5
"""Seconds that later groups wait for one that is missing: its process may have died before it told."""
BEFORE = 64
"""Groups just before the first one heard that may still be under way."""
MOST_MISSING = 1_000

Publication = tuple[Any, bool]
"""What was published, and whether by this process."""


class Ordering:
    """Hands publications on one at a time, in the order of their numbers, each once."""

    def __init__(self, deliver: Callable[[Any, bool], None], missed: Callable[[], None]) -> None:
        """`missed` is called when a publication never came, or so late that others overtook it."""
        self._deliver = deliver
        self._missed = missed
        self._lock = Lock()
        self._next: int | None = None
        self._held: dict[int, Publication] = {}
        self._waiting_since: float | None = None
        self._missing: dict[int, None] = {}
        self._ready: deque[Publication] = deque()
        self._delivering = False

    def take(self, number: int, what: Any, own: bool) -> None:
        """Hand `what` on when it is its turn. Never waits: if that isn't now, another call does it."""
        with self._lock:
            late = self._admit(number, (what, own))
        if late:
            self._missed()
        self._hand_on()

    def overdue(self) -> float | None:
        """In how many seconds `give_up` has something to do; null: nobody waits."""
        since = self._waiting_since
        return None if since is None else max(0.0, since + PATIENCE - monotonic())

    def give_up(self) -> None:
        """Let those go on that waited too long for one that is missing."""
        with self._lock:
            if self._next is None or not self._held or self.overdue() != 0:
                return
            first = min(self._held)
            log.warning("Nobody told what groups %d to %d did: it is looked up.", self._next, first - 1)
            self._miss(self._next, first)
            self._next = first
            self._release()
        self._missed()
        self._hand_on()

    def start_anew(self) -> None:
        """Nobody is to be waited for any more, for the others can't be heard; hands on what waits."""
        with self._lock:
            self._ready.extend(self._held[number] for number in sorted(self._held))
            self._held.clear()
            self._next = self._waiting_since = None
            self._missing.clear()
        self._hand_on()

    def _admit(self, number: int, publication: Publication) -> bool:
        """Put it where it belongs; whether it came too late."""
        if self._next is None:
            self._next = number
            self._miss(number - BEFORE, number)
        if number in self._missing:
            del self._missing[number]
            self._ready.append(publication)
            return bool(publication[0])
        if number < self._next:
            if not publication[1]:
                return False  # heard already
            # Our own was never heard: the count was set back, with the database.
            self._held.clear()
            self._missing.clear()
            self._next = number
        self._held[number] = publication
        self._release()
        return False

    def _release(self) -> None:
        while self._next in self._held:
            self._ready.append(self._held.pop(self._next))
            self._next += 1
        self._waiting_since = monotonic() if self._held else None

    def _miss(self, begin: int, end: int) -> None:
        for number in range(max(begin, end - MOST_MISSING), end):
            self._missing[number] = None
        while len(self._missing) > MOST_MISSING:
            del self._missing[next(iter(self._missing))]

    def _hand_on(self) -> None:
        with self._lock:
            if self._delivering:
                return
            self._delivering = True
        try:
            while True:
                with self._lock:
                    if not self._ready:
                        self._delivering = False
                        return
                    what, own = self._ready.popleft()
                self._deliver(what, own)
        except BaseException:
            self._delivering = False
            raise
