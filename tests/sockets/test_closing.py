"""A support room that is closed, or opened again by its user, is said to all who are in it."""

from __future__ import annotations

from tests.sockets.talk import Talk
from tests.support.server import ADMIN_PASSWORD


def test_both_sides_hear_that_a_support_room_was_closed_and_opened_again(talk: Talk) -> None:
    admin = talk.server.login("admin", password=ADMIN_PASSWORD)
    room = talk.server.get("/api/chat/room", talk.ana.token)["room"]["id"]
    assert talk.server.get(f"/api/rooms/{room}", talk.ana.token)["closed"] is False
    talk.forget()
    talk.server.patch(f"/api/chat/rooms/{room}/close", admin)
    assert talk.ana.socket.wait_for("room_updated") == {"room": {"id": room, "closed": True, "can": ["post"]}}
    assert talk.server.get(f"/api/rooms/{room}", talk.ana.token)["closed"] is True
    talk.say(talk.ana, "Masih belum", room_id=room)
    assert talk.ana.socket.wait_for("room_updated", lambda told: told["room"].get("closed") is False)
    for person in (talk.bo, talk.eve):
        person.socket.assert_silence("room_updated")
