"""Rate limits, one module for every door (figures: contracts, general rulings).

Services ask for them. A door counts only what is no service's call: a connection, a request and the question
on a connection that is like one (`reading`), what an address asks for, a terminal's line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic, sleep
from uuid import uuid4

from app.exceptions import RateLimited
from app.limits.buckets import Shared, SharedBuckets, TokenBuckets
from app.limits.windows import SOON, SharedWindows, Window, Windows

Buckets = TokenBuckets | SharedBuckets
MINUTE = 60.0
HOUR = 60 * MINUTE

SIGN_INS = Window("sign-in", 120, MINUTE)
REGISTRATIONS = Window("register", 60, MINUTE)
FAILED_JOINS = Window("failed-join", 60, MINUTE)
NAME_CHECKS = Window("name-check", 120, MINUTE)
LOOK_UPS = Window("look-up", 1200, MINUTE)  # of rooms and pictures, by who isn't signed in
JOINS = Window("join", 120, HOUR)
NEW_ROOMS = Window("new-room", 60, HOUR)
NEW_PEOPLE = Window("new-person", 60, HOUR)  # written to for the first time
EXPORTS = Window("export", 6, 10 * MINUTE)
PICTURES = Window("picture", 20, 10 * MINUTE)
FAILED_PASSWORDS = Window("failed-password", 10, 15 * MINUTE)
PATIENCE = 5.0  # seconds that an attempt waits while as many as may fail are under way

BURST, REFILL = 60.0, 2.0  # messages at once, and regained per second
READ_BURST, READ_REFILL = 300.0, 20.0  # catching up asks once for each room, all at once
SEARCH_BURST, SEARCH_REFILL = 30.0, 2.0  # a search, or another letter of a name that is looked for
LINE_BURST, LINE_REFILL = 200.0, 50.0  # of a terminal, whatever they say


_enabled = True
_windows: Windows | SharedWindows = Windows()
_messages: Buckets = TokenBuckets(BURST, REFILL)
_reads: Buckets = TokenBuckets(READ_BURST, READ_REFILL)
_searches: Buckets = TokenBuckets(SEARCH_BURST, SEARCH_REFILL)
_lines = TokenBuckets(LINE_BURST, LINE_REFILL)


def use(enabled: bool, redis_url: str = "", installation: str = "") -> None:
    """Switch limits on or off and forget all counts; with Redis, share them with other processes."""
    global _enabled, _windows, _messages, _reads, _searches, _lines
    _enabled = enabled
    _windows = own_windows = Windows()
    _messages = own_messages = TokenBuckets(BURST, REFILL)
    _reads = own_reads = TokenBuckets(READ_BURST, READ_REFILL)
    _searches = own_searches = TokenBuckets(SEARCH_BURST, SEARCH_REFILL)
    _lines = TokenBuckets(LINE_BURST, LINE_REFILL)
    if redis_url:
        shared = Shared(redis_url, f"{installation}:limits")
        _messages = SharedBuckets(shared, "messages", own_messages)
        _reads = SharedBuckets(shared, "reads", own_reads)
        _searches = SharedBuckets(shared, "searches", own_searches)
        _windows = SharedWindows(shared, own_windows)


def line(connection: int) -> int:
    """Count a line of a terminal; returns how many seconds to wait before it is looked at, mostly 0."""
    return _lines.take(connection) if _enabled else 0


def reading(user_id: int) -> None:
    """Count a request, a connection, or a question on one. Raises `RateLimited`."""
    if _enabled and (wait := _reads.take(user_id)):
        raise RateLimited(wait)


def search(user_id: int) -> None:
    """Count a search. Raises `RateLimited`."""
    if _enabled and (wait := _searches.take(user_id)):
        raise RateLimited(wait)


def message(user_id: int) -> None:
    """Count a message, an edit, a reaction or the like. Raises `RateLimited`."""
    if _enabled and (wait := _messages.take(user_id)):
        raise RateLimited(wait)


def hit(window: Window, *key: str, times: int = 1) -> None:
    """Count one (or several, all or none of them) and refuse beyond the limit. Raises `RateLimited`."""
    if not _enabled:
        return
    kept, held = _joined(key), [uuid4().hex for _ in range(times)]
    for number, entry in enumerate(held):
        if wait := _windows.take(window, kept, entry, held=times > 1):
            for taken in held[:number]:
                _windows.give_back(window, kept, taken)
            raise RateLimited(ceil(wait))
    if times > 1:
        for entry in held:
            _windows.count(window, kept, entry)


@contextmanager
def attempt(window: Window, *key: str, failing: tuple[type[Exception], ...]) -> Iterator[None]:
    """Around what may fail only so often: it counts beforehand, and is given back unless it fails so.

    So no more are under way at once than may fail; others wait for those. Raises `RateLimited` beyond it.
    """
    if not _enabled:
        yield
        return
    entry, kept = uuid4().hex, _joined(key)
    _hold(window, kept, entry)
    failed = False
    try:
        yield
    except failing:
        failed = True
        raise
    finally:
        (_windows.count if failed else _windows.give_back)(window, kept, entry)


def _hold(window: Window, key: str, entry: str) -> None:
    until = monotonic() + PATIENCE
    while wait := _windows.take(window, key, entry, held=True):
        if wait > SOON or monotonic() > until:
            raise RateLimited(ceil(wait))
        sleep(wait)


def _joined(key: tuple[str, ...]) -> str:
    return "/".join(key)
