"""Who answers support rooms when admins come and go. Nothing waits: what would run later runs on a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.realtime import presence
from app.services import messages
from app.services.support import conversations, handover
from app.services.writing import Draft
from tests.services.conftest import House
from tests.services.desk import Desk, admin_of


class Later:
    """What is to run beside everything else, in order."""

    def __init__(self) -> None:
        self.tasks: list[tuple[Callable[..., object], tuple[Any, ...]]] = []

    def aside(self, task: Callable[..., object], *args: Any) -> None:
        self.tasks.append((task, args))

    def after(self, _seconds: float, task: Callable[..., object], *args: Any) -> None:
        self.tasks.append((task, args))

    def run(self) -> None:
        """All of it, and what comes of it."""
        while self.tasks:
            function, args = self.tasks.pop(0)
            function(*args)


@pytest.fixture
def later(house: House, monkeypatch: pytest.MonkeyPatch) -> Later:
    later = Later()
    monkeypatch.setattr(handover, "timers", later)
    return later


@pytest.fixture
def desk(house: House, later: Later) -> Desk:
    return Desk(house)


def test_who_comes_is_given_what_waits(desk: Desk, later: Later) -> None:
    one = desk.admin("satu", online=False)
    _, room = desk.ask("ana")
    presence.connected(one.user_id, "tab")
    assert admin_of(one, room.id) is None
    later.run()
    assert admin_of(one, room.id) == one.user_id


def test_who_goes_is_waited_for_and_then_relieved(desk: Desk, later: Later) -> None:
    one = desk.admin("satu")
    _, room = desk.ask("ana")
    two = desk.admin("dua")
    later.run()
    presence.disconnected(one.user_id, one.username)
    assert admin_of(two, room.id) == one.user_id
    later.run()
    assert admin_of(two, room.id) == two.user_id


def test_who_is_back_meanwhile_keeps_the_room(desk: Desk, later: Later) -> None:
    one = desk.admin("satu")
    _, room = desk.ask("ana")
    two = desk.admin("dua")
    later.run()
    presence.disconnected(one.user_id, one.username)
    presence.connected(one.user_id, "another tab")
    later.run()
    assert admin_of(two, room.id) == one.user_id


@pytest.mark.parametrize("took_it", [True, False])
def test_who_works_without_a_connection_is_not_relieved(desk: Desk, later: Later, took_it: bool) -> None:
    one, two = desk.admin("satu", online=False), desk.admin("dua", online=False)
    ana, room = desk.ask("ana")
    conversations.assign(one if took_it else two, room.id, one.user_id)
    desk.come(two)
    later.run()
    messages.post(ana, room.id, Draft(content="masih di sana?"))
    later.run()
    assert admin_of(two, room.id) == (one if took_it else two).user_id


def test_after_a_start_everybody_has_time_to_connect_again(desk: Desk, later: Later) -> None:
    one = desk.admin("satu")
    ana, room = desk.ask("ana")
    two = desk.admin("dua")
    later.run()
    presence.clear()
    presence.connected(two.user_id, "again")
    handover.begin()
    messages.post(ana, room.id, Draft(content="masih di sana?"))
    assert admin_of(two, room.id) == one.user_id
    later.run()
    assert admin_of(two, room.id) == two.user_id
