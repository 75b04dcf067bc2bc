"""The end of an account: what goes, what stays, and what can't come any more."""

from __future__ import annotations

import pytest

from app.events import MessagesErased
from app.exceptions import Conflict, Invalid, Unauthenticated, UserNotFound, WrongPassword
from app.services import accounts, erasure, history, messages, reactions, roles, rooms, sessions, signing_in
from app.services.writing import Draft
from app.snapshots import DELETED_NAME
from app.storage.writer import writer
from tests.services.conftest import DEVICE, House


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
        accounts.delete(ana, "somebody else", device=DEVICE)
    for wrong in (None, "", "password2"):
        with pytest.raises(WrongPassword):
            accounts.delete(ana, "ana", password=wrong, device=DEVICE)
    accounts.delete(ana, "ANA", erase=erase, password="password1", device=DEVICE)

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
    accounts.delete(ana, "ana", erase=True, device=DEVICE)
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
    accounts.delete(ana, "ana", device=DEVICE)
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
        accounts.delete(boss, "boss", erase=True, device=DEVICE)
    assert sessions.authenticate(boss.user_id, boss.session_id).is_admin
    roles.make_admin("chief", "password2")
    accounts.delete(boss, "boss", password="password1", device=DEVICE)
    with pytest.raises(Unauthenticated):
        sessions.authenticate(boss.user_id, boss.session_id)
