"""Rooms: groups, invitations, and the one dm of two people."""

from __future__ import annotations

import pytest

from app.events import MemberJoined, MemberLeft, TypingChanged
from app.exceptions import Forbidden, Invalid, RoomNotFound, UserNotFound
from app.services import deletion, messages, people, reactions, rooms, typing_indicator
from app.services.writing import Draft
from app.snapshots import RoomSnapshot
from tests.services.conftest import DEVICE, House


def test_everyone_is_in_the_lobby_and_cannot_leave(house: House) -> None:
    ana = house.person("ana")
    assert [(room.id, room.type) for room in rooms.mine(ana)] == [(1, "lobby")]
    with pytest.raises(Forbidden):
        rooms.leave(ana, 1)


def test_a_group_is_joined_by_its_id_and_left_whenever(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "  Team  ")
    assert 100_000_000 <= room.id <= 999_999_999
    assert (room.name, room.member_count) == ("Team", 1)
    messages.post(ana, room.id, Draft(content="before"))
    assert rooms.join(bo, room.id).member_count == 2
    assert rooms.join(bo, room.id).unread == 0
    assert {user.username for user in people.members(bo, room.id)} == {"ana", "bo_"}
    rooms.leave(ana, room.id)
    rooms.leave(bo, room.id)
    assert rooms.join(bo, room.id).member_count == 1
    joined = [event.user.username for event in house.heard(MemberJoined) if event.room.id == room.id]  # type: ignore[attr-defined]
    left = [event.user_id for event in house.heard(MemberLeft)]  # type: ignore[attr-defined]
    assert (joined, left) == (["ana", "bo_", "bo_"], [ana.user_id, bo.user_id])


