"""Rate limits are one, however many processes somebody asks; without Redis each counts for itself."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from app.limits.buckets import LEASES, Shared, SharedBuckets, TokenBuckets
from app.limits.windows import SOON, SharedWindows, Window, Windows
from tests.cluster.conftest import say
from tests.contracts.people import Person
from tests.support.redis import RunningRedis
from tests.support.server import Refused
from tests.support.sockets import SocketRefused


def test_messages_through_two_processes_count_together(limited) -> None:
    one, other = limited
    ana = Person(one, "ana")
    here = ana.chat()
    ana.server = other
    there = ana.chat()
    accepted, began = 0, monotonic()
    refused = {here: False, there: False}
    for number in range(100):
        for socket in (here, there):
            try:
                say(socket, 1, f"nomor {number} {id(socket)}")
                accepted += 1
            except SocketRefused as error:
                refused[socket] = error.code == "rate_limited"
        if all(refused.values()):
            break
    assert 60 - 60 / LEASES <= accepted <= 60 + 2 * (monotonic() - began) + 1
    ana.close()


def test_guessing_a_password_through_two_processes_counts_together(limited) -> None:
    one, other = limited
    name = Person(one, "ana", password="rahasia sekali").name
    for number in range(10):
        with pytest.raises(Refused) as refusal:
            (one, other)[number % 2].login(name, password="salah sekali")
        assert refusal.value.status == 401
    for process in (one, other):
        with pytest.raises(Refused) as refusal:
            process.login(name, password="rahasia sekali")
        assert refusal.value.code == "rate_limited"


def buckets(url: str, burst: float = 24, refill: float = 1) -> SharedBuckets:
    """As one process has them."""
    return SharedBuckets(Shared(url, "test"), "some", TokenBuckets(burst, refill))


def test_no_more_is_given_out_than_there_is(redis: RunningRedis) -> None:
    redis.client.flushdb()
    processes = [buckets(redis.url) for _ in range(3)]
    given = [process.take(7) for _ in range(20) for process in processes]
    assert 24 <= given.count(0) <= 25
    assert all(wait >= 1 for wait in given if wait)
    assert processes[0].take(8) == 0


def test_without_redis_each_counts_for_itself_and_nobody_waits(redis: RunningRedis) -> None:
    processes = [buckets("redis://127.0.0.1:1/0") for _ in range(2)]
    began = monotonic()
    given = [process.take(7) for _ in range(30) for process in processes]
    assert given.count(0) == 48
    assert monotonic() - began < 1


def shared(url: str) -> SharedWindows:
    """As one process has them."""
    return SharedWindows(Shared(url, "test"), Windows())


def test_windows_of_several_processes_are_one(redis: RunningRedis) -> None:
    redis.client.flushdb()
    one, other = shared(redis.url), shared(redis.url)
    window = Window("few", 3, 60)
    assert [one.take(window, "ana", "a"), other.take(window, "ana", "b", held=True)] == [0, 0]
    assert other.take(window, "ana", "c", held=True) == 0
    assert one.take(window, "ana", "d") == SOON, "what is held may be given back"
    other.give_back(window, "ana", "b")
    other.count(window, "ana", "c")
    assert one.take(window, "ana", "e") == 0
    assert 59 < other.take(window, "ana", "f") <= 60
    assert one.take(window, "bo", "a") == 0
    left: Any = redis.client.pttl("test:few:ana")
    assert 0 < left <= 60_000, "what counts no more is kept no longer"


def test_windows_survive_a_redis_whose_clock_is_set_back(redis: RunningRedis) -> None:
    redis.client.flushdb()
    window = Window("few", 1, 60)
    moment: Any = redis.client.time()
    redis.client.zadd("test:few:ana", {"cahead": moment[0] + 3600})
    assert shared(redis.url).take(window, "ana", "a") == 0


def test_windows_without_redis_are_each_process_own() -> None:
    windows, window = shared("redis://127.0.0.1:1/0"), Window("few", 1, 60)
    assert windows.take(window, "ana", "a", held=True) == 0
    windows.give_back(window, "ana", "a")
    assert windows.take(window, "ana", "b") == 0
    assert windows.take(window, "ana", "c") > 59
