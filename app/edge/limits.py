"""Rate limits, one module for every door (figures: contracts, general rulings)."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from time import time
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from app.edge.buckets import Shared, SharedBuckets, TokenBuckets
from app.exceptions import RateLimited

T = TypeVar("T")
Buckets = TokenBuckets | SharedBuckets

SIGN_INS = RateLimitItemPerMinute(120, namespace="sign-in")
REGISTRATIONS = RateLimitItemPerMinute(60, namespace="register")
FAILED_JOINS = RateLimitItemPerMinute(60, namespace="failed-join")
EXPORTS = RateLimitItemPerMinute(6, 10, namespace="export")
PICTURES = RateLimitItemPerMinute(20, 10, namespace="picture")
FAILED_PASSWORDS = RateLimitItemPerMinute(10, 15, namespace="failed-password")

BURST, REFILL = 60.0, 2.0  # messages at once, and regained per second
READ_BURST, READ_REFILL = 300.0, 20.0  # catching up asks once for each room, all at once
LINE_BURST, LINE_REFILL = 200.0, 50.0  # of a terminal, whatever they say


_enabled = True
_shared: Shared | None = None
_own_windows = MovingWindowRateLimiter(MemoryStorage())
_windows = _own_windows
_messages: Buckets = TokenBuckets(BURST, REFILL)
_reads: Buckets = TokenBuckets(READ_BURST, READ_REFILL)
_lines = TokenBuckets(LINE_BURST, LINE_REFILL)


def use(enabled: bool, redis_url: str = "", installation: str = "") -> None:
    """Switch limits on or off and forget all counts; with Redis, share them with other processes."""
    global _enabled, _shared, _own_windows, _windows, _messages, _reads, _lines
    _enabled = enabled
    _shared = None
    _windows = _own_windows = MovingWindowRateLimiter(MemoryStorage())
    _messages = own_messages = TokenBuckets(BURST, REFILL)
    _reads = own_reads = TokenBuckets(READ_BURST, READ_REFILL)
    _lines = TokenBuckets(LINE_BURST, LINE_REFILL)
    if redis_url:
        _shared = Shared(redis_url, f"{installation}:limits")
        _messages = SharedBuckets(_shared, "messages", own_messages)
        _reads = SharedBuckets(_shared, "reads", own_reads)
        _windows = MovingWindowRateLimiter(shared_windows(_shared))


def shared_windows(shared: Shared) -> Storage:
    """The library's own storage, on our connections."""
    from limits.storage import RedisStorage

    pool = shared.redis.connection_pool
    return RedisStorage("redis://", connection_pool=pool, key_prefix=shared.name)


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
    if _enabled and not _ask(lambda windows: windows.hit(item, *key)):
        raise RateLimited(_wait(item, *key))


def check(item: RateLimitItem, *key: str) -> None:
    """Refuse when the limit is used up, without counting. Raises `RateLimited`."""
    if _enabled and not _ask(lambda windows: windows.test(item, *key)):
        raise RateLimited(_wait(item, *key))


def _wait(item: RateLimitItem, *key: str) -> int:
    until = _ask(lambda windows: windows.get_window_stats(item, *key).reset_time)
    return max(1, ceil(until - time()))


def _ask(question: Callable[[MovingWindowRateLimiter], T]) -> T:
    """The answer for all processes, or while Redis is away for this one."""
    answer = _shared.ask(lambda: question(_windows)) if _shared is not None else None
    return question(_own_windows) if answer is None else answer
