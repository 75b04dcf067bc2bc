"""Rate limits, one module for every door (figures: contracts, general rulings)."""

from __future__ import annotations

from math import ceil
from threading import Lock
from time import monotonic, time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.exceptions import RateLimited

SIGN_INS = RateLimitItemPerMinute(120, namespace="sign-in")
REGISTRATIONS = RateLimitItemPerMinute(60, namespace="register")
FAILED_JOINS = RateLimitItemPerMinute(60, namespace="failed-join")
FAILED_PASSWORDS = RateLimitItemPerMinute(10, 15, namespace="failed-password")

BURST, REFILL = 60.0, 2.0  # messages at once, and regained per second
READ_BURST, READ_REFILL = 300.0, 20.0  # catching up asks once for each room, all at once
LINE_BURST, LINE_REFILL = 200.0, 50.0  # of a terminal, whatever they say


class TokenBuckets:
    """A bucket of tokens for each key; the `limits` library has windows only, and this rule is a bucket."""

    def __init__(self, burst: float, refill: float) -> None:
        self._burst = burst
        self._refill = refill
        self._lock = Lock()
        self._levels: dict[int, tuple[float, float]] = {}

    def take(self, key: int) -> int:
        """Take one token; returns 0, or how many seconds to wait when there was none."""
        moment = monotonic()
        with self._lock:
            level, since = self._levels.get(key, (self._burst, moment))
            level = min(self._burst, level + (moment - since) * self._refill)
            if level < 1:
                return max(1, ceil((1 - level) / self._refill))
            self._levels[key] = (level - 1, moment)
            if len(self._levels) > 10_000:
                self._forget_full(moment)
        return 0

    def _forget_full(self, moment: float) -> None:
        full = self._burst / self._refill
        self._levels = {key: kept for key, kept in self._levels.items() if moment - kept[1] < full}


_enabled = True
_windows = MovingWindowRateLimiter(MemoryStorage())
_messages = TokenBuckets(BURST, REFILL)
_reads = TokenBuckets(READ_BURST, READ_REFILL)
_lines = TokenBuckets(LINE_BURST, LINE_REFILL)


def use(enabled: bool) -> None:
    """Switch limits on or off and forget all counts."""
    global _enabled, _windows, _messages, _reads, _lines
    _enabled = enabled
    _windows = MovingWindowRateLimiter(MemoryStorage())
    _messages = TokenBuckets(BURST, REFILL)
    _reads = TokenBuckets(READ_BURST, READ_REFILL)
    _lines = TokenBuckets(LINE_BURST, LINE_REFILL)


def line(connection: int) -> int:
    """Count a line of a terminal; returns how many seconds to wait before it is looked at, mostly 0."""
    return _lines.take(connection) if _enabled else 0


def reading(user_id: int) -> None:
    """Count a new connection, a page of history or the like. Raises `RateLimited`."""
    if _enabled and (wait := _reads.take(user_id)):
        raise RateLimited(wait)


def message(user_id: int) -> None:
    """Count a message, an edit, a reaction or the like. Raises `RateLimited`."""
    if _enabled and (wait := _messages.take(user_id)):
        raise RateLimited(wait)


def hit(item: RateLimitItem, *key: str) -> None:
    """Count one and refuse beyond the limit. Raises `RateLimited`."""
    if _enabled and not _windows.hit(item, *key):
        raise RateLimited(_wait(item, *key))


def check(item: RateLimitItem, *key: str) -> None:
    """Refuse when the limit is used up, without counting. Raises `RateLimited`."""
    if _enabled and not _windows.test(item, *key):
        raise RateLimited(_wait(item, *key))


def _wait(item: RateLimitItem, *key: str) -> int:
    return max(1, ceil(_windows.get_window_stats(item, *key).reset_time - time()))
