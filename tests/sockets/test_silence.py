"""Who doesn't answer a ping is closed, on each transport and in the middle of changing it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from engineio.packet import PING

from app.engine import pings, server
from tests.conftest import STACKS
from tests.sockets.wire import CLOSE, Wire
from tests.support.faulty import FaultyServer
from tests.support.people import unique
from tests.support.processes import wait_until

EVERY, WITHIN = 2.0, 1.0
MODES = [{}, {"ASYNC_MODE": STACKS[2].mode}]


class Socket:
    """What `Pings` knows of a connection."""

    def __init__(self) -> None:
        self.last_ping: float | None = 1.0
        self.closing = self.closed = False
        self.answer_by = 0.0
        self.sent: list[int] = []
        self.queue = SimpleNamespace(line=None)

    def send(self, packet: Any) -> None:
        self.sent.append(packet.packet_type)

    def close(self, wait: bool, reason: str) -> None:
        self.closed = True


class Engine:
    """What `Pings` knows of the library."""

    ping_interval, ping_timeout = server.PING_EVERY, server.PING_WITHIN

    class reason:  # noqa: N801  the library's own name
        PING_TIMEOUT = "ping timeout"

    def __init__(self) -> None:
        self.handlers = {"connect": lambda *_: None}

    def on(self, *_: Any) -> None:
        pass


class Clock:
    """Time that a test moves; the keeper looks every second of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(pings, "monotonic", lambda: self.now)
        self.pings = pings.Pings(Engine())

    def pass_by(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, with a look after each step."""
        until = self.now + seconds
        while self.now < until:
            self.now += step
            self.pings.send_due()


def test_silence_ends_after_45_seconds_and_an_answer_in_time_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, silent, awake = Clock(monkeypatch), Socket(), Socket()
    for socket in (silent, awake):
        clock.pings.schedule(socket)
    clock.pass_by(25)
    assert silent.sent == awake.sent == [PING]
    clock.pass_by(19)
    clock.pings.schedule(awake)  # its pong
    assert [silent.closed, awake.closed] == [False, False]
    clock.pass_by(1)
    assert [silent.closed, awake.closed] == [True, False]
    clock.pass_by(24)
    assert (awake.sent, awake.closed) == ([PING, PING], False)
    clock.pass_by(20)
    assert [silent.closed, awake.closed] == [True, True]


def test_our_own_absence_is_not_the_clients_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, socket = Clock(monkeypatch), Socket()
    clock.pings.schedule(socket)
    clock.pass_by(25)
    clock.pass_by(30, step=30)  # the process was stopped; its answer may wait to be read
    before = socket.closed
    clock.pass_by(4)
    assert (before, socket.closed) == (False, True)


@pytest.fixture(scope="module", params=MODES, ids=["direct", "threading"])
def impatient(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultyServer]:
    """Its pings come soon and are to be answered soon."""
    folder = tmp_path_factory.mktemp("impatient")
    with FaultyServer(folder, FAULT_PING=f"{EVERY},{WITHIN}", **request.param) as server:
        yield server


def address(server: FaultyServer, sid: str = "") -> str:
    """Where polls go."""
    return f"{server.url}/socket.io/?EIO=4&transport=polling" + (f"&sid={sid}" if sid else "")


def poller(server: FaultyServer, token: str) -> str:
    """A connection that polls, in `/chat`; its sid."""
    sid = str(json.loads(requests.get(address(server), timeout=10).text[1:])["sid"])
    packet = "40/chat," + json.dumps({"token": token})
    assert requests.post(address(server, sid), packet, timeout=10).status_code == 200
    return sid


def test_the_silent_are_closed(impatient: FaultyServer) -> None:
    """A WebSocket, one that polls without answering, and one that probes and never upgrades."""
    token = impatient.register(unique("diam"))
    begun = time.monotonic()
    polling, upgrading = poller(impatient, token), poller(impatient, token)
    probe = Wire(impatient.url, query=f"&sid={upgrading}")
    probe.say("2probe")
    assert probe.text() == "3probe"
    with Wire(impatient.url, token) as wire, probe:
        goodbyes = []
        try:
            while True:
                goodbyes.append(wire.frame())
        except ConnectionError:
            took = time.monotonic() - begun
        assert goodbyes[-1].opcode == CLOSE
        probe.ended()
        told = ""
        while (poll := requests.get(address(impatient, polling), timeout=10)).status_code == 200:
            told = poll.text
    assert EVERY + WITHIN - 0.5 < took < EVERY + WITHIN + 5
    assert told.endswith("\x1e1") or told == "1", "told that it is the end"
    # The one in the middle may still be told by a poll, for a while.
    assert requests.get(address(impatient, upgrading), timeout=10).text.endswith("1")
    wait_until(lambda: impatient.sockets() == 0, "nothing is left")
    if "ASYNC_MODE" not in impatient.settings:  # whose threads here are eventlet's, which it was not made for
        assert "Traceback" not in impatient.log
