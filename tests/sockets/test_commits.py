"""Commit, frames, acknowledgement: in this order, over real sockets, whatever goes wrong in between."""

from __future__ import annotations

import json
import re
import select
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.sockets.talk import Talk
from tests.sockets.test_crash import everything
from tests.sockets.wire import Wire
from tests.support.faulty import FaultyServer
from tests.support.people import Person, unique
from tests.support.postgres import Cluster
from tests.support.processes import wait_until
from tests.support.sockets import ChatClient

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="module", params=DATABASES)
def faulty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultyServer]:
    settings = {}
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        settings["DATABASE_URL"] = cluster.empty_database()
    with FaultyServer(tmp_path_factory.mktemp("faulty"), **settings) as server:
        yield server


@pytest.fixture
def talk(faulty: FaultyServer) -> Iterator[Talk]:
    # What is counted here is every frame that comes.
    wait_until(lambda: figure(faulty, "ngobrol_connections") == 0, "nobody of an earlier test is left")
    with Talk(faulty) as talk:
        yield talk
    faulty.release()


def quiet(wire: Wire) -> bool:
    """Whether nothing at all is there to be read."""
    return not select.select([wire.tcp], [], [], 0)[0]


def send(wire: Wire, talk: Talk, numbers: range) -> None:
    for number in numbers:
        fields = {"room_id": talk.room, "content": f"{number}", "client_id": unique("k")}
        wire.ask(number, "send_message", **fields)


def test_nothing_is_told_before_the_commit(faulty: FaultyServer, talk: Talk) -> None:
    with Wire(faulty.url, talk.ana.token) as ana, Wire(faulty.url, talk.bo.token) as bo:
        faulty.hold()
        send(ana, talk, range(20))
        wait_until(faulty.held, "a commit waits")
        # The server is well and answers others, to whom nothing has happened.
        assert bo.alive()
        assert talk.eve.socket.send("history", room_id=1)["head"] == 0
        talk.bo.socket.assert_silence("message_created")
        bo.ask(1, "history", room_id=talk.room)
        assert bo.answer(1)["data"]["messages"] == []
        assert quiet(ana)
        assert quiet(bo)
        faulty.release()
        seen = [ana.text() for _ in range(40)]
    # And each frame comes before its acknowledgement, to its sender as well.
    acknowledged = [packet for packet in seen if packet.startswith("43")]
    for number, answer in enumerate(acknowledged):
        assert answer.startswith(f"43/chat,{number}[")
        change = json.loads(answer[answer.index("[") :])[0]["data"]["changed"]
        frame = next(packet for packet in seen if f'"change":{change},' in packet)
        assert seen.index(frame) < seen.index(answer)


def test_a_commit_that_fails_refuses_all_its_units_and_tells_nobody(faulty: FaultyServer, talk: Talk) -> None:
    wires = [Wire(faulty.url, person.token) for person in (talk.ana, talk.bo) for _ in range(5)]
    faulty.hold()
    faulty.refuse()
    send(wires[0], talk, range(1))
    wait_until(faulty.held, "a commit waits")
    for wire in wires[1:]:  # these wait for it, and are the next group
        send(wire, talk, range(1))
    talk.eve.socket.settle()
    (faulty.folder / "hold").unlink()
    refused = [wire.answer(0) for wire in wires]
    faulty.release()
    assert [answer["error"]["code"] for answer in refused] == ["internal"] * len(wires)
    # Faults that are alike are counted in the log for a second.
    wait_until(
        lambda: max(map(int, re.findall(r"(\d+) units were refused", faulty.log))) > 1, "there was a group"
    )
    talk.ana.socket.assert_silence("message_created")
    # Nothing of it is left, and the next is as if nothing had been.
    assert talk.say(talk.ana, "sesudah")["seq"] == 1
    assert talk.bo.socket.wait_for("message_created")["change"] == 1
    for wire in wires:
        assert b"message_created" not in wire.raw
        wire.close()


