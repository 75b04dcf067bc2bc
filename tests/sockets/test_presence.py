"""Who is online and who is typing."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from app.events import PresenceChanged
from app.sockets import comings
from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk
from tests.support.people import Person, unique
from tests.support.sockets import ChatClient


def test_online_over_tabs(talk: Talk) -> None:
    dora = Person(talk.server, "dora")
    first = dora.chat()
    assert talk.eve.socket.wait_for("presence") == {"user_id": dora.id, "is_online": True}
    second = dora.chat()
    assert dora.id in second.welcome["online"]  # type: ignore[attr-defined]
    first.close()
    talk.eve.socket.assert_silence("presence")
    assert talk.server.get(f"/api/users/{dora.id}", talk.eve.token)["is_online"]
    second.close()
    gone = talk.eve.socket.wait_for("presence", timeout=1)
    assert gone == {"user_id": dora.id, "is_online": False}
    assert not talk.server.get(f"/api/users/{dora.id}", talk.eve.token)["is_online"]


def test_many_at_once_are_told_all_and_once(talk: Talk) -> None:
    tokens = [talk.server.register(unique("ramai")) for _ in range(40)]
    talk.forget()
    crowd = [RawSocket(talk.server.url, token) for token in tokens]
    came = [talk.eve.socket.wait_for("presence") for _ in crowd]
    assert len({frame["user_id"] for frame in came}) == 40
    assert all(frame["is_online"] for frame in came)
    for socket in crowd:
        socket.close()
    gone = [talk.eve.socket.wait_for("presence") for _ in crowd]
    assert {frame["user_id"] for frame in gone} == {frame["user_id"] for frame in came}
    assert not any(frame["is_online"] for frame in gone)
    talk.eve.socket.assert_silence("presence")


def test_offline_when_the_connection_breaks(talk: Talk) -> None:
    talk.bo.socket.cut()
    gone = talk.ana.socket.wait_for("presence", timeout=2)
    assert gone == {"user_id": talk.bo.id, "is_online": False}


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


def test_news_that_cuts_somebody_off_is_followed_by_that_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame that finds too much waiting for somebody ends a connection while it is being told."""
    told: list[int] = []
    news = comings.Comings()

    def emit(_frame: str, payload: dict[str, Any], _channel: str) -> None:
        told.append(payload["user_id"])
        if len(told) == 1:
            news.note(PresenceChanged(2, False))

    server = SimpleNamespace(start_background_task=lambda _task: None)
    monkeypatch.setattr(comings, "socketio", SimpleNamespace(server=server))
    monkeypatch.setattr(comings.channels, "emit", emit)
    telling = threading.Thread(target=news.note, args=[PresenceChanged(1, True)], daemon=True)
    telling.start()
    telling.join(5)
    assert not telling.is_alive(), "it waits for itself"
    assert told == [1, 2]
