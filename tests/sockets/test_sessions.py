"""The end of a session reaches its open sockets within a second, and no others."""

from __future__ import annotations

import pytest

from tests.sockets.talk import Talk
from tests.support.sockets import ChatClient, SocketRefused

WITHIN = 1.0


def assert_ended(socket: ChatClient, reason: str, token: str, url: str) -> None:
    assert socket.wait_for("session_ended", timeout=WITHIN) == {"reason": reason}
    socket.wait_closed(WITHIN)
    with pytest.raises(SocketRefused) as refused:
        ChatClient(url, token)
    assert refused.value.code == "unauthenticated"


def test_logging_out(talk: Talk) -> None:
    other = talk.server.login(talk.bo.name)
    with ChatClient(talk.server.url, other) as phone:
        phone.wait_for("ready")
        second_tab = talk.bo.chat()
        talk.server.post("/api/logout", talk.bo.token)
        for socket in (talk.bo.socket, second_tab):
            assert_ended(socket, "logout", talk.bo.token, talk.server.url)
        # The same person's other device stays, and is still online.
        talk.say(talk.ana, "masih ada?")
        phone.wait_for("message_created")
        phone.assert_silence("session_ended")
        talk.ana.socket.assert_silence("presence")


def test_revoking_a_session_from_another(talk: Talk) -> None:
    other = talk.server.login(talk.bo.name)
    with ChatClient(talk.server.url, other) as phone:
        me = phone.wait_for("ready")["user"]
        assert (me["is_owner"], me["email"]) == (False, None)
        talk.server.delete(f"/api/me/sessions/{me['session_id']}", talk.bo.token)
        assert_ended(phone, "revoked", other, talk.server.url)
    talk.bo.socket.assert_silence("session_ended")


def test_setting_a_password_ends_the_other_sessions(talk: Talk) -> None:
    thief = talk.server.login(talk.bo.name)
    with ChatClient(talk.server.url, thief) as socket:
        socket.wait_for("ready")
        talk.server.put("/api/me/password", talk.bo.token, password="kata sandi yang panjang")
        assert_ended(socket, "password_changed", thief, talk.server.url)
        talk.bo.socket.assert_silence("session_ended")


def test_deleting_the_account(talk: Talk) -> None:
    talk.server.delete("/api/me", talk.bo.token, username=talk.bo.name)
    left = talk.ana.socket.wait_for("member_left", lambda frame: frame["room_id"] == talk.room)
    assert left["user_id"] == talk.bo.id
    assert_ended(talk.bo.socket, "account_deleted", talk.bo.token, talk.server.url)


@pytest.mark.every_stack
def test_a_connection_of_an_ended_session_does_nothing_more(talk: Talk) -> None:
    """What had been sent when the session ended is dropped, but for one command then being carried out."""
    for number in range(50):
        talk.bo.socket.emit("send_message", {"room_id": talk.room, "content": "x", "client_id": str(number)})
    talk.server.post("/api/logout", talk.bo.token)
    head = talk.ana.socket.send("history", room_id=talk.room, limit=1)["head"]
    talk.bo.socket.wait_closed(WITHIN)
    assert talk.ana.socket.send("history", room_id=talk.room, limit=1)["head"] <= head + 1
