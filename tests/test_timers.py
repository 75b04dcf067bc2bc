"""Timers within a process: once, again and again, aside, and none of an app that is no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app import timers
from tests.support.processes import wait_until

SOON = 0.01


@pytest.fixture(autouse=True)
def _no_timers() -> Iterator[None]:
    timers.clear()
    yield
    timers.clear()


def test_what_is_due_first_is_done_first_whatever_was_set_first() -> None:
    done: list[str] = []
    timers.after(60, done.append, "in a minute")
    timers.after(0.05, done.append, "second")
    timers.after(SOON, done.append, "first")
    wait_until(lambda: len(done) == 2, "both are done")
    assert done == ["first", "second"]
    assert [timer.args for timer in timers._clock.waiting()] == [("in a minute",)]


def test_again_and_again_until_it_is_cancelled() -> None:
    done: list[int] = []

    def task() -> None:
        done.append(1)
        if len(done) == 3:
            timer.cancel()

    timer = timers.every(SOON, task)
    wait_until(lambda: len(done) == 3, "it was done three times")
    wait_until(lambda: not timers._clock.waiting(), "nothing waits")
    assert not timers._clock._timers


def test_one_that_was_cancelled_is_not_done() -> None:
    done: list[str] = []
    timers.after(SOON, done.append, "no").cancel()
    timers.after(2 * SOON, done.append, "yes")
    wait_until(lambda: bool(done), "the other is done")
    assert done == ["yes"]


def test_the_first_time_may_be_sooner_or_later() -> None:
    done: list[int] = []
    timers.every(60, lambda: done.append(1), first=SOON)
    wait_until(lambda: done == [1], "it was done once")
    wait_until(lambda: len(timers._clock.waiting()) == 1, "it waits again")


def test_one_that_fails_is_done_again_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def broken() -> None:
        done.append(1)
        raise RuntimeError("as if the database were away")

    timers.every(SOON, broken)
    timers.every(SOON, broken, aside=True)
    timers.aside(broken)
    wait_until(lambda: len(done) > 5, "each was done again")
    assert "broken failed" in caplog.text


def test_what_waits_is_done_aside_and_never_twice_at_once() -> None:
    held, begun, others = threading.Event(), [], []

    def waits() -> None:
        begun.append(1)
        held.wait(10)

    timers.every(SOON, waits, aside=True)
    timers.every(SOON, lambda: others.append(1))
    wait_until(lambda: len(others) > 5, "the others go on")
    assert begun == [1]
    held.set()
    wait_until(lambda: len(begun) > 1, "it is done again")


def test_a_new_app_has_no_timers_of_the_one_before() -> None:
    held, begun = threading.Event(), threading.Event()

    def waits() -> None:
        begun.set()
        held.wait(10)

    timers.every(SOON, waits, aside=True)
    timers.after(60, waits)
    assert begun.wait(10)
    timers.clear()  # while one is running
    held.set()
    last = threading.Event()
    timers.after(2 * SOON, last.set)
    assert last.wait(10)
    assert timers._clock.waiting() == []
