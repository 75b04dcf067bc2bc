"""Publications of several processes take turns: by number, each once, and nobody waits for ever."""

from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.realtime import ordering
from app.realtime.ordering import Ordering


class Line:
    """Ordering, what was handed on, and how often something was missed."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.missed = 0
        self.turns = Ordering(lambda what, own: self.heard.extend(what), self._miss)

    def _miss(self) -> None:
        self.missed += 1

    def take(self, *numbers: int, own: bool = False) -> None:
        for number in numbers:
            self.turns.take(number, [number], own)


@given(st.permutations(range(2, 40)))
def test_whatever_the_order_of_arrival(numbers: list[int]) -> None:
    line = Line()
    line.take(1, *numbers)
    assert line.heard == list(range(1, 40))
    assert not line.missed
    assert line.turns.overdue() is None


def test_each_is_heard_once() -> None:
    line = Line()
    line.take(1, 2, 2, 1, 4, 4, 3, 3, 4)
    assert line.heard == [1, 2, 3, 4]


def test_what_was_under_way_when_it_began_is_heard_too() -> None:
    line = Line()
    line.take(10, own=True)
    line.take(9, 9, 11)
    assert line.heard == [10, 9, 11]


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    line.take(1, 4, 3)
    line.turns.give_up()
    assert line.heard == [1]
    monkeypatch.setattr(ordering, "PATIENCE", 0.0)
    line.turns.give_up()
    assert line.heard == [1, 3, 4]
    assert line.missed == 1
    line.take(2, 5, 2)
    assert line.heard == [1, 3, 4, 2, 5]
    assert line.missed == 2


def test_one_that_failed_has_a_turn_and_nothing_to_say() -> None:
    line = Line()
    line.take(1, 3)
    line.turns.take(2, [], own=False)
    assert line.heard == [1, 3]


def test_a_count_that_was_set_back_with_its_database_is_followed() -> None:
    line = Line()
    line.take(500, own=True)
    line.take(7, own=True)
    line.take(8)
    assert line.heard == [500, 7, 8]


def test_starting_anew_hands_on_what_waits() -> None:
    line = Line()
    line.take(1, 5, 3)
    line.turns.start_anew()
    assert line.heard == [1, 3, 5]
    assert line.turns.overdue() is None


def test_threads_never_overtake_one_another() -> None:
    line = Line()
    line.take(0)
    workers = [Thread(target=line.take, args=range(begin, 2000, 4)) for begin in (1, 2, 3, 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert line.heard == list(range(2000))
