"""Sessions: how many there are, in which order they are told, and what clocks do to them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.events import SessionsEnded
from app.exceptions import NotFound, Unauthenticated
from app.models import UserSession
from app.services import sessions
from app.services.actor import Actor
from app.storage.unit_of_work import Unit, unit_of_work
from tests.services.conftest import House


@unit_of_work
def used(uow: Unit, session_id: str, moment: datetime) -> None:
    uow.session.execute(update(UserSession).where(UserSession.id == session_id).values(last_used_at=moment))


def ids(actor: Actor, limit: int = sessions.MOST, before: str | None = None) -> list[str]:
    return [one.id for one in sessions.mine(actor, limit, before)]


def alive(actor: Actor) -> bool:
    try:
        sessions.authenticate(actor.user_id, actor.session_id)
    except Unauthenticated:
        return False
    return True


def test_beyond_the_limit_the_longest_unused_end(house: House) -> None:
    owner, idle = house.person("ana"), house.sign_in("ana")
    long_ago = clock.now() - timedelta(days=5)
    used(owner.session_id, long_ago)
    used(idle.session_id, long_ago)
    others = [house.sign_in("ana") for _ in range(sessions.MOST - 2)]
    assert idle.session_id in ids(owner)  # to authenticate it would be to use it
    newest = house.sign_in("ana")
    assert (alive(owner), alive(idle), alive(newest), alive(others[0])) == (True, False, True, True)
    ended = house.heard(SessionsEnded)[-1]
    assert isinstance(ended, SessionsEnded)
    assert (ended.session_ids, ended.reason) == ((idle.session_id,), "expired")
    assert len(sessions.mine(newest, 100)) == sessions.MOST


def test_a_page_at_a_time_the_present_one_first(house: House) -> None:
    ana = house.person("ana")
    others = [house.sign_in("ana") for _ in range(6)]
    for place, other in enumerate(others):
        # Two of each moment: what is used as long ago has an order, too.
        used(other.session_id, clock.now() - timedelta(hours=2 + place // 2))
    whole = ids(ana)
    assert (whole[0], len(whole)) == (ana.session_id, 7)
    assert {*whole[1:3]} == {one.session_id for one in others[:2]}
    paged, before = [], None
    while page := ids(ana, 2, before):
        paged += page
        before = page[-1]
    assert paged == whole
    with pytest.raises(NotFound):
        ids(ana, 2, house.person("bo_").session_id)


class Clock:
    """A clock that may be set, and the time that passes whatever it says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started = clock.now()
        self.passed = self.set_by = timedelta()
        monkeypatch.setattr(clock, "counted", lambda: self.started + self.passed)
        monkeypatch.setattr(clock, "now", lambda: self.started + self.passed + self.set_by)


@pytest.mark.parametrize("days", [-400, -31, -1 / 24, 1 / 24, 31, 400])
def test_a_clock_that_is_set_ends_nothing(house: House, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    told = Clock(monkeypatch)
    ana = house.person("ana")
    told.set_by = timedelta(days=days)
    newcomer = house.sign_in("ana")
    told.passed = timedelta(hours=2)
    assert (alive(ana), alive(newcomer), sessions.sweep()) == (True, True, 0)
    sessions.touch([ana.session_id, newcomer.session_id])
    told.set_by = timedelta()
    assert (alive(ana), alive(newcomer), sessions.sweep()) == (True, True, 0)
    assert len(sessions.mine(ana)) == 2
    told.passed = timedelta(days=29)
    assert sessions.sweep() == 0


def test_what_was_not_used_for_too_long_ends_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Clock(monkeypatch)
    ana = house.person("ana")
    told.passed = timedelta(days=31)
    assert (alive(ana), sessions.sweep()) == (False, 1)
