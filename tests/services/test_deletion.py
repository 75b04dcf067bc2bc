"""The end of an account: what goes, what stays, and what can't come any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app import clock, jobs
from app.events import MessagesErased
from app.exceptions import Conflict, Forbidden, Invalid, Unauthenticated, UserNotFound, WrongPassword
from app.jobs import queue
from app.services import (
    accounts,
    deletion,
    erasure,
    history,
    memberships,
    messages,
    reactions,
    roles,
    rooms,
    sessions,
    signing_in,
)
from app.services.actor import Actor
from app.services.writing import Draft
from app.snapshots import DELETED_NAME
from app.storage.writer import writer
from tests.services.conftest import DEVICE, House
from tests.support.processes import wait_until


@pytest.mark.parametrize("erase", [False, True])
def test_a_deleted_account_leaves_every_room_and_its_name(house: House, erase: bool) -> None:
    ana, bo = house.person("ana", "password1"), house.person("bo_")
    room = rooms.create_group(ana, None)
    rooms.join(bo, room.id)
    messages.post(ana, room.id, Draft(content="mine"))
    theirs = messages.post(bo, room.id, Draft(content="theirs")).message
    reactions.react(ana, theirs.id, "👍", True)
    cursor = history.page(bo, room.id).head
    with pytest.raises(Invalid):
        deletion.delete(ana, "somebody else", device=DEVICE)
    for wrong in (None, "", "password2"):
        with pytest.raises(WrongPassword):
            deletion.delete(ana, "ana", password=wrong, device=DEVICE)
    deletion.delete(ana, "ANA", erase=erase, password="password1", device=DEVICE)

    with pytest.raises(Unauthenticated):
        sessions.authenticate(ana.user_id, ana.session_id)
    with pytest.raises(UserNotFound):
        accounts.get(ana.user_id)
    assert rooms.get(bo, room.id).member_count == 1
    page = history.page(bo, room.id).messages
    assert [(m.sender.username, m.content) for m in page] == (
        [("bo_", "theirs")] if erase else [(DELETED_NAME, "mine"), ("bo_", "theirs")]
    )
    changed = history.changes(bo, room.id, cursor)
    assert [(m.deleted, m.reactions) for m in changed.messages] == (
        [(True, ()), (False, ())] if erase else []
    )

    heir = house.person("ana")
    assert heir.user_id != ana.user_id
    assert [r.id for r in rooms.mine(heir)] == [1]
    with pytest.raises(Unauthenticated):
        signing_in.log_in("", None, DEVICE)


def test_many_messages_are_erased_in_small_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "AT_ONCE", 3)
    ana, bo = house.person("ana"), house.person("bo_")
    teams = [rooms.create_group(bo, None).id for _ in range(2)]
    for team in teams:
        rooms.join(ana, team)
        for i in range(7):
            reactions.react(bo, messages.post(ana, team, Draft(content=str(i))).message.id, "⭐", True)
    before = {team: rooms.get(bo, team).head for team in teams}
    units = writer().units
    deletion.delete(ana, "ana", erase=True, device=DEVICE)
    assert writer().units - units >= 14 // 3
    for team in teams:
        assert history.page(bo, team).messages == ()
        changed = history.changes(bo, team, before[team])
        assert [(m.deleted, m.content, m.reactions) for m in changed.messages] == [(True, "", ())] * 7
    told = {event.room.id: event.head for event in house.heard(MessagesErased)}  # type: ignore[attr-defined]
    assert told == {team: rooms.get(bo, team).head for team in teams}


def test_a_deleted_account_enters_no_room(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    team, waiting = rooms.create_group(bo, "team"), rooms.open_dm(bo).room
    deletion.delete(ana, "ana", device=DEVICE)
    for late in (
        lambda: rooms.join(ana, team.id),
        lambda: rooms.join(ana, waiting.id),
        lambda: rooms.create_group(ana, "mine"),
        lambda: rooms.open_dm(ana, "bo_"),
    ):
        with pytest.raises(Unauthenticated):
            late()
    assert [room.member_count for room in rooms.mine(bo)] == [1, 1, 1]


def test_the_last_admin_stays(house: House) -> None:
    roles.make_admin("boss", "password1")
    boss = house.sign_in("boss", "password1")
    with pytest.raises(Conflict):
        deletion.delete(boss, "boss", erase=True, device=DEVICE)
    assert sessions.authenticate(boss.user_id, boss.session_id).is_admin
    roles.make_admin("chief", "password2")
    deletion.delete(boss, "boss", password="password1", device=DEVICE)
    with pytest.raises(Unauthenticated):
        sessions.authenticate(boss.user_id, boss.session_id)


class Death(BaseException):
    """The end of a process: nothing that it would still do happens."""


def die_leaving(actor: Actor, monkeypatch: pytest.MonkeyPatch, password: str | None = None) -> None:
    """Delete an account, and all that it wrote, in a process that is killed halfway; a lease later."""

    def die(_user_id: int) -> None:
        raise Death

    with monkeypatch.context() as dying:
        dying.setattr(memberships, "leave_most", die)
        with pytest.raises(Death):
            deletion.delete(actor, actor.username, erase=True, password=password, device=DEVICE)
    later = clock.now() + queue.LEASE
    monkeypatch.setattr(clock, "now", lambda: later)


@pytest.fixture
def left() -> Iterator[Callable[[], bool]]:
    """Whether any job is left; the worker stops with the test."""
    yield lambda: queue.figures()[0] > 0
    jobs.worker.stop()


def test_a_deletion_is_carried_through_when_its_process_dies(
    house: House, monkeypatch: pytest.MonkeyPatch, left: Callable[[], bool]
) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    team = rooms.create_group(bo, None).id
    rooms.join(ana, team)
    messages.post(ana, team, Draft(content="a secret"))
    cursor = rooms.get(bo, team).head
    die_leaving(ana, monkeypatch)
    assert sessions.authenticate(ana.user_id, ana.session_id) == ana
    assert house.heard(MessagesErased) == []
    jobs.worker.begin()
    wait_until(lambda: not left(), "it is carried through")
    with pytest.raises(UserNotFound):
        accounts.get(ana.user_id)
    assert rooms.get(bo, team).member_count == 1
    (told,) = house.heard(MessagesErased)
    assert (told.room.id, told.head) == (team, rooms.get(bo, team).head)  # type: ignore[attr-defined]
    assert [m.deleted for m in history.changes(bo, team, cursor).messages] == [True]


def test_a_deletion_that_something_speaks_against_by_now_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch, left: Callable[[], bool]
) -> None:
    ana, bo = house.person("ana", "password1"), house.person("bo_")
    die_leaving(ana, monkeypatch, password="password1")
    messages.post(ana, 1, Draft(content="I am here still"))
    accounts.set_password(ana, "password2", "password1", device=DEVICE)
    jobs.worker.begin()
    wait_until(lambda: not left(), "it was looked at")
    assert accounts.get(ana.user_id).username == "ana"
    assert [m.content for m in history.page(bo, 1).messages] == ["I am here still"]


def test_a_deletion_that_is_refused_is_not_done_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana", "password1")

    def change_password(_user_id: int) -> None:
        accounts.set_password(ana, "password2", "password1", device=DEVICE)

    monkeypatch.setattr(memberships, "leave_most", change_password)
    with pytest.raises(Forbidden):
        deletion.delete(ana, "ana", password="password1", device=DEVICE)
    assert queue.figures() == (0, 0, 0.0)
    assert accounts.get(ana.user_id).username == "ana"


def test_what_is_deleted_in_time_is_no_job_any_more(house: House) -> None:
    deletion.delete(house.person("ana"), "ana", device=DEVICE)
    assert queue.figures() == (0, 0, 0.0)
