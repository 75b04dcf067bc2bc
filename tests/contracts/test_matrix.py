"""Who hears whom, out of the contract's own table: every door as sender, every door as receiver.

Ana writes. Bo shares a dm and a group with her, the admin her support room, Eve nothing but the
lobby. Each of them listens at every door; what comes is compared whole with what is to come, so that
nothing comes twice, in another shape, or to somebody whom it does not concern.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contracts.hearing import (
    DIRECT,
    LOBBY,
    OWN,
    PAGES,
    REST,
    SHAPES,
    SUPPORT,
    TERMINAL,
    Ear,
    Happening,
    Heard,
    Listener,
    Room,
)
from tests.support.processes import free_port
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient

TABLE = """
| room | C1 sockets | C2 sockets | C3 terminal | C4 pages | C5 sockets | `/chat` (our own) |
|---|---|---|---|---|---|---|
| lobby | live | – | `listen` | yes | – | live |
| dm | – | live | `inbox`, `listen` | yes | – | live |
| group | – | – | `listen` | yes | – | live |
| support | – | – | – | – | live | live |
"""
_HEAD, _, *_ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in TABLE.strip().splitlines()]
_DOORS = [cell.split()[0].strip("`") for cell in _HEAD[1:]]
CELLS = {kind: dict(zip(_DOORS, cells, strict=True)) for kind, *cells in _ROWS}
"""Room → door → what it says there."""

WRITERS = {
    "lobby": (LOBBY, PAGES, REST, OWN),
    "dm": (DIRECT, TERMINAL, PAGES, REST, OWN),
    "group": (PAGES, REST, OWN),
    "support": (SUPPORT, REST, OWN),
}
"""Room → the doors that can write there."""
CASES = [(kind, door, "ana") for kind, doors in WRITERS.items() for door in doors] + [
    ("support", door, "adm") for door in WRITERS["support"]
]
_numbers = itertools.count(1)


class House:
    """One server, its rooms and its people."""

    def __init__(self, server: RunningServer) -> None:
        self.people = {name: Listener(server, name, name == "adm") for name in ("adm", "ana", "bo", "eve")}
        adm, ana, bo, eve = self.people.values()
        adm.support_socket.send("get_active_rooms")
        support = ana.seek_support()
        for person in (bo, eve):
            person.seek_support()
        adm.seek_support(support)
        group = ana.post("/api/rooms", type="group", name="Kopi")["id"]
        bo.post(f"/api/rooms/{group}/join")
        pair = frozenset({"ana", "bo"})
        self.rooms = {
            "lobby": Room("lobby", 1, frozenset(self.people)),
            "dm": Room("dm", ana.dm(bo), pair),
            "group": Room("group", group, pair),
            "support": Room("support", support, frozenset({"ana", "adm"})),
        }
        ana.ears.append(Ear(frozenset(), ana.anonymous()))

    def clear(self) -> None:
        """Let nobody have heard anything yet."""
        for person in self.people.values():
            for ear in person.ears:
                ear.heard()

    def other(self, room: Room, sender: Listener) -> Listener | None:
        """The other person of a dm."""
        others = [self.people[name] for name in room.people if self.people[name] is not sender]
        return others[0] if room.kind == "dm" else None

    def check(self, what: str, room: Room, sender: Listener, one: Any) -> None:
        """Everybody has heard of it what they are to hear, and nothing else."""
        done = Happening(what, room, one, sender, self.other(room, sender))
        for name, person in self.people.items():
            inside = name in room.people
            for ear in person.ears:
                doors = [door for door in SHAPES if door in ear.doors and CELLS[room.kind][door] != "–"]
                expected: Heard = [frame for door in doors if inside for frame in SHAPES[door](done, person)]
                assert ear.heard() == expected, (name, sorted(ear.doors), what)
            if CELLS[room.kind][PAGES] != "–" or not inside:
                self.check_page(done, person, inside)

    def check_page(self, done: Happening, person: Listener, inside: bool) -> None:
        """The page's refresh shows it as it is now, once; to an outsider there is no such room."""
        answer = person.browser.raw("GET", f"/room/{done.room.id}/messages")
        if not inside:
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "room_not_found")
            return
        shown = [one for one in answer.json()["data"] if one["id"] == done.one["id"]]
        keys = ("id", "room_id", "content", "created_at")
        expected = {key: done.one[key] for key in keys}
        expected |= {"sender_id": done.sender.id, "username": done.sender.name}
        assert shown == ([] if done.what == "delete" else [expected])

    def close(self) -> None:
        for person in self.people.values():
            person.close()


