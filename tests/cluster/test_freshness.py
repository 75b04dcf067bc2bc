"""What was said once on the channel can't be said again by others, whatever the machines' clocks say."""

from __future__ import annotations

from hashlib import blake2b
from itertools import count
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.realtime import freshness, wire
from app.realtime.freshness import FRESH, KEPT, SLACK, Freshness, Stale
from tests.cluster.conftest import SECRET_KEY, Pair, say
from tests.support.processes import wait_until

KEY = blake2b(SECRET_KEY.encode(), person=b"cluster", digest_size=32).digest()


class Clock:
    """Redis's clock and this machine's, which differ."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.redis, self.own = 1_700_000_000.0, 50.0
        monkeypatch.setattr(freshness, "monotonic", lambda: self.own)

    def pass_by(self, seconds: float) -> None:
        self.redis += seconds
        self.own += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def heard(clock: Clock) -> Freshness:
    found = Freshness(lambda: clock.redis)
    found.begin()
    clock.pass_by(100)
    return found


def believed(heard: Freshness, sender: str, number: int, said_at: float) -> bool:
    try:
        heard.admit(sender, number, said_at)
    except Stale:
        return False
    return True


def test_who_is_not_known_must_speak_now(heard: Freshness, clock: Clock) -> None:
    for number, ago in enumerate((FRESH + 1, 3600, -FRESH - 1)):
        assert not believed(heard, f"old{number}", 1, clock.redis - ago)
    assert believed(heard, "new", 1, clock.redis - FRESH + 1)
    heard.begin()  # heard anew: what was said before by others than those known can't be on its way
    assert not believed(heard, "before", 1, clock.redis - SLACK - 0.1)
    assert believed(heard, "just", 1, clock.redis - SLACK + 0.1)


def test_who_is_known_is_believed_by_number_whatever_the_clocks_say(heard: Freshness, clock: Clock) -> None:
    assert heard.admit("one", 7, clock.redis) is False
    assert heard.admit("one", 8, clock.redis - 9999) is False, "it came late, or Redis's clock was set"
    assert heard.admit("one", 10, clock.redis) is True, "the ninth is missing"
    assert not any(believed(heard, "one", number, clock.redis) for number in range(11))


def test_who_ended_or_is_silent_is_remembered_for_longer_than_their_words_are_fresh(
    heard: Freshness, clock: Clock
) -> None:
    heard.admit("ended", 1, clock.redis)
    heard.admit("silent", 1, clock.redis)
    said_at = clock.redis
    heard.end("ended")
    for _ in range(int(KEPT + FRESH)):
        clock.pass_by(1)
        believed(heard, token_hex(4), 1, clock.redis)  # others come and go meanwhile
        assert not believed(heard, "ended", 2, said_at)
        assert not believed(heard, "silent", 1, said_at)
    assert len(heard._senders) <= KEPT + 2


@given(st.lists(st.integers(1, 20)))
def test_each_number_is_heard_once_and_in_order(numbers: list[int]) -> None:
    heard = Freshness(lambda: 0.0)
    found = [number for number in numbers if believed(heard, "one", number, 0.0)]
    assert found == sorted(set(found))
    assert numbers[:1] == found[:1]


class Process:
    """Something that signs like a process of the installation; it may lie about time and number."""

    def __init__(self, pair: Pair) -> None:
        self.id = token_hex(wire.ID // 2)
        self._pair = pair
        self._channel = pair.redis.channel()
        self._numbers = count(1)

    def say(self, head: list[Any], ago: float = 0.0) -> bytes:
        """Say it as of that many seconds ago, by Redis's clock; what was said."""
        told: Any = self._pair.redis.client.time()
        seconds, microseconds = told
        said_at = seconds + microseconds / 1e6 - ago
        made = wire.seal(KEY, self.id, next(self._numbers), said_at, wire.packed(head))
        self.again(made)
        return made

    def again(self, made: bytes) -> None:
        self._pair.redis.say(self._channel, made)


def test_processes_hear_nothing_twice_and_nothing_old(pair: Pair) -> None:
    ana, bo = pair.ana.chat(), pair.bo.chat()
    third, eve = Process(pair), pair.eve.id
    bo.clear()

    def sees(is_online: bool) -> None:
        assert bo.wait_for("presence", lambda frame: frame["user_id"] == eve)["is_online"] is is_online

    came = third.say(["came", [eve]])
    sees(True)
    went = third.say(["went", [eve]])
    sees(False)
    third.again(came)
    Process(pair).say(["came", [eve]], ago=FRESH + 5)
    third.say(["came", [eve]])
    sees(True)
    third.again(went)
    bye = third.say(["bye"])
    sees(False)
    for one in (came, went, bye):
        third.again(one)
    third.say(["came", [eve]])  # nothing comes after its end
    say(ana, pair.room, "dan lagi")
    assert bo.wait_for("message_created", pair.here)["message"]["content"] == "dan lagi"
    assert [
        frame for frame in bo.frames if frame.name == "presence" and frame.payload["user_id"] == eve
    ] == []
    wait_until(lambda: "is an old one" in pair.other.log, "it is said in the log")


def test_a_gap_is_looked_up(pair: Pair) -> None:
    """A message that never came, from a process that goes on speaking, is missed at its next word."""
    bo, third = pair.bo.chat(), Process(pair)
    third.say(["list", []])
    bo.settle()
    bo.clear()
    next(third._numbers)
    third.say(["list", []])
    assert bo.wait_for("room_updated")
    third.say(["bye"])
