"""Coming into rooms and leaving them while connected: hear from the join on, nothing after the end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sockets.talk import Talk
from tests.support.sockets import ChatClient


def names(socket: ChatClient) -> list[str]:
    return [frame.name for frame in socket.frames]


def test_a_room_joined_after_connecting_is_heard(talk: Talk) -> None:
    second_tab = talk.eve.chat()
    talk.forget()
    joined = talk.server.post(f"/api/rooms/{talk.room}/join", talk.eve.token)
    for socket in (talk.eve.socket, second_tab):
        socket.settle()
        assert names(socket) == ["room_updated", "member_joined"]
        assert socket.frames[0].payload == {"room": joined}
    told = talk.ana.socket.wait_for("member_joined")
    assert (told["room_id"], told["user"]["id"], told["member_count"]) == (talk.room, talk.eve.id, 3)
    assert talk.ana.socket.heard("room_updated") == []
    message = talk.say(talk.ana, "selamat datang")
    for socket in (talk.eve.socket, second_tab):
        assert socket.wait_for("message_created")["message"] == message


def test_somebody_who_left_hears_nothing(talk: Talk) -> None:
    second_tab = talk.bo.chat()
    talk.forget()
    talk.server.post(f"/api/rooms/{talk.room}/leave", talk.bo.token)
    told = {"room_id": talk.room, "user_id": talk.bo.id, "member_count": 1}
    for socket in (talk.ana.socket, talk.bo.socket, second_tab):
        assert socket.wait_for("member_left") == told
    message = talk.say(talk.ana, "sendiri")
    talk.ana.socket.send("react", message_id=message["id"], emoji="👍", on=True)
    talk.ana.socket.send("typing", room_id=talk.room, is_typing=True)
    talk.server.patch(f"/api/rooms/{talk.room}", talk.ana.token, name="Tanpa Bo")
    talk.ana.socket.send("delete_message", message_id=message["id"])
    for socket in (talk.bo.socket, second_tab):
        socket.assert_silence()
    answer = talk.bo.socket.call("changes", {"room_id": talk.room, "after": 0})
    assert answer["error"]["code"] == "room_not_found"


def test_back_again_is_heard_again(talk: Talk) -> None:
    for _ in range(3):
        talk.server.post(f"/api/rooms/{talk.room}/leave", talk.bo.token)
        talk.server.post(f"/api/rooms/{talk.room}/join", talk.bo.token)
    talk.forget()
    talk.say(talk.ana, "masih di sini?")
    talk.bo.socket.wait_for("message_created")
    assert talk.bo.socket.heard("message_created") == []


@pytest.mark.every_stack
def test_leaving_and_connecting_at_the_same_moment(talk: Talk) -> None:
    """Whichever wins, a connection must not be left behind in the room's channel."""
    for _ in range(5):
        start = threading.Barrier(4)

        def dial() -> ChatClient:
            start.wait()  # noqa: B023
            return ChatClient(talk.server.url, talk.bo.token)

        def leave() -> Any:
            start.wait()  # noqa: B023
            return talk.server.post(f"/api/rooms/{talk.room}/leave", talk.bo.token)

        with ThreadPoolExecutor(4) as pool:
            dialled = [pool.submit(dial) for _ in range(3)]
            pool.submit(leave).result()
            sockets = [one.result() for one in dialled]
        for socket in sockets:
            socket.wait_for("ready")
            socket.clear()
        talk.say(talk.ana, "bo tidak boleh dengar")
        for socket in sockets:
            socket.assert_silence("message_created")
            socket.close()
        talk.server.post(f"/api/rooms/{talk.room}/join", talk.bo.token)


@pytest.mark.every_stack
def test_joining_and_connecting_at_the_same_moment(talk: Talk) -> None:
    """Whichever wins, every connection hears the room from then on."""
    for _ in range(5):
        start = threading.Barrier(3)

        def dial() -> ChatClient:
            start.wait()  # noqa: B023
            return ChatClient(talk.server.url, talk.eve.token)

        def join() -> Any:
            start.wait()  # noqa: B023
            return talk.server.post(f"/api/rooms/{talk.room}/join", talk.eve.token)

        with ThreadPoolExecutor(3) as pool:
            dialled = [pool.submit(dial) for _ in range(2)]
            pool.submit(join).result()
            sockets = [one.result() for one in dialled]
        for socket in sockets:
            socket.wait_for("ready")
        message = talk.say(talk.ana, "semua dengar")
        for socket in sockets:
            socket.wait_for("message_created", lambda frame: frame["message"]["id"] == message["id"])  # noqa: B023
            socket.close()
        talk.server.post(f"/api/rooms/{talk.room}/leave", talk.eve.token)