@pytest.fixture(scope="module")
def house(start_server: Callable[..., RunningServer]) -> Iterator[House]:
    """On the default stack: no stack changes who hears what."""
    house = House(start_server(TERMINAL_PORT=str(free_port())))
    yield house
    house.close()


# -- writing at each door --------------------------------------------------------------------------


def write(door: str, who: Listener, room: Room, other: Listener | None, text: str) -> None:
    """Post as this door's clients do."""
    name = other.name if other else ""
    match door:
        case "C1":
            who.lobby_socket.send("new_message", token=who.lobby_token, username=who.name, content=text)
        case "C2":
            assert other
            who.direct_socket.send("send_message", receiver_id=other.id, content=text)
        case "C3":
            assert who.mute_terminal.ask(f"send {name} {text}") == f"message sent to {name}"
        case "C4":
            sent = who.browser.raw("POST", f"/room/{room.id}/send", data={"content": text})
            assert sent.status_code == 303
        case "C5":
            who.support_socket.send("send_message", message=text)
        case "/chat":
            who.own_socket.send("send_message", room_id=room.id, content=text, client_id=text)
        case _:
            who.post(f"/api/rooms/{room.id}/messages", content=text)


def change(door: str, who: Listener, room: Room, message_id: int, text: str) -> None:
    """Edit at this door, or over REST where it has no way to."""
    match door:
        case "C1":
            edit = {"token": who.lobby_token, "message_id": message_id, "content": text}
            who.lobby_socket.send("edit_message", **edit)
        case "C4":
            path = f"/room/{room.id}/message/{message_id}/edit"
            assert who.browser.raw("POST", path, data={"content": text}).status_code == 303
        case "/chat":
            who.own_socket.send("edit_message", message_id=message_id, content=text)
        case _:
            who.server.patch(f"/api/messages/{message_id}", who.token, content=text)


def take_back(door: str, who: Listener, room: Room, message_id: int) -> None:
    """Delete at this door, or over REST where it has no way to."""
    match door:
        case "C1":
            who.lobby_socket.send("delete_message", token=who.lobby_token, message_id=message_id)
        case "C4":
            path = f"/room/{room.id}/message/{message_id}/delete"
            assert who.browser.raw("POST", path).status_code == 303
        case "/chat":
            who.own_socket.send("delete_message", message_id=message_id)
        case _:
            who.server.delete(f"/api/messages/{message_id}", who.token)


@pytest.mark.parametrize(("kind", "door", "name"), CASES, ids=["-".join(case) for case in CASES])
def test_a_message_an_edit_and_a_deletion(house: House, kind: str, door: str, name: str) -> None:
    sender, room = house.people[name], house.rooms[kind]
    house.clear()
    text = f"<b>halo</b> {next(_numbers)}"
    write(door, sender, room, house.other(room, sender), text)
    one = sender.newest(room.id)
    assert one["content"] == text
    house.check("post", room, sender, one)
    change(door, sender, room, one["id"], f"{text}, diubah")
    one = sender.newest(room.id)
    assert one["content"] == f"{text}, diubah"
    house.check("edit", room, sender, one)
    take_back(door, sender, room, one["id"])
    house.check("delete", room, sender, one)


@pytest.mark.parametrize("door", WRITERS["dm"])
def test_the_inbox(house: House, door: str) -> None:
    """It shows a dm as it is at the moment, to the receiver alone."""
    sender, room = house.people["ana"], house.rooms["dm"]
    reader, text = house.people["bo"], f"untuk dibaca {next(_numbers)}"

    def shown() -> list[str]:
        letters = reader.mute_terminal.inbox()[sender.name]
        return [one["msg"] for one in letters if one["msg"].startswith(text)]

    write(door, sender, room, reader, text)
    one = sender.newest(room.id)
    assert shown() == [text]
    for name in ("adm", "eve"):
        assert house.people[name].mute_terminal.inbox() == {}
    change(door, sender, room, one["id"], f"{text}, diubah")
    assert shown() == [f"{text}, diubah"]
    take_back(door, sender, room, one["id"])
    assert shown() == []
    for ear in sender.ears:
        if isinstance(ear.line, ChatClient) and DIRECT in ear.doors:
            ear.line.wait_for("message_read", lambda told: told["message_id"] == one["id"])


def test_the_table_is_covered() -> None:
    assert set(CELLS) == set(WRITERS)
    assert set(_DOORS) == {*SHAPES, PAGES}
