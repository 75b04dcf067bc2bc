"""docs/protocol.md, executed: every example of it is sent to, or awaited from, a real server.

An example's ids, times and uuids stand for the real ones: the first time that an
id is met in an answer it is taken to mean what stands there, and has to mean
the same from then on. Everything else must be as the document says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.support.processes import ROOT
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.support.sockets import ChatClient, SocketRefused

TEXT = (ROOT / "docs" / "protocol.md").read_text()
BLOCK = re.compile(r"^```(json|http) ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IDS = {
    "id",
    "room_id",
    "message_id",
    "user_id",
    "user_ids",
    "reply_to",
    "created_by",
    "after_id",
    "around",
    "online",
}
ROOM, ANA, BO, NOWHERE = 482913557, 7, 8, 100000000


class Example(NamedTuple):
    """One fenced block: what it is of, and what is in it."""

    kind: str
    label: str
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


EXAMPLES = [Example(*found) for found in BLOCK.findall(TEXT)]


def first_column(heading: str) -> set[str]:
    """The names in the table below a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {
        name
        for line in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
        for name in line.split("`")[1::2]
    }


def alike(documented: dict[str, Any], real: dict[str, Any]) -> bool:
    """Whether this can be the frame that is meant: it has the same change number, the same truth values."""
    plain = {key: value for key, value in documented.items() if key not in IDS and isinstance(value, int)}
    return plain.items() <= real.items()


class Stage:
    """Ana, Bo and the room of the document on a real server, and what its ids mean there."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.tokens = {"ana": server.register("ana"), "bo": server.register("bo.b")}
        room = server.post("/api/rooms", self.tokens["ana"], type="group", name="Kopi")["id"]
        server.post(f"/api/rooms/{room}/join", self.tokens["bo"])
        self.sockets = {name: ChatClient(server.url, token) for name, token in self.tokens.items()}
        me = {name: server.get("/api/me", token)["id"] for name, token in self.tokens.items()}
        self.real = {ROOM: room, ANA: me["ana"], BO: me["bo"], NOWHERE: NOWHERE, 1: 1}
        self.answer: Any = None

    def play(self, example: Example) -> None:
        who, _, verb = example.label.partition(" ")
        if who == "admin" and who not in self.sockets:  # not before: everybody would hear of it
            self.tokens[who] = self.server.login(who, password=ADMIN_PASSWORD)
            self.sockets[who] = ChatClient(self.server.url, self.tokens[who])
            self.sockets[who].wait_for("ready")
        if example.label == "refused":
            with pytest.raises(SocketRefused) as refused:
                ChatClient(self.server.url, "no token")
            self.compare(example.json, refused.value.error)
        elif example.label == "answer":
            self.compare(example.json, self.answer)
        elif example.kind == "http":
            self.request(who, example.body)
        elif verb == "hears":
            name, payload = example.json
            self.compare(payload, self.sockets[who].wait_for(name, lambda frame: alike(payload, frame)))
        elif verb == "sends":
            command, payload = example.json
            self.answer = self.sockets[who].call(command, self.translated(payload))
        else:
            assert verb == "sends without asking for an answer", f"who does what? {example.label}"
            command, payload = example.json
            self.sockets[who].emit(command, self.translated(payload))

    def request(self, who: str, line: str) -> None:
        method, path, body = (line.strip() + "  ").split(" ", 2)
        path = re.sub(r"\d+", lambda number: str(self.real[int(number[0])]), path)
        self.server.call(method, path, self.tokens[who], json=json.loads(body) if body.strip() else None)

    def translated(self, value: Any, key: str = "") -> Any:
        """A payload with the real ids in it."""
        if isinstance(value, dict):
            return {name: self.translated(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.translated(one, key) for one in value]
        return self.real[value] if key in IDS and isinstance(value, int) else value

    def compare(self, documented: Any, real: Any, key: str = "", path: str = "") -> None:
        """Fail where what came isn't what is documented."""
        if isinstance(documented, dict):
            assert isinstance(real, dict), path
            assert list(real) == list(documented), f"{path}: keys"
            for name, value in documented.items():
                self.compare(value, real[name], name, f"{path}.{name}")
        elif isinstance(documented, list):
            assert isinstance(real, list), path
            assert len(real) == len(documented), path
            for index, value in enumerate(documented):
                self.compare(value, real[index], key, f"{path}[{index}]")
        elif key in IDS and isinstance(documented, int):
            assert self.real.setdefault(documented, real) == real, path
        elif isinstance(documented, str) and (TIME.fullmatch(documented) or UUID.fullmatch(documented)):
            same = TIME if TIME.fullmatch(documented) else UUID
            assert same.fullmatch(real), path
        else:
            assert self._meant(documented, key) == real, path

    def _meant(self, documented: Any, key: str) -> Any:
        if key == "share_id" and documented:
            return documented.replace(str(ROOM), str(self.real[ROOM]))
        if key == "avatar":
            return re.sub(r"\d+", lambda number: str(self.real[int(number[0])]), documented)
        return documented


def test_every_example_is_true(start_server: Callable[..., RunningServer]) -> None:
    stage = Stage(start_server())
    try:
        for number, example in enumerate(EXAMPLES):
            try:
                stage.play(example)
            except AssertionError as error:
                raise AssertionError(f"example {number}, {example.label}: {example.body}\n{error}") from error
    finally:
        for socket in stage.sockets.values():
            socket.close()


def test_every_command_and_frame_has_an_example() -> None:
    sent = {example.json[0] for example in EXAMPLES if example.kind == "json" and " sends" in example.label}
    heard = {example.json[0] for example in EXAMPLES if example.label.endswith(" hears")}
    assert first_column("Commands") == sent
    assert first_column("Frames") == heard


def test_the_tables_name_what_there_is() -> None:
    from app.sockets import commands, presence_batch, publisher

    assert first_column("Commands") == set(commands.COMMANDS)
    emitted = set(
        re.findall(r'"([a-z_]+)", payload|emit\(\s*"([a-z_]+)"', source(publisher) + source(presence_batch))
    )
    frames = {one or other for one, other in emitted} | {
        "ready",
        "error",
        "message_created",
        "message_changed",
    }
    assert first_column("Frames") == frames
    codes = first_column("Errors")
    assert {"bad_request", "invalid", "room_not_found", "rate_limited", "internal"} <= codes


def source(module: Any) -> str:
    return (ROOT / (module.__name__.replace(".", "/") + ".py")).read_text()
