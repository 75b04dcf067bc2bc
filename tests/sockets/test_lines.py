"""The WebSocket protocol as ours speaks it: whole messages, pings, fragments, reasons for closing."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace

import pytest
import requests
from engineio import Server
from engineio.socket import Socket

from app.engine import send_queue, websocket
from app.engine.websocket import WebSocketConnection
from tests.sockets.talk import Talk
from tests.sockets.wire import BINARY, CLOSE, CONT, PING, PONG, Got, Wire, frame
from tests.support.people import Person, unique
from tests.support.processes import wait_until
from tests.support.server import RunningServer

LIMIT = 64 * 1024
ASKED = '42/chat,7["history",{"room_id":1,"limit":1}]'


@pytest.fixture
def wire(plain_talk: Talk) -> Iterator[Wire]:
    with Wire(plain_talk.server.url, plain_talk.ana.token) as wire:
        yield wire


def fragments(text: str, count: int) -> bytes:
    """A message in so many fragments, most of them empty."""
    middle = frame("", CONT, fin=False) * (count - 2)
    return frame(text[:9], fin=False) + middle + frame(text[9:], CONT)


BREACHES = {
    "no mask": (1002, frame("2", mask=False)),
    "a reserved bit": (1002, frame("2", rsv=4)),
    "another reserved bit": (1002, frame("2", rsv=1)),
    "no opcode of a message": (1002, frame("2", 3)),
    "no opcode of a control frame": (1002, frame("", 11)),
    "a ping in fragments": (1002, frame("", PING, fin=False)),
    "a long ping": (1002, frame("x" * 126, PING)),
    "a fragment of nothing": (1002, frame("2", CONT)),
    "a message within another": (1002, frame("4", fin=False) + frame("2")),
    "half a reason": (1002, frame("x", CLOSE)),
    "a reason that is none": (1002, frame(b"\0\1", CLOSE)),
    "a reason that is no text": (1007, frame(b"\x03\xe8\xff", CLOSE)),
    "a message that is no text": (1007, frame(b"4\xff")),
    "half a character": (1007, frame(b"4\xc3")),
    "text that ends in a surrogate": (1007, frame(b"4\xed\xa0\x80")),
    "a message too long": (1009, frame("4" * (LIMIT + 1))),
    "a fragment too long": (1009, frame("4" * LIMIT, fin=False) + frame("4", CONT)),
    "too many fragments": (1009, fragments(ASKED, 65)),
    "ever more fragments": (1009, frame("4", fin=False) + frame("", CONT, fin=False) * 64),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_protocol_ends_the_connection_and_says_why(wire: Wire, breach: str) -> None:
    """At once, whatever the client does next; and what broke the rules isn't carried out."""
    code, data = BREACHES[breach]
    wire.tcp.settimeout(5)
    wire.tcp.sendall(data)
    goodbye = wire.ended()
    assert goodbye is not None
    assert goodbye.code == code
    assert b"43/chat" not in wire.raw


def test_what_is_just_within_the_limits(wire: Wire) -> None:
    wire.tcp.sendall(fragments(ASKED, 64))
    assert wire.answer(7)["ok"]
    wire.say('42/chat,8["history",{"room_id":1,"x":"' + "y" * (LIMIT - 41) + '"}]')
    assert wire.answer(8)["error"]["code"] == "invalid"
    assert wire.alive()


def test_a_close_is_echoed_and_the_connection_ends(plain_talk: Talk) -> None:
    """The server is the first to close the TCP connection, as the protocol wants it."""
    plain_talk.bo.socket.close()
    plain_talk.ana.socket.settle()
    for said in (b"", b"\x03\xe8", b"\x0b\xb8bye"):
        with Wire(plain_talk.server.url, plain_talk.bo.token) as wire:
            wire.tcp.settimeout(5)
            # Nothing after a goodbye counts.
            wire.tcp.sendall(frame(said, CLOSE) + frame(ASKED))
            assert wire.ended() == Got(CLOSE, said)
            assert b"43/chat" not in wire.raw
            wait_until(lambda: not plain_talk.online(plain_talk.bo), "it is forgotten")


def test_pings_and_pongs(wire: Wire) -> None:
    for data in (b"", b"x", b"\0\xff" * 62, b"x" * 125):
        wire.tcp.sendall(frame(data, PING))
        assert wire.frame() == Got(PONG, data)
    # One that nobody asked for is no news.
    wire.tcp.sendall(frame("well", PONG) * 3 + frame("now", PING))
    assert wire.frame() == Got(PONG, b"now")
    assert wire.alive()


def test_a_ping_between_fragments_is_answered_first(wire: Wire) -> None:
    wire.tcp.sendall(frame(ASKED[:9], fin=False) + frame("one", PING) + frame(ASKED[9:20], CONT, fin=False))
    assert wire.frame() == Got(PONG, b"one")
    wire.tcp.sendall(frame("two", PING) + frame(ASKED[20:], CONT))
    assert wire.frame() == Got(PONG, b"two")
    assert wire.answer(7)["ok"]


def test_a_character_may_be_cut_between_fragments_and_segments(wire: Wire) -> None:
    asked = ASKED.replace('"limit":1', '"ключ🏳️‍🌈":1').encode()
    for cut in range(30, 55):
        data = frame(asked[:cut], fin=False) + frame(asked[cut:], CONT)
        wire.tcp.sendall(data[:cut])
        wire.tcp.sendall(data[cut:])
        assert list(wire.answer(7)["error"]["fields"]) == ["ключ🏳️‍🌈"]


