"""Who reads slowly gets everything whole and in order and delays nobody; who doesn't read is let go."""

from __future__ import annotations

import json
import socket as sockets
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from engineio import Server
from engineio.packet import MESSAGE, Packet
from engineio.socket import Socket

from app.engine import maintenance, send_queue, websocket
from app.engine.websocket import WebSocketConnection
from tests.sockets.talk import Talk
from tests.sockets.wire import PING, PONG, TEXT, Got, Wire, frame
from tests.support.faulty import FaultyServer
from tests.support.processes import wait_until

LONG = "isi " * 999
MUCH = 900_000


@pytest.fixture(scope="module")
def tight_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyServer]:
    """Its kernel takes little, so that what isn't read waits in the process."""
    with FaultyServer(tmp_path_factory.mktemp("tight"), FAULT_BUFFER="8192") as server:
        yield server


@pytest.fixture
def tight(tight_server: FaultyServer) -> Iterator[Talk]:
    # What is counted here is every frame that comes.
    wait_until(
        lambda: "ngobrol_connections 0.0" in tight_server.request("GET", "/metrics").text,
        "nobody of an earlier test is left",
    )
    with Talk(tight_server) as talk:
        yield talk


def heard(wire: Wire, until: int) -> Iterator[tuple[str, Any]]:
    """What comes on `/chat`, as ("message_created", payload) or ("7", acknowledgement), to that change."""
    while True:
        packet = wire.text()
        assert packet[:3] in {"42/", "43/"}, packet[:40]
        at = packet.index("[")
        body = json.loads(packet[at:])
        found = (packet[8:at], body[0]) if packet.startswith("43") else (body[0], body[1])
        yield found
        if found[0] == "message_created" and found[1]["change"] == until:
            return


def test_a_slow_reader_gets_everything_once_and_delays_nobody(tight: Talk) -> None:
    talk = tight
    slow = Wire(talk.server.url, talk.bo.token, buffer=4096)
    slow.sip = 1000
    with slow, Wire(talk.server.url, talk.bo.token) as quick:
        for number in range(60):
            talk.say(talk.ana, f"{number} {LONG}")
        # Its own commands, while all of that waits for it: each moves the room too.
        for number in range(3):
            slow.ask(
                number, "send_message", room_id=talk.room, content=f"own {number}", client_id=f"o{number}"
            )
        for number in range(60, 120):
            talk.say(talk.ana, f"{number} {LONG}")
        # It has read nothing; its neighbour has everything of the others already.
        theirs = [frame for name, frame in heard(quick, 123) if name == "message_created"]
        assert [frame["change"] for frame in theirs] == list(range(1, 124))

        more = threading.Thread(target=lambda: [talk.say(talk.ana, f"{n} {LONG}") for n in range(120, 200)])
        more.start()
        frames = list(heard(slow, 203))
        more.join()
        slow.ask(99, "history", room_id=talk.room, limit=1)
        assert slow.answer(99)["ok"]
    assert_whole(frames)
    with Wire(talk.server.url, talk.ana.token) as back:
        back.ask(1, "history", room_id=talk.room, limit=100)
        stored = back.answer(1)["data"]["messages"]
    created = [frame["message"] for name, frame in frames if name == "message_created"]
    assert created[-100:] == stored


def assert_whole(frames: list[tuple[str, Any]]) -> None:
    """Every change once and in order, each acknowledgement after what it acknowledges."""
    changes = [frame["change"] for name, frame in frames if name == "message_created"]
    assert changes == list(range(1, changes[-1] + 1))
    texts = [frame["message"]["content"] for name, frame in frames if name == "message_created"]
    assert sorted(text.split()[0] for text in texts if text.startswith("own")) == ["own"] * 3
    assert all(text.endswith(LONG.strip()) for text in texts if not text.startswith("own"))
    order = [name if name.isdigit() else frame["message"]["content"] for name, frame in frames]
    for number in "012":
        assert order.count(number) == 1
        assert order.index(f"own {number}") < order.index(number)


def test_a_long_answer_to_a_slow_reader_is_not_broken_into_by_others(tight: Talk) -> None:
    """An answer larger than all buffers, asked for again and again while others talk."""
    talk = tight
    for number in range(40):
        talk.say(talk.ana, f"{number} {'中' * 3900}")
    with Wire(talk.server.url, talk.bo.token, buffer=4096) as slow:
        slow.sip = 5000
        for number in range(5):
            slow.ask(number, "history", room_id=talk.room, limit=40)
        more = threading.Thread(target=lambda: [talk.say(talk.ana, f"{n}") for n in range(40, 80)])
        more.start()
        answers, changes = 0, []
        while answers < 5 or len(changes) < 40:
            packet = slow.text()
            if packet.startswith("43"):
                assert packet.startswith(f"43/chat,{answers}[")
                assert len(json.loads(packet[9:])[0]["data"]["messages"]) == 40
                answers += 1
            else:
                changes.append(json.loads(packet[8:])[1]["change"])
        more.join()
    assert changes == list(range(41, 81))


