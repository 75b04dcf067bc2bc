"""People who listen at every door at once, and what each door is to hear of a message."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.contracts.people import Client, Person
from tests.pages.visitor import Visitor
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.support.sockets import ChatClient
from tests.support.terminal import Terminal

LOBBY, DIRECT, TERMINAL, PAGES, SUPPORT, OWN, REST = "C1", "C2", "C3", "C4", "C5", "/chat", "REST"
PASSWORD = "rahasia sekali"
COMING_AND_GOING = {"presence", "user_joined", "user_left"}
"""Who is there is no message; it may be told a little later, too."""
DESK = frozenset({"support_updated"})
"""How an admin's list of support rooms is kept up; nobody else may hear it."""
FOO = "Error, unknown command, try help"

Json = dict[str, Any]
Heard = list[tuple[str, Any]]


class Room(NamedTuple):
    """A room of the table, and who is in it."""

    kind: str
    id: int
    people: frozenset[str]


class Ear(NamedTuple):
    """One open connection, and the doors that it stands for."""

    doors: frozenset[str]
    line: ChatClient | Terminal
    beside: frozenset[str] = frozenset()
    """Frames that may come as well."""

    def heard(self) -> Heard:
        """What has come since the last time; a round trip proves that this is all."""
        if isinstance(self.line, Terminal):
            self.line.send("foo\n")
            lines = list(iter(self.line.line, FOO))
            return [("line", line) for line in lines]
        self.line.settle()
        unheeded = COMING_AND_GOING | self.beside
        frames = [tuple(frame) for frame in self.line.frames if frame.name not in unheeded]
        self.line.clear()
        return frames


class Listener(Person):
    """Somebody with a device, each with a session of its own, at every door."""

    def __init__(self, server: RunningServer, name: str, admin: bool = False) -> None:
        self.secret = {"password": PASSWORD} if admin else {}
        super().__init__(server, name, **self.secret)
        self.stem = name
        if admin:
            boss = server.login("admin", password=ADMIN_PASSWORD)
            server.patch(f"/api/users/{self.id}", boss, role="admin")
        self.lobby_token = self.session()
        self.lobby_socket = self.anonymous()
        self.lobby_socket.send("join", username=self.name, token=self.lobby_token)
        self.direct_socket = self.contract(self.session())
        self.support_socket = self.contract(self.session())
        self.own_socket = self.chat()
        self.mute_terminal, listening = Terminal(server), Terminal(server)
        self.terminals = [self.mute_terminal, listening]
        for terminal in self.terminals:
            terminal.auth(self.name, **self.secret)
        listening.listen()
        self.browser = Visitor(server.url)
        assert self.browser.post("/login", username=self.name, **self.secret).path == "dashboard"
        self.ears = [
            Ear(frozenset({LOBBY}), self.lobby_socket),
            Ear(frozenset({DIRECT}), self.direct_socket),
            Ear(frozenset({LOBBY, DIRECT}), self._lobby_with_handshake()),
            Ear(frozenset({DIRECT, SUPPORT}), self.support_socket),
            Ear(frozenset({OWN}), self.own_socket, DESK if admin else frozenset()),
            Ear(frozenset({TERMINAL}), listening),
        ]

    def session(self) -> str:
        """The token of a new session: what one has spoken is restored for no other."""
        return self.server.login(self.name, **self.secret)

    def _lobby_with_handshake(self) -> Client:
        token = self.session()
        socket = self.contract(token)
        socket.send("join", username=self.name, token=token)
        return socket

    def seek_support(self, room_id: int | None = None) -> int:
        """Join one's support room, or an admin one of somebody's; its id."""
        joined: int = self.support_socket.send("join_chat", **({"roomId": room_id} if room_id else {}))[
            "roomId"
        ]
        return joined

    def newest(self, room_id: int) -> Json:
        """The newest message of a room."""
        found: Json = self.get(f"/api/rooms/{room_id}/messages", limit=1)[-1]
        return found

    def close(self) -> None:
        super().close()
        for terminal in self.terminals:
            terminal.close()


# -- what each door hears ----------------------------------------------------------------------


class Happening(NamedTuple):
    """What somebody did to a message, which was or now is `one`."""

    what: str
    room: Room
    one: Json
    sender: Listener
    other: Listener | None
    """The other person of a dm."""


def in_the_lobby(done: Happening, _who: Listener) -> Heard:
    one = done.one
    if done.what == "delete":
        return [("message_deleted", {"id": one["id"]})]
    shape = {
        "id": one["id"],
        "user_id": one["sender"]["id"],
        "username": one["sender"]["username"],
        "content": one["content"],
        "timestamp": one["created_at"],
        "edited_at": one["edited_at"],
    }
    return [("new_message" if done.what == "post" else "message_edited", shape)]


def directly(done: Happening, who: Listener) -> Heard:
    if done.what != "post" or done.other is None:  # this contract has no frames for edits and deletions
        return []
    one = done.one
    shape = {"id": one["id"], "sender_id": done.sender.id, "receiver_id": done.other.id}
    shape |= {"content": one["content"], "created_at": one["created_at"]}
    if who is not done.sender:
        return [("receive_message", shape)]
    del shape["sender_id"]
    return [("message_sent", shape)]


def on_a_terminal(done: Happening, who: Listener) -> Heard:
    if done.what != "post" or who is done.sender:
        return []
    place = done.room.kind if done.room.kind != "group" else f"group {done.room.id}"
    return [("line", f"[{place}] {done.sender.name}: {done.one['content']}")]


def at_the_desk(done: Happening, who: Listener) -> Heard:
    if done.what != "post":
        return []
    one, by_user = done.one, not done.sender.secret
    shape = {
        "id": one["id"],
        "room_id": done.room.id,
        "sender_id": done.sender.id,
        "sender_type": "user" if by_user else "admin",
        "sender_name": done.sender.name,
        "message": one["content"],
        "message_type": "text",
        "is_read": False,
        "created_at": one["created_at"],
    }
    heard: Heard = [("new_message", shape)]
    if by_user and who.secret:
        told = {"type": "new_message", "roomId": done.room.id, "userId": done.sender.id}
        told |= {"userName": done.sender.name, "userEmail": None, "message": one["content"]}
        heard.append(("admin_notification", told | {"created_at": one["created_at"]}))
    return heard


def in_our_own_app(done: Happening, _who: Listener) -> Heard:
    one, room = done.one, {"room_id": done.room.id}
    if done.what == "delete":
        return [
            ("message_deleted", room | {"change": one["changed"] + 1, "id": one["id"], "seq": one["seq"]})
        ]
    name = "message_created" if done.what == "post" else "message_changed"
    return [(name, room | {"change": one["changed"], "message": one})]


SHAPES = {
    LOBBY: in_the_lobby,
    DIRECT: directly,
    TERMINAL: on_a_terminal,
    SUPPORT: at_the_desk,
    OWN: in_our_own_app,
}