def test_a_new_dm_appears_at_both(talk: Talk) -> None:
    room = talk.server.post("/api/rooms", talk.ana.token, type="dm", username=talk.bo.name)
    at_ana = talk.ana.socket.wait_for("room_updated")["room"]
    at_bo = talk.bo.socket.wait_for("room_updated")["room"]
    assert (at_ana["id"], at_ana["peer"]["id"]) == (room["id"], talk.bo.id)
    assert (at_bo["id"], at_bo["peer"]["id"]) == (room["id"], talk.ana.id)
    message = talk.say(talk.ana, "halo", room_id=room["id"])
    assert talk.bo.socket.wait_for("message_created")["message"] == message
    talk.eve.socket.assert_silence()


def test_a_dm_that_waited_learns_who_came(talk: Talk) -> None:
    room = talk.server.post("/api/rooms", talk.ana.token, type="dm")
    talk.forget()
    talk.server.post(f"/api/rooms/{room['id']}/join", talk.bo.token)
    at_ana = talk.ana.socket.wait_for("room_updated")["room"]
    assert (at_ana["peer"]["id"], at_ana["share_id"]) == (talk.bo.id, None)
    assert talk.bo.socket.wait_for("room_updated")["room"]["peer"]["id"] == talk.ana.id
    talk.eve.socket.assert_silence()


def test_writing_to_somebody_who_left_a_dm_brings_them_back(talk: Talk) -> None:
    dm = talk.dm()
    talk.server.post(f"/api/rooms/{dm}/leave", talk.bo.token)
    talk.forget()
    message = talk.say(talk.ana, "kembali?", room_id=dm)
    back = talk.bo.socket.wait_for("room_updated")["room"]
    assert (back["id"], back["unread"], back["last_message"]) == (dm, 1, message)
    assert talk.bo.socket.wait_for("message_created")["message"] == message


def test_a_changed_group_is_told_to_its_members(talk: Talk) -> None:
    talk.server.patch(f"/api/rooms/{talk.room}", talk.ana.token, name="Teh", invite_only=True)
    now = talk.server.get(f"/api/rooms/{talk.room}", talk.bo.token)
    told = {"room": {key: now[key] for key in ("id", "name", "invite_only", "share_id")}}
    assert now["name"] == "Teh"
    assert now["share_id"] != str(talk.room)
    for socket in (talk.ana.socket, talk.bo.socket):
        assert socket.wait_for("room_updated") == told
    talk.eve.socket.assert_silence()


def test_an_erased_account_makes_the_others_catch_up(talk: Talk) -> None:
    kept = talk.say(talk.ana, "tetap")
    for number in range(3):
        talk.say(talk.bo, f"hilang {number}")
    talk.bo.socket.send("react", message_id=kept["id"], emoji="👍", on=True)
    talk.forget()
    talk.server.delete("/api/me", talk.bo.token, username=talk.bo.name, erase=True)
    told = talk.ana.socket.wait_for("room_updated", lambda frame: frame["room"]["id"] == talk.room)
    head = told["room"]["head"]
    page = talk.ana.socket.send("changes", room_id=talk.room, after=5)
    assert (page["head"], page["has_more"]) == (head, False)
    assert [(message["content"], message["deleted"]) for message in page["messages"]] == [
        *[("", True)] * 3,
        ("tetap", False),
    ]
    assert talk.ana.socket.send("history", room_id=talk.room)["messages"] == [
        kept | {"changed": head, "reactions": []}
    ]
    talk.ana.socket.wait_for("member_left", lambda frame: frame["user_id"] == talk.bo.id)
    gone = talk.ana.socket.wait_for("user_updated")["user"]
    assert (gone["id"], gone["username"]) == (talk.bo.id, "deleted")
