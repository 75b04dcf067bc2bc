"""A dm from somebody who shares no group comes as a request, until its receiver accepts or answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.events import MemberJoined, RequestAccepted, RoomRead, TypingChanged
from app.exceptions import RoomNotFound
from app.services import (
    chats,
    history,
    inbox,
    message_requests,
    messages,
    reactions,
    roles,
    rooms,
    typing_indicator,
)
from app.services.actor import Actor
from app.services.support import conversations
from app.services.writing import Draft
from app.snapshots import RoomSnapshot
from tests.services.conftest import House


def dm(sender: Actor, receiver: Actor) -> RoomSnapshot:
    return rooms.open_dm(sender, receiver.username).room


def is_request(actor: Actor, room: RoomSnapshot) -> bool:
    asked = rooms.get(actor, room.id).request
    assert asked == next(one for one in rooms.mine(actor) if one.id == room.id).request
    return asked


def meet(*people: Actor) -> RoomSnapshot:
    """A group with all of them in it."""
    group = rooms.create_group(people[0], "Kopi")
    for one in people[1:]:
        rooms.join(one, group.id)
    return group


def test_a_stranger_s_dm_is_a_request_to_its_receiver_alone(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    room = dm(ana, budi)
    assert (is_request(ana, room), is_request(budi, room)) == (False, True)
    messages.post(ana, room.id, Draft(content="halo"))
    assert dm(budi, ana).request, "looking for who wrote accepts nothing"
    assert rooms.get(budi, room.id).unread == 1
    assert house.heard(RequestAccepted) == []


def test_who_shares_a_group_is_no_stranger(house: House) -> None:
    ana, budi, cici = (house.person(name) for name in ("ana", "budi", "cici"))
    meet(cici, ana)
    group = meet(ana, budi)
    assert not is_request(budi, dm(ana, budi))
    assert is_request(budi, dm(cici, budi)), "a friend's friend shares no group"
    rooms.leave(budi, group.id)
    assert not is_request(budi, dm(ana, budi)), "what began as no request becomes none"


def test_the_lobby_and_support_make_nobody_known(house: House) -> None:
    ana = house.person("ana")
    roles.make_admin("boss", "rahasia besar")
    boss = house.sign_in("boss", "rahasia besar")
    asked = conversations.mine(ana)
    rooms.join(boss, asked.id)
    assert is_request(ana, dm(boss, ana)), "admins are strangers like others"


def test_oneself_and_who_comes_by_a_share_id_ask_nobody(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    assert not is_request(ana, dm(ana, ana))
    waiting = rooms.open_dm(ana).room
    rooms.join(budi, waiting.id)
    assert not is_request(ana, waiting)
    assert not is_request(budi, waiting)


@pytest.mark.parametrize("how", ["accept", "answer", "react", "contract"])
def test_accepting_answering_and_reacting_end_it(house: House, how: str) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    room = dm(ana, budi)
    said = messages.post(ana, room.id, Draft(content="halo")).message
    messages.post(ana, room.id, Draft(content="halo?"))
    reactions.react(ana, said.id, "👍", True)
    assert is_request(budi, room), "the sender ends nothing"
    if how == "accept":
        assert not message_requests.accept(budi, room.id).request
        message_requests.accept(budi, room.id)
    elif how == "answer":
        messages.post(budi, room.id, Draft(content="hai"))
        messages.post(budi, room.id, Draft(content="apa kabar?"))
    elif how == "react":
        reactions.react(budi, said.id, "👍", True)
        reactions.react(budi, said.id, "👍", False)
    else:
        chats.post(budi, ana.user_id, "hai")
    assert not is_request(budi, room)
    assert house.heard(RequestAccepted) == [RequestAccepted(room.id, budi.user_id)], "told once"
    assert len(house.heard(MemberJoined)) == 4, "both to the lobby and to the dm"


def test_a_deleted_request_comes_back_as_one(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    room = dm(ana, budi)
    for text in ("halo", "halo?"):
        messages.post(ana, room.id, Draft(content=text))
        rooms.leave(budi, room.id)
    message_requests.accept(ana, room.id)
    messages.post(ana, room.id, Draft(content="halo!"))
    assert is_request(budi, room)
    assert rooms.get(budi, room.id).unread == 1


def test_who_once_wrote_or_shares_a_group_by_now_comes_back_as_before(house: House) -> None:
    ana, budi, cici = (house.person(name) for name in ("ana", "budi", "cici"))
    answered, met = dm(ana, budi), dm(ana, cici)
    messages.delete(budi, messages.post(budi, answered.id, Draft(content="hai")).message.id)
    messages.post(ana, met.id, Draft(content="halo"))
    meet(ana, cici)
    for other, room in ((budi, answered), (cici, met)):
        rooms.leave(other, room.id)
        messages.post(ana, room.id, Draft(content="masih ingat?"))
        assert not is_request(other, room)
        assert rooms.get(other, room.id).unread == 1


def test_other_rooms_have_nothing_to_accept(house: House) -> None:
    ana, budi, cici = (house.person(name) for name in ("ana", "budi", "cici"))
    room, group = dm(ana, budi), meet(ana, budi)
    for room_id in (1, group.id, room.id):
        assert not message_requests.accept(ana, room_id).request
    for room_id in (room.id, group.id, 100_000_000):
        with pytest.raises(RoomNotFound):
            message_requests.accept(cici, room_id)
    assert house.heard(RequestAccepted) == []


def test_typing_is_told_when_it_is_accepted(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    room = dm(ana, budi)
    typing_indicator.show(budi, room.id, True)
    typing_indicator.show(ana, room.id, True)
    assert [told.person for told in house.heard(TypingChanged)] == [ana.person]  # type: ignore[attr-defined]
    message_requests.accept(budi, room.id)
    typing_indicator.show(budi, room.id, True)
    assert house.heard(TypingChanged)[-1].person == budi.person  # type: ignore[attr-defined]


def test_the_contracts_read_a_request_as_any_dm(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    said = chats.post(ana, budi.user_id, "halo")
    assert [chat.peer.id for chat in chats.recent(budi)[0]] == [ana.user_id]
    chats.mark_read(budi, said.id)
    assert [told.user_id for told in house.heard(RoomRead)] == [budi.user_id]  # type: ignore[attr-defined]
    assert [one.sender.id for one in inbox.open_inbox(budi)] == [ana.user_id]
    assert is_request(budi, rooms.get(budi, said.room_id)), "reading there is no answer"


def test_many_at_once_ask_once_and_are_accepted_once(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    with ThreadPoolExecutor(8) as pool:
        found = {one.result().id for one in [pool.submit(dm, ana, budi) for _ in range(8)]}
        room = rooms.get(budi, found.pop())
        assert not found
        assert room.request
        work = [pool.submit(message_requests.accept, budi, room.id) for _ in range(4)]
        work += [pool.submit(messages.post, budi, room.id, Draft(content="hai")) for _ in range(4)]  # type: ignore[arg-type]
        for one in work:
            one.result()
    assert not is_request(budi, room)
    assert house.heard(RequestAccepted) == [RequestAccepted(room.id, budi.user_id)]


def test_a_dm_both_are_in_is_written_to_with_nothing_changed(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    room = dm(ana, budi)
    messages.post(budi, room.id, Draft(content="hai"))
    joined = len(house.heard(MemberJoined))
    for one in (ana, budi):
        messages.post(one, room.id, Draft(content="halo"))
        assert history.page(one, room.id).messages
    assert len(house.heard(MemberJoined)) == joined