def test_bytes_are_nobodys_and_break_nothing(wire: Wire) -> None:
    wire.tcp.sendall(frame(b"\0\xff", BINARY) + frame(b"", BINARY) + frame(ASKED, BINARY))
    wire.tcp.sendall(frame(b"\xff", BINARY, fin=False) + frame(b"\xfe", CONT))
    assert wire.alive()
    assert b"43/chat,7[" not in wire.raw


def memory(server: RunningServer) -> int:
    """MiB that the server's process holds."""
    with open(f"/proc/{server.pid}/statm") as figures:  # noqa: PTH123  no file like others
        return int(figures.read().split()[1]) * 4096 // 2**20


@pytest.mark.parametrize("data", [frame("x" * 125, PING) * 500, frame("5") * 2000], ids=["pings", "upgrades"])
def test_whoever_asks_without_reading_costs_no_memory(plain_talk: Talk, data: bytes) -> None:
    """What needs no account, is small, and is answered below Socket.IO."""
    before = memory(plain_talk.server)
    with Wire(plain_talk.server.url, buffer=4096) as wire:
        wire.tcp.settimeout(2)
        try:
            for _ in range(30 * 2**20 // len(data) if data[0] & 15 == PING else 300):
                wire.tcp.sendall(data)
        except OSError:
            pass  # as good an end as any
        assert memory(plain_talk.server) - before < 12
    assert plain_talk.say(plain_talk.ana, "masih hidup")


def polling(server: RunningServer, token: str) -> tuple[str, str]:
    """A connection that polls: its address and its id."""
    address = server.url + "/socket.io/?EIO=4&transport=polling"
    sid = json.loads(requests.get(address, timeout=10).text[1:])["sid"]
    knock = "40/chat," + json.dumps({"token": token})
    assert requests.post(f"{address}&sid={sid}", data=knock, timeout=10).text == "OK"
    return f"{address}&sid={sid}", sid


def polled(address: str, name: str) -> list[str]:
    """Poll until a frame of that name comes; the packets before it."""
    packets: list[str] = []
    while True:
        answer = requests.get(address, timeout=30)
        assert answer.status_code == 200, answer.text
        for packet in answer.text.split("\x1e"):
            if packet.startswith(f'42/chat,["{name}"'):
                return packets
            packets.append(packet)


@pytest.mark.parametrize("said", [frame("hm", PING), frame("x", 3), frame(b"", CLOSE), frame("2")])
def test_a_websocket_that_fails_before_the_upgrade_leaves_polling_alone(
    plain_talk: Talk, said: bytes
) -> None:
    """What the protocol itself has to say goes to the WebSocket, and to nothing else."""
    address, sid = polling(plain_talk.server, plain_talk.ana.token)
    polled(address, "ready")
    with Wire(plain_talk.server.url, query=f"&sid={sid}") as wire:
        wire.tcp.sendall(said)
        if said[0] & 15 == PING:
            assert wire.frame() == Got(PONG, b"hm")
        else:
            wire.ended()
    plain_talk.say(plain_talk.bo, "halo")
    before = polled(address, "message_created")
    assert [packet for packet in before if packet not in {"2", "6"} and '["presence",' not in packet] == []


def test_upgrades_in_a_post_are_refused(plain_talk: Talk) -> None:
    address, _ = polling(plain_talk.server, plain_talk.ana.token)
    answer = requests.post(address, data="\x1e".join("5" * 30_000), timeout=10)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("last", [b"", frame("bye", CLOSE)[:3], frame("half a message")[:9]])
def test_whoever_goes_without_a_word_is_offline(plain_talk: Talk, last: bytes) -> None:
    runner = Person(plain_talk.server, "lari")
    socket = Wire(plain_talk.server.url, runner.token)
    wait_until(lambda: plain_talk.online(runner), "they are online")
    socket.tcp.sendall(last)
    socket.close()
    wait_until(lambda: not plain_talk.online(runner), "they are offline")


def test_nothing_counts_after_a_close_of_engine_io(default_server: RunningServer) -> None:
    token = default_server.register(unique("tutup"))
    with Wire(default_server.url) as wire:
        wire.tcp.sendall(frame("1") + frame("40/chat," + json.dumps({"token": token})))
        wire.ended()
        assert b"40/chat" not in wire.raw
    assert default_server.get("/healthz")
    assert "Traceback" not in default_server.log


def test_who_sends_without_a_pause_gives_the_others_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the hub would read on for as long as there is something to read, and serve nobody else."""
    turns: list[int] = []
    near, far = socket.socketpair()
    with near, far:
        eio = Server(async_mode="threading")
        send_queue.bound(eio)
        engine = Socket(eio, "one")
        heard: list[str] = []
        eio.on("message", lambda _sid, text: heard.append(text))
        monkeypatch.setattr(websocket, "yield_to_others", lambda: turns.append(len(heard)))
        far.sendall(frame("42") * 500 + frame(b"", PING) * 500)
        far.shutdown(socket.SHUT_WR)
        green = SimpleNamespace(
            fd=near, recv=near.recv, send=near.send, shutdown=near.shutdown, close=near.close
        )
        WebSocketConnection(green, engine, 64 * 1024).serve()
    assert heard == ["2"] * 500
    assert len(turns) == 1000 // websocket.AT_A_TIME
    assert max(after - before for before, after in pairwise(turns)) <= websocket.AT_A_TIME
