"""Who is online and who is typing."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.actor import Actor
from app.sockets import connections, presence_watch
from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk
from tests.support.people import Person, unique
from tests.support.processes import wait_until
from tests.support.sockets import ChatClient


def test_online_over_tabs(talk: Talk) -> None:
    dora = Person(talk.server, "dora")
    talk.eve.socket.send("watch_presence", user_ids=[dora.id])
    first = dora.chat()
    assert talk.eve.socket.wait_for("presence") == {"user_id": dora.id, "is_online": True}
    second = dora.chat()
    assert dora.id in second.welcome["online"]  # type: ignore[attr-defined]
    first.close()
    talk.eve.socket.assert_silence("presence")
    assert talk.server.get(f"/api/users/{dora.id}", talk.eve.token)["is_online"]
    second.close()
    path = f"/api/users/{dora.id}"
    wait_until(lambda: not talk.server.get(path, talk.eve.token)["is_online"], "REST says so", timeout=1)
    gone = talk.eve.socket.wait_for("presence")
    assert gone == {"user_id": dora.id, "is_online": False}


@pytest.mark.every_mode
def test_many_at_once_are_told_all_and_once(talk: Talk) -> None:
    tokens = [talk.server.register(unique("ramai")) for _ in range(40)]
    theirs = {talk.server.get("/api/me", token)["id"] for token in tokens}
    talk.eve.socket.send("watch_presence", user_ids=sorted(theirs))
    talk.forget()
    crowd = [RawSocket(talk.server.url, token) for token in tokens]
    came = [talk.eve.socket.wait_for("presence") for _ in crowd]
    assert {frame["user_id"] for frame in came} == theirs
    assert all(frame["is_online"] for frame in came)
    for socket in crowd:
        socket.close()
    gone = [talk.eve.socket.wait_for("presence") for _ in crowd]
    assert {frame["user_id"] for frame in gone} == theirs
    assert not any(frame["is_online"] for frame in gone)
    talk.eve.socket.assert_silence("presence")


@pytest.mark.every_mode
def test_offline_when_the_connection_breaks(talk: Talk) -> None:
    talk.bo.socket.cut()
    talk.ana.socket.wait_for("presence", lambda told: told == {"user_id": talk.bo.id, "is_online": False})


@pytest.mark.every_stack
def test_offline_right_after_a_crash(talk: Talk) -> None:
    talk.server.kill()
    talk.server.start()
    with ChatClient(talk.server.url, talk.ana.token) as socket:
        assert socket.wait_for("ready")["online"] == [talk.ana.id]
        people = talk.server.get("/api/users", talk.ana.token, q=talk.bo.name)
        assert [person["is_online"] for person in people] == [False]


def test_typing_is_told_to_the_others(talk: Talk) -> None:
    second_tab = talk.ana.chat()
    talk.forget()
    for is_typing in (True, False):
        assert talk.ana.socket.send("typing", room_id=talk.room, is_typing=is_typing) is None
        assert talk.bo.socket.wait_for("typing") == {
            "room_id": talk.room,
            "user": {"id": talk.ana.id, "username": talk.ana.name, "display_name": talk.ana.name},
            "is_typing": is_typing,
        }
    for socket in (talk.ana.socket, second_tab, talk.eve.socket):
        socket.assert_silence()
    # The REST door's typing is the same fact.
    talk.server.post(f"/api/rooms/{talk.room}/typing", talk.ana.token, is_typing=True)
    assert talk.bo.socket.wait_for("typing")["is_typing"]


def test_a_changed_profile_is_told_and_signs_the_next_message(talk: Talk) -> None:
    talk.server.patch("/api/me", talk.ana.token, display_name="Ana Baru")
    for socket in (talk.ana.socket, talk.bo.socket, talk.eve.socket):
        told = socket.wait_for("user_updated")["user"]
        assert (told["id"], told["display_name"]) == (talk.ana.id, "Ana Baru")
    assert talk.say(talk.ana, "halo")["sender"]["display_name"] == "Ana Baru"


# -- who is told ------------------------------------------------------------------------------------


def test_who_asks_is_told_of_those_and_of_nobody_else(talk: Talk) -> None:
    dora, edo = Person(talk.server, "dora"), Person(talk.server, "edo")
    asked = talk.ana.socket.send("watch_presence", user_ids=[dora.id, talk.bo.id, 2**62], count=True)
    assert asked["online"] == [talk.bo.id]
    for person in (dora, edo):
        person.chat()
    assert talk.ana.socket.wait_for("presence") == {"user_id": dora.id, "is_online": True}
    talk.eve.socket.wait_for("presence", lambda frame: frame["user_id"] == edo.id)
    assert talk.ana.socket.wait_for("presence_count")["online_count"] >= 3
    assert talk.ana.socket.send("watch_presence", user_ids=[edo.id])["online"] == [edo.id]
    dora.close()
    talk.eve.socket.wait_for("presence", lambda frame: frame == {"user_id": dora.id, "is_online": False})
    edo.close()
    assert talk.ana.socket.wait_for("presence") == {"user_id": edo.id, "is_online": False}
    assert not talk.eve.socket.heard("presence_count")


def test_a_page_that_is_loaded_anew_was_not_away(talk: Talk) -> None:
    talk.ana.socket.send("watch_presence", user_ids=[talk.bo.id])
    talk.bo.socket.close()
    talk.ana.socket.assert_silence("presence")
    asked = talk.ana.socket.send("watch_presence", user_ids=[talk.bo.id])
    assert asked["online"] == [talk.bo.id]  # as far as anybody was told
    talk.bo.chat()
    dora = Person(talk.server, "dora")
    dora.chat()
    talk.eve.socket.wait_for("presence", lambda frame: frame["user_id"] == dora.id)
    talk.ana.socket.assert_silence("presence")


@pytest.mark.parametrize("user_ids", [[0], ["1"], [None], list(range(1, 502)), 7, None])
def test_what_is_no_list_of_people_is_refused(talk: Talk, user_ids: Any) -> None:
    assert talk.ana.socket.call("watch_presence", {"user_ids": user_ids})["error"]["code"] == "invalid"


def test_who_has_not_asked_is_told_of_their_dms_and_of_few_others() -> None:
    presence_watch.clear()
    for sid in ("old client", "another"):
        connections.add(sid, Actor(1, "ana", "Ana", "user", sid))
    told = presence_watch.begin("old client", range(2, 600))
    assert told == set(range(2, 502))
    few = dict.fromkeys(range(1_000, 1_000 + 2 * presence_watch.FEW), True)
    assert presence_watch.concerned(few)["old client"] == list(few)[: presence_watch.FEW]
    assert presence_watch.begin("another", [1]) == {1, *list(few)[: presence_watch.FEW]}
    gone = dict.fromkeys(few, False)
    assert presence_watch.concerned(gone)["another"] == list(few)[: presence_watch.FEW]
    assert presence_watch.concerned({2: True, 9_999: True}) == {
        "old client": [2, 9_999],
        "another": [2, 9_999],
    }
    presence_watch.forget("old client")
    presence_watch.forget("another")
    assert not presence_watch.concerned({1: True, 2: True})
    connections.clear()
    presence_watch.begin("gone before it was welcomed", [1])
    assert not presence_watch.concerned({1: True, 2: True})
