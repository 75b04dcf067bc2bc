"""Buckets of tokens, one for each key: in this process, or shared by several through Redis."""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from app.realtime.link import client

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST_KEYS = 10_000  # beyond, those that mean nothing any more are forgotten
ANSWER_WITHIN = 0.5  # seconds; nobody waits longer for Redis
AWAY_FOR = 2.0  # seconds without Redis after it failed once
CONNECTIONS = 50
LEASE_FOR = 10.0  # seconds in which a process may spend the tokens that it took
LEASES = 12  # of a full bucket; the fewer, the fewer questions, but the more may lie unspent elsewhere

TAKE = """
local burst, refill, share = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local before = redis.call('HMGET', KEYS[1], 'level', 'since')
local level = burst
if before[1] then
    level = math.min(burst, tonumber(before[1]) + math.max(0, now - tonumber(before[2])) * refill)
end
local taken = math.min(share, math.floor(level))
if taken < 1 then
    return {0, math.ceil((1 - level) / refill)}
end
local kept = {'level', string.format('%.6f', level - taken), 'since', string.format('%.6f', now)}
redis.call('HSET', KEYS[1], unpack(kept))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / refill * 1000))
return {taken, 0}
"""


class TokenBuckets:
    """Those of this process; the `limits` library has windows only, and this rule is a bucket."""

    def __init__(self, burst: float, refill: float) -> None:
        """`burst` tokens at once, and `refill` regained per second."""
        self.burst = burst
        self.refill = refill
        self._lock = Lock()
        self._levels: dict[int, tuple[float, float]] = {}

    def take(self, key: int) -> int:
        """Take one token; returns 0, or how many seconds to wait when there was none."""
        moment = monotonic()
        with self._lock:
            level, since = self._levels.get(key, (self.burst, moment))
            level = min(self.burst, level + (moment - since) * self.refill)
            if level < 1:
                return max(1, ceil((1 - level) / self.refill))
            self._levels[key] = (level - 1, moment)
            if len(self._levels) > MOST_KEYS:
                self._forget_full(moment)
        return 0

    def _forget_full(self, moment: float) -> None:
        full = self.burst / self.refill
        self._levels = {key: kept for key, kept in self._levels.items() if moment - kept[1] < full}


class Shared:
    """Counts that several processes share. Without Redis each counts for itself, at once."""

    def __init__(self, redis_url: str, name: str) -> None:
        """`name` is the installation's among those on that Redis."""
        self.name = name
        self.redis = client(redis_url, timeout=ANSWER_WITHIN, connections=CONNECTIONS)
        self._away_until = 0.0

    def ask(self, question: Callable[[], T]) -> T | None:
        """The answer to a question to Redis, or null when there is none to be had quickly."""
        from redis.exceptions import RedisError

        if self._away_until:
            if monotonic() < self._away_until:
                return None
            self._away_until = (
                monotonic() + AWAY_FOR
            )  # one asks whether it is back, and the others don't wait
        try:
            answer = question()
        except RedisError as error:
            if not self._away_until:
                log.warning("Rate limits are this process's own while Redis is away: %s", error)
            self._away_until = monotonic() + AWAY_FOR
            return None
        self._away_until = 0.0
        return answer


class SharedBuckets:
    """Those of all processes. Each takes some tokens at a time, so that most need no question."""

    def __init__(self, shared: Shared, name: str, own: TokenBuckets) -> None:
        """`own` are used while there is no Redis."""
        self._shared = shared
        self._name = f"{shared.name}:{name}"
        self._own = own
        self._script: Any = shared.redis.register_script(TAKE)
        self._lock = Lock()
        self._leases: dict[int, tuple[int, float]] = {}

    def take(self, key: int) -> int:
        """As in `TokenBuckets`. May wait for Redis, but not for long."""
        if self._spend(key):
            return 0
        share = max(1, int(self._own.burst / LEASES))
        arguments = [self._own.burst, self._own.refill, share]
        answer = self._shared.ask(lambda: self._script(keys=[f"{self._name}:{key}"], args=arguments))
        if answer is None:
            return self._own.take(key)
        taken, wait = answer
        if not taken:
            return max(1, int(wait))
        self._keep(key, taken - 1)
        return 0

    def _spend(self, key: int) -> bool:
        """Whether one was left of those taken before."""
        with self._lock:
            left, until = self._leases.get(key, (0, 0.0))
            if left and monotonic() < until:
                self._leases[key] = (left - 1, until)
                return True
        return False

    def _keep(self, key: int, tokens: int) -> None:
        moment = monotonic()
        with self._lock:
            left, until = self._leases.get(key, (0, 0.0))
            if moment < until:  # another of this user's connections asked at the same time
                tokens += left
            self._leases[key] = (tokens, moment + LEASE_FOR)
            if len(self._leases) > MOST_KEYS:
                self._leases = {one: kept for one, kept in self._leases.items() if kept[1] > moment}
