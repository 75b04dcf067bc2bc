"""A stranger's dm over `/chat`: a request to its receiver, and nothing about it to its sender."""

from __future__ import annotations

import pytest

from tests.sockets.talk import Talk
from tests.support.sockets import SocketRefused


def test_a_request_is_told_to_its_receiver_until_it_is_accepted(talk: Talk) -> None:
    second = talk.bo.chat()
    talk.forget()
    room = talk.eve.dm(talk.bo)
    for socket, request in ((talk.bo.socket, True), (second, True), (talk.eve.socket, False)):
        assert socket.wait_for("room_updated")["room"]["request"] is request
    talk.say(talk.eve, "halo", room_id=room)
    assert next(one for one in talk.bo.chat().welcome["rooms"] if one["id"] == room)["request"] is True  # type: ignore[attr-defined]
    talk.forget()
    talk.bo.socket.send("typing", room_id=room, is_typing=True)
    accepted = talk.bo.socket.send("accept", room_id=room)
    assert (accepted["id"], accepted["request"], accepted["unread"]) == (room, False, 1)
    for socket in (talk.bo.socket, second):
        assert socket.wait_for("room_updated") == {
            "room": {"id": room, "request": False, "can": ["post", "leave"]}
        }
    assert talk.bo.socket.send("accept", room_id=room) == accepted
    for socket in (talk.eve.socket, talk.ana.socket):
        socket.assert_silence()
    talk.bo.socket.send("typing", room_id=room, is_typing=True)
    assert talk.eve.socket.wait_for("typing")["user"]["id"] == talk.bo.id


def test_answering_accepts_and_others_can_not(talk: Talk) -> None:
    room = talk.eve.dm(talk.bo)
    talk.forget()
    with pytest.raises(SocketRefused) as refused:
        talk.ana.socket.send("accept", room_id=room)
    assert refused.value.code == "room_not_found"
    talk.say(talk.bo, "hai", room_id=room)
    assert talk.bo.socket.wait_for("room_updated") == {
        "room": {"id": room, "request": False, "can": ["post", "leave"]}
    }
    assert talk.eve.socket.wait_for("message_created")["message"]["content"] == "hai"
    talk.eve.socket.assert_silence()
    talk.ana.socket.assert_silence()