def test_a_group_by_invitation_needs_its_code(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Secret", invite_only=True)
    for code in (None, "", "wrong", "wröng"):
        with pytest.raises(RoomNotFound):
            rooms.join(bo, room.id, code)
    assert rooms.join(bo, room.id, room.invite_code).member_count == 2
    with pytest.raises(Forbidden):
        rooms.update(bo, room.id, invite_only=False)
    renewed = rooms.update(ana, room.id, name="Open", invite_only=True)
    assert renewed.invite_code not in {None, room.invite_code}
    assert rooms.update(ana, room.id, invite_only=False).invite_code is None
    assert rooms.get(bo, room.id).name == "Open"


@pytest.mark.parametrize("name", ["x" * 65, "two\nlines", "nul\0", "\ud800"])
def test_a_room_name_is_one_short_line(house: House, name: str) -> None:
    with pytest.raises(Invalid):
        rooms.create_group(house.person("ana"), name)


def test_two_people_have_one_dm_for_ever(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    first = rooms.open_dm(ana, "BO_")
    assert first.created
    assert (first.room.peer and first.room.peer.username) == "bo_"
    for again in (rooms.open_dm(bo, "ana"), rooms.open_dm(ana, "bo_")):
        assert (again.room.id, again.created) == (first.room.id, False)
    half = rooms.open_dm(ana).room
    assert rooms.join(bo, half.id).id == first.room.id
    with pytest.raises(UserNotFound):
        rooms.open_dm(ana, "nobody")


def test_a_dm_with_two_people_takes_nobody_else_ever(house: House) -> None:
    ana, bo, cy = house.person("ana"), house.person("bo_"), house.person("cyn")
    half = rooms.open_dm(ana).room
    assert half.peer is None
    assert rooms.join(bo, half.id).member_count == 2
    for _ in range(2):
        with pytest.raises(RoomNotFound):
            rooms.join(cy, half.id)
        rooms.leave(ana, half.id)
        with pytest.raises(RoomNotFound):
            rooms.join(cy, half.id)
        assert rooms.join(ana, half.id).member_count == 2
    rooms.leave(ana, half.id)
    rooms.leave(bo, half.id)
    with pytest.raises(RoomNotFound):
        rooms.join(cy, half.id)
    assert rooms.open_dm(bo, "ana").room.id == half.id


def test_a_dm_that_nobody_waits_in_is_closed(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    half = rooms.open_dm(ana).room
    rooms.leave(ana, half.id)
    with pytest.raises(RoomNotFound):
        rooms.join(bo, half.id)


def test_writing_brings_back_who_left_the_dm(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    dm = rooms.open_dm(ana, "bo_").room
    messages.post(ana, dm.id, Draft(content="one"))
    rooms.leave(bo, dm.id)
    assert [room.id for room in rooms.mine(bo)] == [1]
    messages.post(ana, dm.id, Draft(content="two"))
    back = rooms.get(bo, dm.id)
    assert (back.unread, back.member_count) == (1, 2)


@pytest.mark.parametrize("left_before", [False, True])
def test_nobody_writes_to_an_account_that_was_deleted(house: House, left_before: bool) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    dm = rooms.open_dm(ana, "bo_").room
    first = messages.post(ana, dm.id, Draft(content="one", client_id="once")).message
    theirs = messages.post(bo, dm.id, Draft(content="two")).message
    if left_before:
        rooms.leave(bo, dm.id)
    deletion.delete(bo, "bo_", device=DEVICE)
    for refused in (
        lambda: messages.post(ana, dm.id, Draft(content="three", client_id="another")),
        lambda: messages.post(ana, dm.id, Draft(content="three", reply_to=theirs.id)),
    ):
        with pytest.raises(Forbidden):
            refused()
    typing_indicator.show(ana, dm.id, True)
    assert not house.heard(TypingChanged), "nobody is there to be told"
    room = rooms.get(ana, dm.id)
    assert (room.head, room.member_count) == (2, 1), "nothing of what was refused is kept"
    assert room.can == ("leave",)

    again = messages.post(ana, dm.id, Draft(content="one", client_id="once"))
    assert (again.duplicate, again.message.id) == (True, first.id)
    assert messages.edit(ana, first.id, "still mine").content == "still mine"
    assert reactions.react(ana, theirs.id, "👍", True).reactions


def test_who_asked_to_write_and_deleted_the_account_gets_no_answer(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    dm = rooms.open_dm(ana, "bo_").room
    messages.post(ana, dm.id, Draft(content="halo"))
    deletion.delete(ana, "ana", device=DEVICE)
    with pytest.raises(Forbidden):
        messages.post(bo, dm.id, Draft(content="who is there?"))
    assert rooms.get(bo, dm.id).request, "what is refused accepts nothing"


def test_one_s_notes_and_a_dm_that_waits_take_what_is_written(house: House) -> None:
    ana = house.person("ana")
    for room in (rooms.open_dm(ana, "ana").room, rooms.open_dm(ana).room):
        assert "post" in room.can
        assert messages.post(ana, room.id, Draft(content="milk")).message.seq == 1


def test_notes_to_self_are_always_read(house: House) -> None:
    ana = house.person("ana")
    notes = rooms.open_dm(ana, "ana").room
    assert rooms.open_dm(ana, "ANA").room.id == notes.id
    messages.post(ana, notes.id, Draft(content="milk"))
    room: RoomSnapshot = rooms.get(ana, notes.id)
    assert (room.unread, room.member_count, room.peer and room.peer.id) == (0, 1, ana.user_id)


def test_rooms_come_newest_first_with_what_was_said_last(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    one, two = rooms.create_group(ana, "one"), rooms.create_group(ana, "two")
    messages.post(ana, one.id, Draft(content="first"))
    gone = messages.post(ana, one.id, Draft(content="second")).message
    messages.delete(ana, gone.id)
    listed = rooms.mine(ana)
    assert [room.id for room in listed] == [one.id, two.id, 1]
    assert [room.last_message and room.last_message.content for room in listed] == ["first", None, None]
    assert [room.id for room in rooms.mine(bo)] == [1]
