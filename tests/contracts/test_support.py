"""Contract C5: customer support, as its document's reader uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contracts.people import Circle, Client, Person
from tests.support.processes import wait_until
from tests.support.server import ADMIN_PASSWORD, Refused, RunningServer
from tests.support.sockets import SocketRefused

MESSAGE = [
    "id", "room_id", "sender_id", "sender_type", "sender_name", "message", "message_type", "is_read",
    "created_at",
]  # fmt: skip
ROOM = [
    "id", "user_id", "admin_id", "status", "created_at", "updated_at", "user_name", "user_email",
    "last_message", "unread_count",
]  # fmt: skip
PASSWORD = "rahasia sekali"


class Desk(Circle):
    """Ana and Bo who need help, Eve who must hear nothing of it, and admins."""

    def admin(self, name: str = "adm") -> Person:
        """A new admin."""
        person = self.person(name, password=PASSWORD)
        boss = self.server.login("admin", password=ADMIN_PASSWORD)
        self.server.patch(f"/api/users/{person.id}", boss, role="admin")
        return person

    def demote(self, admin: Person) -> None:
        boss = self.server.login("admin", password=ADMIN_PASSWORD)
        self.server.patch(f"/api/users/{admin.id}", boss, role="user")


@pytest.fixture
def desk(server: RunningServer) -> Iterator[Desk]:
    """On each of the stacks."""
    with Desk(server) as desk:
        yield desk


@pytest.fixture
def plain(default_server: RunningServer) -> Iterator[Desk]:
    """On the default stack only."""
    with Desk(default_server) as desk:
        yield desk


def join(socket: Client, room_id: int | None = None) -> Any:
    """What `joined_room` brought."""
    socket.send("join_chat", **({} if room_id is None else {"roomId": room_id}))
    return socket.wait_for("joined_room")


def test_a_user_and_an_admin_talk(desk: Desk) -> None:
    boss = desk.admin()
    theirs = boss.contract()
    theirs.emit("get_active_rooms")
    assert desk.ana.name not in [room["user_name"] for room in theirs.wait_for("active_rooms")]
    ana, tab, eve = desk.ana.contract(), desk.ana.contract(), desk.eve.contract()
    made = join(ana)
    room = made["room"]
    assert (list(made), list(room)) == (["roomId", "room", "messages"], ROOM)
    assert (room["user_id"], room["admin_id"], room["status"]) == (desk.ana.id, boss.id, "active")
    join(tab), join(eve)
    told = theirs.wait_for("admin_notification", lambda one: one["userId"] == desk.ana.id)
    assert (told["type"], told["roomId"]) == ("new_room", room["id"])
    told = theirs.wait_for("admin_notification", lambda one: one["userId"] == desk.ana.id)
    assert told["type"] == "room_assigned"

    sent = ana.send("send_message", message=" Halo? ", messageType="text")
    assert list(sent) == MESSAGE
    assert sent | {"message": "Halo?", "sender_type": "user", "is_read": False} == sent
    for socket in (ana, tab):
        assert socket.wait_for("new_message") == sent
    told = theirs.wait_for("admin_notification", lambda one: one["type"] == "new_message")
    assert told == {
        "type": "new_message",
        "roomId": room["id"],
        "userId": desk.ana.id,
        "userName": desk.ana.name,
        "userEmail": None,
        "message": "Halo?",
        "created_at": sent["created_at"],
    }
    assert theirs.heard("new_message") == []  # not joined yet

    assert join(theirs, room["id"])["messages"] == [sent]
    here = {"roomId": room["id"], "userId": boss.id, "userType": "admin"}
    assert ana.wait_for("user_joined") == here
    theirs.send("typing", isTyping=True)
    assert ana.wait_for("user_typing") == here | {"userName": boss.name, "isTyping": True}
    theirs.settle()
    assert theirs.heard("user_typing") == []
    theirs.send("mark_messages_read")
    assert ana.wait_for("messages_read") == {
        "roomId": room["id"],
        "readerId": boss.id,
        "readerType": "admin",
    }
    answer = theirs.send("send_message", message="Ya, ada apa?")
    assert (answer["sender_type"], answer["sender_name"]) == ("admin", boss.name)
    for socket in (ana, tab, theirs):
        assert socket.wait_for("new_message") == answer
    assert [one["is_read"] for one in join(ana)["messages"]] == [True, False]
    ana.send("mark_messages_read", roomId=room["id"])
    assert theirs.wait_for("messages_read", lambda one: one["readerType"] == "user")
    eve.assert_silence()
    theirs.close()
    assert ana.wait_for("user_left") == here


def test_every_door_says_the_same(desk: Desk) -> None:
    boss = desk.admin()
    ana, theirs = desk.ana.contract(), boss.contract()
    room = join(ana)["roomId"]
    join(theirs, room)
    browser = desk.ana.chat()
    posted = desk.ana.post(f"/api/rooms/{room}/messages", content="lewat REST")
    for socket in (ana, theirs):
        heard = socket.wait_for("new_message")
        assert (heard["id"], heard["message"], heard["sender_type"]) == (posted["id"], "lewat REST", "user")
    sent = theirs.send("send_message", message="dijawab")
    frame = browser.wait_for("message_created", lambda one: one["message"]["content"] == "dijawab")
    assert (frame["message"]["id"], frame["room_id"]) == (sent["id"], room)
    browser.send("typing", room_id=room, is_typing=True)
    assert theirs.wait_for("user_typing")["userType"] == "user"
    browser.send("mark_read", room_id=room, seq=2)
    assert theirs.wait_for("messages_read", lambda one: one["readerId"] == desk.ana.id)
    assert [one["id"] for one in boss.get(f"/api/chat/rooms/{room}/messages")] == [posted["id"], sent["id"]]


def test_a_users_message_finds_their_room_before_they_join(desk: Desk) -> None:
    sent = desk.ana.contract().send("send_message", message="tolong")
    assert desk.ana.get("/api/chat/room")["messages"] == [sent]


@pytest.mark.parametrize(
    ("given", "kept"), [({}, "text"), ({"messageType": None}, "text"), ({"messageType": "image"}, "image")]
)
def test_a_message_is_text_unless_its_client_says_otherwise(plain: Desk, given: Any, kept: str) -> None:
    sent = plain.ana.contract().send("send_message", message="tolong", **given)
    assert sent["message_type"] == kept
    assert plain.ana.get("/api/chat/room")["messages"] == [sent]


def test_who_reaches_which_room(plain: Desk) -> None:
    boss = plain.admin()
    ana, bo, theirs = plain.ana.contract(), plain.bo.contract(), boss.contract()
    own, other = join(ana)["roomId"], join(bo)["roomId"]
    assert join(ana, own)["roomId"] == own
    private = plain.ana.dm(plain.bo)
    for socket, room_id in ((ana, other), (ana, private), (theirs, private), (theirs, 1), (theirs, 999)):
        for event in ("join_chat", "mark_messages_read"):
            assert socket.refused(event, {"roomId": room_id})["code"] == "room_not_found", event
    assert ana.refused("get_active_rooms")["code"] == "forbidden"
    assert theirs.refused("join_chat")["fields"] == {"roomId": "Field required"}
    for event in ("send_message", "typing", "mark_messages_read"):
        given = {"message": "x", "isTyping": True}
        assert theirs.refused(event, given)["code"] == "room_not_found", event
    for room_id in (own, other):
        join(theirs, room_id)
    bo.send("send_message", message="halo")
    assert theirs.wait_for("new_message")["room_id"] == other
    ana.send("send_message", message="halo")
    theirs.settle()
    assert theirs.heard("new_message") == []  # one room at a time


@pytest.mark.parametrize(
    ("event", "given", "field"),
    [
        ("send_message", {"message": "  "}, "message"),
        ("send_message", {"message": "x" * 4001}, "message"),
        ("send_message", {}, "message"),
        ("send_message", {"message": "x", "messageType": "<b>"}, "messageType"),
        ("typing", {"isTyping": "yes"}, "isTyping"),
        ("join_chat", {"roomId": "1"}, "roomId"),
    ],
)
def test_what_makes_no_sense_is_refused(plain: Desk, event: str, given: Any, field: str) -> None:
    refused = plain.ana.contract().refused(event, given)
    assert (refused["code"], list(refused["fields"])) == ("invalid", [field])


def test_anonymous_connections_do_nothing_and_the_lobbys_are_refused(plain: Desk) -> None:
    stranger = plain.ana.anonymous()
    for event in ("join_chat", "send_message", "typing", "mark_messages_read", "get_active_rooms"):
        assert stranger.refused(event, {"message": "x", "isTyping": True})["code"] == "unauthenticated"
    lobby = plain.ana.lobby()
    assert lobby.refused("join_chat")["code"] == "conflict"
    ana = plain.ana.contract()
    join(ana)
    assert ana.refused("join", {"username": plain.ana.name, "token": plain.ana.token})["code"] == "conflict"


def test_the_joined_room_is_there_again_after_a_reconnection(desk: Desk) -> None:
    boss = desk.admin()
    theirs = boss.contract()
    room = join(desk.ana.contract())["roomId"]
    theirs.send("get_active_rooms")
    join(theirs, room)
    theirs.close()
    desk.ana.close()
    back, ana = boss.contract(), desk.ana.contract()
    back.settle()
    back.clear()
    sent = ana.send("send_message", message="masih di sini?")
    assert ana.wait_for("new_message") == back.wait_for("new_message") == sent
    # Rooms of admins who left with the test before may come to this one at any moment.
    told = back.wait_for("admin_notification", lambda notice: notice["roomId"] == room)
    assert told["type"] == "new_message"
    assert back.send("send_message", message="ya")["room_id"] == room


def test_a_demoted_admin_hears_nothing_more(desk: Desk) -> None:
    boss = desk.admin()
    theirs, ana = boss.contract(), desk.ana.contract()
    room = join(ana)["roomId"]
    join(theirs, room)
    desk.demote(boss)
    theirs.settle()
    theirs.clear()
    ana.send("send_message", message="halo")
    assert ana.wait_for("user_left")["userId"] == boss.id
    theirs.assert_silence()
    assert theirs.refused("get_active_rooms")["code"] == "forbidden"
    assert theirs.refused("join_chat", {"roomId": room})["code"] == "room_not_found"
    assert boss.contract().refused("join_chat", {"roomId": room})["code"] == "room_not_found"
    desk.server.patch(
        f"/api/users/{boss.id}", desk.server.login("admin", password=ADMIN_PASSWORD), role="admin"
    )
    assert join(theirs, room)["messages"][-1]["message"] == "halo"


@pytest.fixture
def alone(start_server: Callable[..., RunningServer]) -> Iterator[Desk]:
    """On a server that no admin of an earlier test has just left: for them rooms are kept a while."""
    with Desk(start_server()) as desk:
        yield desk


def test_rooms_wait_for_an_admin_and_move_on_when_one_leaves(alone: Desk) -> None:
    one, two = alone.admin(), alone.admin()
    room = join(alone.ana.contract())["roomId"]
    alone.ana.post(f"/api/rooms/{room}/messages", content="tolong")

    def admin_of() -> Any:
        return alone.ana.get("/api/chat/room")["room"]["admin_id"]

    first = one.contract()
    first.send("get_active_rooms")
    browser = two.chat()
    wait_until(lambda: admin_of() == one.id, "the first to come has it")
    first.close()
    wait_until(lambda: admin_of() == two.id, "the other has it")
    assert browser.wait_for("room_updated", lambda frame: frame["room"]["id"] == room)


def test_writing_to_an_admin_who_left_finds_another(plain: Desk) -> None:
    one, two = plain.admin(), plain.admin()
    ana, first = plain.ana.contract(), one.contract()
    first.send("get_active_rooms")
    rooms = [join(client)["roomId"] for client in (ana, plain.bo.contract())]
    for person, room in zip((plain.ana, plain.bo), rooms, strict=True):
        person.post(f"/api/rooms/{room}/messages", content="tolong")
        plain.server.call("PATCH", f"/api/chat/rooms/{room}/assign", one.token, json={"admin_id": one.id})
    join(first, rooms[0])
    first.send("send_message", message="sudah beres")
    second = two.contract()
    second.send("get_active_rooms")
    first.close()

    def wait_for_room(room: int) -> None:
        given = ("room_assigned", room)  # on a server just started, once all had time to be back
        second.wait_for("admin_notification", lambda f: (f["type"], f["roomId"]) == given, timeout=30)

    wait_for_room(rooms[1])  # who waits for an answer
    assert plain.ana.get("/api/chat/room")["room"]["admin_id"] == one.id, "who was answered does not"
    ana.send("send_message", message="ada lagi")
    wait_for_room(rooms[0])
    assert plain.ana.get("/api/chat/room")["room"]["admin_id"] == two.id


def test_an_admin_who_works_without_a_connection_keeps_their_rooms(plain: Desk) -> None:
    aside, leaver, two = plain.admin(), plain.admin(), plain.admin()
    ana, bo, gone = plain.ana.contract(), plain.bo.contract(), leaver.contract()
    gone.send("get_active_rooms")
    for client, admin in ((ana, aside), (bo, leaver)):
        room = join(client)["roomId"]
        plain.server.call("PATCH", f"/api/chat/rooms/{room}/assign", admin.token, json={})
    join(gone, room)
    gone.send("send_message", message="sudah beres")
    second = two.contract()
    second.send("get_active_rooms")
    gone.close()
    ana.send("send_message", message="ada lagi")
    bo.send("send_message", message="ada lagi")
    given = ("room_assigned", room)
    second.wait_for("admin_notification", lambda f: (f["type"], f["roomId"]) == given, timeout=30)
    assert plain.ana.get("/api/chat/room")["room"]["admin_id"] == aside.id


def test_after_a_start_the_rooms_of_who_stays_away_go_to_others(plain: Desk) -> None:
    one, two = plain.admin(), plain.admin()
    answered: list[Any] = []
    for admin, person in ((one, plain.ana), (two, plain.bo)):
        room = join(person.contract())["roomId"]
        person.post(f"/api/rooms/{room}/messages", content="tolong")
        plain.server.call("PATCH", f"/api/chat/rooms/{room}/assign", admin.token, json={})
        answered.append(room)
    plain.server.kill()
    plain.server.start()
    back = two.contract()
    back.send("get_active_rooms")

    def admins() -> list[Any]:
        listed = {room["id"]: room["admin_id"] for room in two.get("/api/chat/rooms")}
        return [listed[room] for room in answered]

    assert admins() == [one.id, two.id], "who is not back yet has their rooms still"
    wait_until(lambda: admins() == [two.id, two.id], "who is back has both", timeout=40)


def test_admins_hear_of_everything_that_is_done(plain: Desk) -> None:
    one, two = plain.admin(), plain.admin()
    first, second = one.contract(), two.contract()
    for socket in (first, second):
        socket.send("get_active_rooms")
    room = join(plain.ana.contract())["roomId"]
    plain.server.patch(f"/api/chat/rooms/{room}/assign", two.token, admin_id=one.id)
    plain.server.patch(f"/api/chat/rooms/{room}/assign", two.token)
    plain.server.patch(f"/api/chat/rooms/{room}/close", two.token)
    for socket in (first, second):
        socket.wait_for(
            "admin_notification", lambda told: told["type"] == "room_closed" and told["roomId"] == room
        )
    plain.ana.contract().send("send_message", message="lagi")
    (listed,) = (one_ for one_ in first.send("get_active_rooms") if one_["id"] == room)
    assert (listed["status"], listed["last_message"], listed["unread_count"]) == ("active", "lagi", 1)
    with pytest.raises(Refused):
        plain.server.patch(f"/api/chat/rooms/{room}/close", plain.ana.token)
    with pytest.raises(SocketRefused):
        plain.ana.contract().send("get_active_rooms")