def test_a_pong_behind_much_that_waits_comes_in_its_turn(tight: Talk) -> None:
    """It carries its payload, and is in nobody's frame."""
    with Wire(tight.server.url, tight.bo.token, buffer=4096) as wire:
        for number in range(55):
            tight.say(tight.ana, f"{number}:" + "x" * 3990)
        wire.tcp.sendall(frame("there?", PING))
        tight.ana.socket.settle()
        got = [wire.frame() for _ in range(56)]
        assert [one for one in got if one.opcode == PONG] == [Got(PONG, b"there?")]
        changes = [json.loads(one.data[8:])[1]["change"] for one in got if one.opcode == TEXT]
        assert changes == list(range(1, 56))


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyServer]:
    """It gives nobody more than a second."""
    with FaultyServer(tmp_path_factory.mktemp("impatient"), FAULT_FROZEN="1", FAULT_BUFFER="8192") as server:
        yield server


def test_who_takes_nothing_for_too_long_is_let_go(impatient: FaultyServer) -> None:
    with Talk(impatient) as talk:
        talk.bo.socket.close()
        talk.ana.socket.wait_for("presence")
        wait_until(lambda: impatient.sockets() == 2, "only ana and eve are connected")
        with Wire(impatient.url, talk.bo.token, buffer=4096):
            for _ in range(60):
                talk.say(talk.ana, LONG)
            talk.ana.socket.wait_for("presence", lambda frame: not frame["is_online"])
            wait_until(lambda: impatient.sockets() == 2, "it is forgotten")
        assert talk.ana.socket.connected


def test_a_peer_that_vanished_without_a_word_is_let_go(tmp_path: Path) -> None:
    """Its TCP connection stays as it is, as after a pulled cable; only the pings stay unanswered."""
    with FaultyServer(tmp_path, FAULT_PING="1,4") as server, Talk(server) as talk:
        talk.bo.socket.close()
        talk.ana.socket.wait_for("presence")
        wait_until(lambda: server.sockets() == 2, "only ana and eve are connected")
        with Wire(server.url, talk.bo.token) as gone:
            talk.ana.socket.wait_for("presence", lambda frame: frame["is_online"])
            talk.ana.socket.wait_for("presence", lambda frame: not frame["is_online"])
            gone.ended()
        wait_until(lambda: server.sockets() == 2, "it is forgotten")
        # Who answers stays.
        assert talk.ana.socket.connected
        talk.say(talk.ana, "masih di sini")


class Pair:
    """An engine's socket whose WebSocket is one end of a pair, and `far`, the other end."""

    def __init__(self) -> None:
        near, self.far = sockets.socketpair()
        near.setblocking(False)
        self.near = near
        self.eio = Server(async_mode="threading")
        send_queue.bound(self.eio)
        self.engine = Socket(self.eio, "one")
        self.eio.sockets["one"] = self.engine
        green = SimpleNamespace(fd=near, send=near.send, shutdown=near.shutdown, close=near.close)
        self.eio.start_background_task = lambda task: None  # here the test writes what waits
        self.line = WebSocketConnection(green, self.engine, 64 * 1024)
        self.engine.queue.attach(self.line)
        self.ended: list[str] = []
        self.eio.on("disconnect", lambda sid, reason: self.ended.append(sid))

    def fill(self) -> None:
        """Send until more waits than the kernel takes at once."""
        while self.engine.queue.waiting < MUCH:
            self.eio.send_packet("one", Packet(MESSAGE, "x" * 60_000))


@pytest.fixture
def pair() -> Iterator[Pair]:
    pair = Pair()
    yield pair
    pair.near.close()
    pair.far.close()


def test_frozen_is_who_takes_nothing_of_what_waits(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(websocket, "monotonic", lambda: clock[0])
    server = SimpleNamespace(eio=pair.eio)
    clock[0] += 1000
    maintenance.close_frozen(server)  # nothing waits for it, however long that has been so
    pair.fill()
    clock[0] += send_queue.FROZEN
    maintenance.close_frozen(server)
    assert not pair.engine.closed, "not yet too long"
    pair.far.recv(1_000_000)
    pair.line._drain()  # takes some of it, and would wait here for more room
    clock[0] += send_queue.FROZEN
    maintenance.close_frozen(server)
    assert not pair.engine.closed, "it moves"
    clock[0] += 0.1
    maintenance.close_frozen(server)
    assert pair.engine.closed
    assert pair.ended == ["one"]
    assert pair.engine.queue.waiting == 0
    while pair.far.recv(1_000_000):
        pass  # and its end is told to whoever still reads


def test_a_megabyte_may_wait_and_no_more(pair: Pair) -> None:
    while not pair.engine.queue.waiting:
        pair.eio.send_packet("one", Packet(MESSAGE, "x" * 60_000))
    sent = 0
    while not pair.engine.closed:
        sent += 1
        pair.eio.send_packet("one", Packet(MESSAGE, "中" * 1000))
    assert send_queue.MOST - 60_000 < sent * 3004 < send_queue.MOST + 10_000, (
        "bytes are counted, not characters"
    )
    assert pair.ended == ["one"]