def test_twenty_senders_at_once_are_heard_in_one_order(faulty: FaultyServer, talk: Talk) -> None:
    """In each room every change once and by its number; each sender's messages in the order sent."""
    rooms = [talk.room]
    for name in ("Teh", "Susu"):
        rooms.append(faulty.post("/api/rooms", talk.ana.token, type="group", name=name)["id"])
        faulty.post(f"/api/rooms/{rooms[-1]}/join", talk.bo.token)
    talk.forget()
    each = 30
    senders = [Wire(faulty.url, (talk.ana, talk.bo)[number % 2].token) for number in range(20)]
    groups = figure(faulty, "ngobrol_groups_total")

    def speak(sender: int) -> None:
        for number in range(each):
            fields = {"content": f"{sender} {number}", "client_id": f"{sender} {number} {talk.room}"}
            senders[sender].ask(number, "send_message", room_id=rooms[(sender + number) % 3], **fields)

    threads = [threading.Thread(target=speak, args=[number]) for number in range(20)]
    with Wire(faulty.url, talk.bo.token) as listener:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        heard: list[dict[str, Any]] = [listener.event("message_created") for _ in range(20 * each)]
        for wire in senders:
            own_order(wire, heard, each)
            wire.close()
        assert listener.alive()
    for room in rooms:
        changes = [frame["change"] for frame in heard if frame["room_id"] == room]
        assert changes == list(range(1, len(changes) + 1))
    for sender in range(20):
        said = [frame["message"]["content"] for frame in heard]
        assert [text for text in said if text.split()[0] == str(sender)] == [
            f"{sender} {number}" for number in range(each)
        ]
    assert figure(faulty, "ngobrol_groups_total") - groups < 20 * each / 2, "no frames were joined"


def own_order(wire: Wire, heard: list[dict[str, Any]], each: int) -> None:
    """A sender hears all that the listener hears, in the same order, and its answers in its own."""
    frames, answers = [], []
    while len(frames) < len(heard) or len(answers) < each:
        packet = wire.text()
        body = json.loads(packet[packet.index("[") :])
        if packet.startswith("43"):
            answers.append(body[0]["data"]["id"])
            assert any(frame["message"]["id"] == answers[-1] for frame in frames), (
                "answered before it was heard"
            )
        elif body[0] == "message_created":
            frames.append(body[1])
    assert frames == heard
    assert len(answers) == each


def figure(server: FaultyServer, name: str) -> float:
    lines = server.request("GET", "/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(name + " ")))


class Follower:
    """Somebody who keeps a room by docs/protocol.md's algorithm over broken connections."""

    def __init__(self, talk: Talk, person: Person) -> None:
        self.talk, self.person = talk, person
        self.cursor = 0
        self.messages: dict[int, dict[str, Any]] = {}

    def hear(self, frame: dict[str, Any]) -> None:
        if frame["room_id"] == self.talk.room and frame["change"] > self.cursor:
            assert frame["change"] == self.cursor + 1
            self.cursor = frame["change"]
            self.apply(frame["message"])

    def apply(self, message: dict[str, Any]) -> None:
        assert message["id"] not in self.messages, "it was there already"
        self.messages[message["id"]] = message

    def catch_up(self, socket: ChatClient) -> int:
        """How many it had missed."""
        before = len(self.messages)
        at: dict[str, int] | None = {"after": self.cursor}
        while at:
            page = socket.send("changes", room_id=self.talk.room, **at)
            for message in page["messages"]:
                self.apply(message)
            at, self.cursor = page["next"], page["head"]
        return len(self.messages) - before


def test_killed_between_commit_and_frames(tmp_path: Path) -> None:
    """What was stored and told to nobody is found by cursor; who asks again is told that it was there."""
    with FaultyServer(tmp_path, FAULT_DIE_AT="8") as server, Talk(server) as talk:
        follower = Follower(talk, talk.bo)
        with Wire(server.url, talk.ana.token) as ana:
            for number in range(12):
                fields = {"room_id": talk.room, "content": f"{number}", "client_id": f"c{number}"}
                ana.ask(number, "send_message", **fields)
            ana.ended()
            acknowledged = ana.raw.count(b"43/chat,")
        wait_until(lambda: not server.running, "the server is dead")
        for _ in range(7):
            follower.hear(talk.bo.socket.wait_for("message_created"))
        assert talk.bo.socket.heard("message_created") == []
        assert acknowledged == follower.cursor == 7
        with closing(sqlite3.connect(server.data_dir / "ngobrol.db")) as database:
            stored = database.execute("SELECT content FROM messages ORDER BY id").fetchall()
        assert [text for (text,) in stored] == [str(number) for number in range(8)]

        del server.settings["FAULT_DIE_AT"]
        server.start()
        with ChatClient(server.url, talk.ana.token) as ana, ChatClient(server.url, talk.bo.token) as bo:
            assert follower.catch_up(bo) == 1
            for number in range(7, 12):
                again = {"room_id": talk.room, "content": f"{number}", "client_id": f"c{number}"}
                assert ana.send("send_message", **again).get("duplicate", False) == (number == 7)
            for _ in range(8, 12):
                follower.hear(bo.wait_for("message_created"))
            kept = sorted(follower.messages.values(), key=lambda message: int(message["seq"]))
            assert kept == everything(bo, talk.room)
            assert [message["content"] for message in kept] == [str(number) for number in range(12)]
