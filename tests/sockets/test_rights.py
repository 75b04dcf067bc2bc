"""What somebody may do in a room comes with it, and anew when it changes; each is told of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sockets.talk import Talk
from tests.support.people import Person
from tests.support.server import ADMIN_PASSWORD

SECRET = "rahasia sekali"


def delete(person: Person) -> None:
    person.server.delete("/api/me", person.token, username=person.name)


def told(person: Person, room: int) -> dict[str, Any]:
    """The next that is told of what they may do in this room."""
    heard: dict[str, Any] = person.socket.wait_for(
        "room_updated", lambda frame: frame["room"]["id"] == room and "can" in frame["room"]
    )
    return heard["room"]


def set_role(talk: Talk, person: Person, role: str) -> None:
    admin = talk.server.login("admin", password=ADMIN_PASSWORD)
    talk.server.patch(f"/api/users/{person.id}", admin, role=role)


def protected(talk: Talk, person: Person) -> None:
    """Give them a password: an admin needs one."""
    talk.server.put("/api/me/password", person.token, password=SECRET)
    talk.forget()


def test_ready_rest_and_a_whole_room_carry_role_and_can(talk: Talk) -> None:
    made = next(room for room in talk.ana.chat().welcome["rooms"] if room["id"] == talk.room)  # type: ignore[attr-defined]
    assert (made["role"], made["can"]) == ("owner", ["post", "invite", "change", "leave"])
    joined = talk.server.get(f"/api/rooms/{talk.room}", talk.bo.token)
    assert (joined["role"], joined["can"]) == ("member", ["post", "invite", "leave"])
    dm = talk.ana.dm(talk.bo)
    whole = told(talk.bo, dm)
    assert (whole["role"], whole["can"]) == ("member", ["post", "leave"])


@pytest.mark.parametrize("left_before", [False, True])
def test_whose_other_person_deletes_the_account_hears_that_nothing_can_be_posted(
    talk: Talk, left_before: bool
) -> None:
    room = talk.dm()
    if left_before:
        talk.server.post(f"/api/rooms/{room}/leave", talk.bo.token)
    talk.forget()
    delete(talk.bo)
    assert talk.ana.socket.wait_for("user_updated")["user"]["username"] == "deleted"
    assert told(talk.ana, room) == {"id": room, "can": ["leave"]}
    talk.eve.socket.assert_silence("room_updated")


def test_who_becomes_an_admin_moderates_the_lobby_at_once(talk: Talk) -> None:
    protected(talk, talk.ana)
    set_role(talk, talk.ana, "admin")
    assert "moderate" in told(talk.ana, 1)["can"]
    theirs = talk.say(talk.eve, "spam", room_id=1)
    talk.ana.socket.send("delete_message", message_id=theirs["id"])
    talk.forget()
    set_role(talk, talk.ana, "user")
    lobby = told(talk.ana, 1)
    assert (lobby["role"], lobby["can"]) == ("member", ["post", "invite"])
    talk.bo.socket.assert_silence("room_updated")


def test_each_at_a_support_room_hears_what_they_may_do_in_it(talk: Talk) -> None:
    one, two, user = talk.ana, talk.bo, talk.eve
    for admin in (one, two):
        protected(talk, admin)
        set_role(talk, admin, "admin")
    room = talk.server.get("/api/chat/room", user.token)["room"]["id"]
    for admin in (one, two):
        talk.server.post(f"/api/rooms/{room}/join", admin.token)
    talk.server.patch(f"/api/chat/rooms/{room}/assign", two.token)
    talk.forget()

    talk.server.patch(f"/api/chat/rooms/{room}/assign", one.token)
    assert told(one, room)["can"] == ["post", "assign", "close", "leave"]
    assert told(two, room)["can"] == ["post", "take", "assign", "close", "leave"]
    talk.server.patch(f"/api/chat/rooms/{room}/close", two.token)
    for person, can in ((one, ["post", "leave"]), (two, ["post", "leave"]), (user, ["post"])):
        assert until_closed(person, room)["can"] == can
    for admin in (one, two):
        set_role(talk, admin, "user")


def until_closed(person: Person, room: int) -> dict[str, Any]:
    heard: dict[str, Any] = person.socket.wait_for(
        "room_updated", lambda frame: frame["room"]["id"] == room and frame["room"].get("closed")
    )
    return heard["room"]
