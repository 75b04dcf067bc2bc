"""What one connection may cost: rates, bytes waiting, mute sockets, fragments."""

from __future__ import annotations

import json
import os
import socket as sockets
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk
from tests.support.people import unique
from tests.support.processes import wait_until
from tests.support.server import RunningServer
from tests.support.sockets import LOBBY, ChatClient


@pytest.fixture(scope="module")
def strict_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server whose limits are on, as they are for everybody else."""
    return start_server(RATE_LIMITS="on")


def memory(server: RunningServer) -> int:
    """MiB that the server's process holds."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def until_refused(socket: ChatClient, command: str, fields: dict[str, Any]) -> tuple[int, Any]:
    """Send a command until it is refused; how often it was accepted, and the error."""
    accepted = 0
    while True:
        own = {"client_id": str(accepted)} if command == "send_message" else {}
        answer = socket.call(command, fields | own)
        if not answer["ok"]:
            return accepted, answer["error"]
        accepted += 1


def test_sixty_messages_at_once(strict_server: RunningServer) -> None:
    token = strict_server.register(unique("cerewet"))
    with ChatClient(strict_server.url, token) as socket:
        fields = {"room_id": LOBBY, "content": "x"}
        begun = time.monotonic()
        accepted, error = until_refused(socket, "send_message", fields)
        assert 60 <= accepted <= 60 + 2 * (time.monotonic() - begun) + 1
        assert (error["code"], error["retry_after"]) == ("rate_limited", 1)
        # Reading has a measure of its own.
        assert socket.send("history", room_id=LOBBY)["messages"]
        # Another tab is the same person.
        with ChatClient(strict_server.url, token) as tab:
            again, error = until_refused(tab, "typing", {"room_id": LOBBY, "is_typing": True})
            assert accepted + again <= 60 + 2 * (time.monotonic() - begun) + 1
            assert error["code"] == "rate_limited"


def test_reading_is_limited_too(strict_server: RunningServer) -> None:
    with RawSocket(strict_server.url, strict_server.register(unique("haus"))) as socket:
        served = 0
        # A slow machine needs more of them: 20 are given back each second.
        for number in range(10_000):
            socket.send(f'42/chat,{number}["changes",{{"room_id":1,"after":0}}]')
            if number % 100 == 99:
                answers = [socket.answer(asked) for asked in range(number - 99, number + 1)]
                served += sum(answer["ok"] for answer in answers)
                if not answers[-1]["ok"]:
                    break
        assert served >= 299
        assert answers[-1]["error"]["code"] == "rate_limited"


@pytest.mark.every_mode
def test_a_frozen_client_is_cut_off_and_costs_nobody_anything(talk: Talk) -> None:
    """It doesn't read while the others talk: the server forgets it before it takes the server's memory."""
    frozen = RawSocket(talk.server.url, talk.bo.token)
    frozen.tcp.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    talk.bo.socket.close()
    talk.ana.socket.settle()
    before = memory(talk.server)
    text = "a" * 4000
    rounds = 0
    while talk.online(talk.bo):
        rounds += 1
        assert rounds < 3000, "more than 12 MB went to somebody who never read any"
        talk.say(talk.ana, text)
        talk.ana.socket.wait_for("message_created")
    assert memory(talk.server) - before < 40
    frozen.close()
    # Back again, it catches up.
    with ChatClient(talk.server.url, talk.bo.token) as back:
        ready = back.wait_for("ready")
        head = next(room["head"] for room in ready["rooms"] if room["id"] == talk.room)
        assert head == rounds
        assert back.send("changes", room_id=talk.room, after=head - 10)["has_more"] is False


@pytest.mark.every_mode
def test_asking_faster_than_reading_is_answered_in_full(talk: Talk) -> None:
    """Pipelined requests whose answers are far more than may wait: slowed down, not cut off."""
    for number in range(20):
        talk.say(talk.ana, f"{number}" + "\u4e2d" * 3900)
    with RawSocket(talk.server.url, talk.bo.token) as socket:
        for number in range(30):
            socket.send(f'42/chat,{number}["history",{{"room_id":{talk.room}}}]')
        for number in range(30):
            assert len(socket.answer(number)["data"]["messages"]) == 20


def test_a_socket_that_connects_to_nothing_is_closed(default_server: RunningServer) -> None:
    server = default_server
    begun = time.monotonic()
    mute = [RawSocket(server.url) for _ in range(5)]
    address = server.url + "/socket.io/?EIO=4&transport=polling"
    polling = json.loads(requests.get(address, timeout=10).text[1:])["sid"]
    refused = RawSocket(server.url)
    refused.send('40/chat,{"token":"x"}')
    all_open = time.monotonic()
    for socket in (*mute, refused):
        with pytest.raises(ConnectionError):
            socket.frame("nothing of that name")
        socket.close()
    assert time.monotonic() - begun > 8
    assert time.monotonic() - all_open < 14
    wait_until(
        lambda: requests.get(f"{address}&sid={polling}", timeout=30).status_code == 400, "the poll is refused"
    )
    with RawSocket(server.url, server.register(unique("ada"))) as socket:
        assert socket.alive()


@pytest.mark.every_mode
def test_fragments_without_end(talk: Talk) -> None:
    """A message in ever more fragments is refused when it is too long, not kept until it is complete."""
    with RawSocket(talk.server.url, talk.eve.token) as socket, pytest.raises(ConnectionError):
        flood(socket.tcp)
    talk.ana.socket.settle()


def flood(raw: sockets.socket, size: int = 1000) -> None:
    """A text message that never ends, as masked fragments."""
    mask = b"\0\0\0\0"
    fragment = struct.pack("!BBH", 0, 128 | 126, size) + mask + b"x" * size
    raw.sendall(struct.pack("!BB", 1, 128 | 2) + mask + b"42")
    raw.settimeout(0.001)
    for _ in range(100_000):
        try:
            if not raw.recv(4096):
                raise ConnectionResetError
        except TimeoutError:
            pass
        raw.settimeout(10)
        raw.sendall(fragment)
        raw.settimeout(0.001)
    raise AssertionError("it took 100 MB")


@pytest.mark.every_mode
def test_long_polling_carries_everything(talk: Talk) -> None:
    """Where WebSockets are blocked: a whole conversation, and 100 messages in one POST."""
    with ChatClient(talk.server.url, talk.bo.token, transports=("polling",)) as socket:
        socket.wait_for("ready")
        talk.say(talk.ana, "halo")
        socket.wait_for("message_created")
        assert socket.send("send_message", room_id=talk.room, content="halo", client_id="p")["seq"] == 2
    address = talk.server.url + "/socket.io/?EIO=4&transport=polling"
    sid = json.loads(requests.get(address, timeout=10).text[1:])["sid"]
    requests.post(f"{address}&sid={sid}", data='40/chat,{"token":"%s"}' % talk.bo.token, timeout=10)  # noqa: UP031
    posts = [
        {"room_id": talk.room, "content": str(number), "client_id": unique("b")} for number in range(100)
    ]
    body = "\x1e".join("42/chat," + json.dumps(["send_message", post]) for post in posts)
    assert requests.post(f"{address}&sid={sid}", data=body, timeout=10).text == "OK"
    talk.ana.socket.wait_for("message_created", lambda frame: frame["change"] == 102)
    frames = [frame["message"]["content"] for frame in talk.ana.socket.heard("message_created")]
    assert frames[-99:] == [str(number) for number in range(99)]
    assert requests.post(f"{address}&sid={sid}", data="nonsense", timeout=10).status_code == 400
