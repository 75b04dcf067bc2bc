"""Each message of the other processes is heard once, in their order, and none from another time.

Whoever can write to the channel can say again what was said there before, signed as it was. So every message
carries its sender's count, and a time for those who don't know the sender yet: that of Redis's clock, since
those of two machines may differ by more than an attacker needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

FRESH = 30.0  # seconds by Redis's clock, within which a process that isn't known yet may be heard
SLACK = 2.0  # seconds by which two processes may read Redis's clock differently
KEPT = 2 * FRESH  # seconds for which a process that is gone is remembered; then its words are too old anyway


class Stale(ValueError):
    """It was said before."""


@dataclass(slots=True)
class Sender:
    """Another process: the number of its last message, and when that came."""

    number: int
    heard: float
    ended: bool = False


class Freshness:
    """What was heard of whom."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` is the time by Redis's clock, in seconds."""
        self._now = now
        self._lock = Lock()
        self._senders: dict[str, Sender] = {}
        self._since = 0.0

    def begin(self) -> None:
        """The channel is heard from now on: what somebody new said before can't come any more."""
        self._since = self._now()

    def admit(self, sender: str, number: int, said_at: float) -> bool:
        """Take note of a message; returns whether any of this sender's just before it never came.

        Raises `Stale` for one that was heard, that a later one overtook, or that may be a repetition.
        """
        with self._lock:
            known = self._senders.get(sender)
            if known is None:
                self._forget_old()
                now = self._now()
                if not max(now - FRESH, self._since - SLACK) <= said_at <= now + FRESH:
                    raise Stale
                self._senders[sender] = Sender(number, monotonic())
                return False
            if known.ended or number <= known.number:
                raise Stale
            missing = number > known.number + 1
            known.number, known.heard = number, monotonic()
            return missing

    def end(self, sender: str) -> None:
        """It said that it ends: nothing of it is heard any more."""
        with self._lock:
            if sender in self._senders:
                self._senders[sender].ended = True

    def _forget_old(self) -> None:
        limit = monotonic() - KEPT
        for sender in [one for one, known in self._senders.items() if known.heard < limit]:
            del self._senders[sender]
