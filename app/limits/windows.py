"""Moving windows: at most so many in so long, in this process or shared by several through Redis.

What is still being decided may be held, and is counted or given back afterwards. (The `limits` library can't
give back, and goes by the wall clock: setting that would lock everybody out, or let everybody in.)
"""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from app.limits.buckets import MOST_KEYS, Shared

SOON = 0.05
"""Seconds after which to ask again, where those that are held would leave room if they were given back."""

TAKE = """
local most, span, entry = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.6f', now - span))
redis.call('ZREMRANGEBYSCORE', KEYS[1], string.format('(%.6f', now), '+inf') -- its clock was set back
if redis.call('ZCARD', KEYS[1]) < most then
    redis.call('ZADD', KEYS[1], string.format('%.6f', now), entry)
    redis.call('PEXPIRE', KEYS[1], math.ceil(span * 1000))
    return '0'
end
local counted = {}
local entries = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #entries, 2 do
    if string.sub(entries[i], 1, 1) == 'c' then
        counted[#counted + 1] = tonumber(entries[i + 1])
    end
end
if #counted < most then
    return ARGV[4]
end
return string.format('%.6f', counted[#counted - most + 1] + span - now)
"""
COUNT = """
local at = redis.call('ZSCORE', KEYS[1], 'h' .. ARGV[1])
if at then
    redis.call('ZREM', KEYS[1], 'h' .. ARGV[1])
    redis.call('ZADD', KEYS[1], at, 'c' .. ARGV[1])
end
"""


class Window(NamedTuple):
    """At most `most` in any `seconds`."""

    name: str
    most: int
    seconds: float


class Windows:
    """Those of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: dict[tuple[Window, str], dict[str, tuple[float, bool]]] = {}
        self._forget_at = MOST_KEYS

    def take(self, window: Window, key: str, entry: str, held: bool = False) -> float:
        """Count `entry`, or hold it until `count` or `give_back`; returns 0, or how many seconds to wait."""
        with self._lock:
            entries = self._living(window, key)
            if len(entries) < window.most:
                entries[entry] = monotonic(), held
                self._entries[window, key] = entries
                self._forget_old()
                return 0
            return _wait(window, entries)

    def count(self, window: Window, key: str, entry: str) -> None:
        """What was held counts."""
        with self._lock:
            entries = self._entries.get((window, key), {})
            if entry in entries:
                entries[entry] = entries[entry][0], False

    def give_back(self, window: Window, key: str, entry: str) -> None:
        """What was held doesn't count."""
        with self._lock:
            entries = self._entries.get((window, key), {})
            entries.pop(entry, None)
            if not entries:
                self._entries.pop((window, key), None)

    def _living(self, window: Window, key: str) -> dict[str, tuple[float, bool]]:
        since = monotonic() - window.seconds
        return {name: kept for name, kept in self._entries.get((window, key), {}).items() if kept[0] > since}

    def _forget_old(self) -> None:
        # Only when they have doubled: looking at all of them each time would cost more than it saves.
        if len(self._entries) > self._forget_at:
            self._entries = {at: living for at in self._entries if (living := self._living(*at))}
            self._forget_at = max(MOST_KEYS, 2 * len(self._entries))


def _wait(window: Window, entries: dict[str, tuple[float, bool]]) -> float:
    counted = sorted(since for since, held in entries.values() if not held)
    return counted[-window.most] + window.seconds - monotonic() if len(counted) >= window.most else SOON


class SharedWindows:
    """Those of all processes, by the clock of Redis; this process's own while there is no Redis."""

    def __init__(self, shared: Shared, own: Windows) -> None:
        self._shared = shared
        self._own = own
        self._take: Any = shared.redis.register_script(TAKE)
        self._count: Any = shared.redis.register_script(COUNT)

    def take(self, window: Window, key: str, entry: str, held: bool = False) -> float:
        """As in `Windows`. May wait for Redis, but not for long."""
        arguments = [window.most, window.seconds, ("h" if held else "c") + entry, SOON]
        answer = self._shared.ask(lambda: self._take(keys=[self._name(window, key)], args=arguments))
        if answer is None:
            return self._own.take(window, key, entry, held)
        return min(float(answer), window.seconds)

    def count(self, window: Window, key: str, entry: str) -> None:
        """As in `Windows`."""
        self._own.count(window, key, entry)  # it may have been taken while Redis was away
        self._shared.ask(lambda: self._count(keys=[self._name(window, key)], args=[entry]))

    def give_back(self, window: Window, key: str, entry: str) -> None:
        """As in `Windows`."""
        self._own.give_back(window, key, entry)
        self._shared.ask(lambda: self._shared.redis.zrem(self._name(window, key), "h" + entry))

    def _name(self, window: Window, key: str) -> str:
        return f"{self._shared.name}:{window.name}:{key}"
