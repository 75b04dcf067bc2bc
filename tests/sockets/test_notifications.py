"""What somebody wants to be told is told to their own connections, and to nobody else's."""

from __future__ import annotations

from tests.sockets.talk import Talk


def test_a_level_is_heard_on_all_of_one_s_devices_only(talk: Talk) -> None:
    second = talk.bo.chat()
    talk.forget()
    talk.server.put(f"/api/rooms/{talk.room}/notifications", talk.bo.token, level="nothing")
    told = {"room": {"id": talk.room, "notifications": "nothing"}}
    for socket in (talk.bo.socket, second):
        assert socket.wait_for("room_updated") == told
    for person in (talk.ana, talk.eve):
        person.socket.assert_silence()
    levels = {room["id"]: room["notifications"] for room in talk.bo.chat().welcome["rooms"]}  # type: ignore[attr-defined]
    assert levels == {talk.room: "nothing", 1: "mentions"}


def test_quiet_hours_and_the_theme_are_heard_on_all_of_one_s_devices_only(talk: Talk) -> None:
    second = talk.bo.chat()
    talk.forget()
    night = {"on": True, "from": "22:30", "until": "06:00"}
    talk.server.put("/api/me/quiet-hours", talk.bo.token, **night)
    for socket in (talk.bo.socket, second):
        assert socket.wait_for("me_updated") == {"user": {"id": talk.bo.id, "quiet_hours": night}}
    talk.server.patch("/api/me", talk.bo.token, theme="dark")
    for socket in (talk.bo.socket, second):
        chosen = {"id": talk.bo.id, "language": None, "theme": "dark"}
        assert socket.wait_for("me_updated") == {"user": chosen}
    for person in (talk.ana, talk.eve):
        person.socket.assert_silence()
