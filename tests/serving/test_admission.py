"""Who has a connection when there are more who want one, and that the loop that lets them in goes on."""

from __future__ import annotations

import errno
import logging
import resource
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.services import addresses
from app.serving import accepting, descriptors
from app.serving.accepting import accept_connections, stop_listening
from app.serving.admission import Connections
from tests.serving.raw import connected
from tests.support.processes import wait_until
from tests.support.server import RunningServer


class Caller:
    """What `Connections` knows of a connection."""

    def __init__(self, address: str) -> None:
        self.peer = (address, 1)
        self.network = ""
        self.upgraded = False
        self.ended = False

    def cut(self) -> None:
        self.ended = True


def crowd(connections: Connections, *addresses: str) -> list[Any]:
    callers: list[Any] = [Caller(address) for address in addresses]
    assert all(connections.admit(caller) for caller in callers)
    return callers


def test_the_idle_make_room_and_the_busy_do_not() -> None:
    connections = Connections(3, 0, str)
    first, second, third = crowd(connections, "192.0.2.1", "192.0.2.2", "192.0.2.3")
    assert connections.busy(first)
    [newcomer] = crowd(connections, "192.0.2.4")
    assert [one.ended for one in (first, second, third)] == [False, True, False]
    assert not connections.busy(second), "its request came too late"
    assert connections.busy(third)
    assert connections.busy(newcomer)
    assert not connections.admit(Caller("192.0.2.5"))  # type: ignore[arg-type]
    assert connections.waiting(first)
    assert connections.admit(Caller("192.0.2.5"))  # type: ignore[arg-type]
    assert first.ended


def test_a_crowd_from_one_address_makes_room_for_itself() -> None:
    connections = Connections(100, 0, str)
    [other] = crowd(connections, "192.0.2.1")
    hostile = crowd(connections, *["203.0.113.1"] * 500)
    assert not other.ended
    assert [one.ended for one in hostile] == [True] * 401 + [False] * 99
    crowd(connections, "192.0.2.2")
    assert other.ended, "the oldest that waits, when the newcomer's own address has no crowd"


def test_an_address_has_so_many_and_no_more() -> None:
    connections = Connections(100, 4, addresses.network)
    first, *_ = crowd(connections, *[f"2001:db8::{number}" for number in range(5)])
    assert first.ended, "a /64 is one address"
    mapped = crowd(connections, "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1")
    for one in mapped:
        assert connections.busy(one)
    assert not connections.admit(Caller("192.0.2.1"))  # type: ignore[arg-type]
    crowd(connections, *["127.0.0.1", "::1"] * 20)  # a proxy's are everybody's
    connections.forget(mapped[0])
    crowd(connections, "192.0.2.1")


def test_at_the_end_nobody_comes_in_and_who_waits_is_ended() -> None:
    connections = Connections(10, 0, str)
    idle, busy, websocket = crowd(connections, *["192.0.2.1"] * 3)
    for one in (busy, websocket):
        connections.busy(one)
    websocket.upgraded = True
    connections.close()
    assert [one.ended for one in (idle, busy, websocket)] == [True, False, False]
    assert connections.under_way()
    assert not connections.waiting(busy)
    assert not connections.admit(Caller("192.0.2.1"))  # type: ignore[arg-type]
    connections.forget(busy)
    assert not connections.under_way()


STEPS = some.lists(
    some.tuples(some.sampled_from(["admit", "busy", "waiting", "forget"]), some.integers(0, 9))
)


@given(STEPS)
def test_the_numbers_hold_whatever_happens(steps: list[tuple[str, int]]) -> None:
    connections = Connections(4, 2, str)
    callers: list[Any] = [Caller(f"192.0.2.{number % 3}") for number in range(10)]
    known: set[int] = set()
    for step, number in steps:
        if step == "admit" and number not in known:
            known.add(number)
            connections.admit(callers[number])
        elif step != "admit":
            getattr(connections, step)(callers[number])
        assert len(connections._open) <= 4
        assert set(connections._waiting) <= set(connections._open)
        for name, network in connections._networks.items():
            theirs = [one for one in connections._open if one.network == name]
            assert 0 < len(theirs) == network.connections <= 2
            assert set(network.waiting) == set(theirs) & set(connections._waiting)


class Listener:
    """A listening socket that lacks descriptors for a while."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    def accept(self) -> Any:
        if self.faults:
            raise self.faults.pop(0)
        raise OSError(errno.EINVAL, "closed")

    def fileno(self) -> int:
        return 3


def test_without_descriptors_it_says_so_once_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(accepting, "sleep", waits.append)
    listener: Any = Listener(
        *[OSError(number, "none") for number in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)],
        OSError(errno.ECONNABORTED, "gone"),
        RuntimeError("can't start new thread"),
    )
    with caplog.at_level(logging.ERROR):
        accept_connections(listener, lambda *_: None)
    assert waits == [accepting.PAUSE] * 5
    assert len(caplog.records) == 1


def test_others_have_their_turn_and_what_fails_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[int] = []
    taken: list[socket.socket] = []
    monkeypatch.setattr(accepting, "TURN", 8)
    monkeypatch.setattr(accepting, "yield_to_others", lambda: turns.append(len(taken)))
    monkeypatch.setattr(accepting, "sleep", lambda _: None)

    def take(sock: socket.socket, peer: tuple[Any, ...]) -> None:
        taken.append(sock)
        if len(taken) % 2:
            raise OSError if len(taken) % 4 == 1 else RuntimeError
        sock.close()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener, ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(socket.create_connection(listener.getsockname()))
        loop = Thread(target=accept_connections, args=(listener, take))
        loop.start()
        wait_until(lambda: len(taken) == 20, "all were taken")
        stop_listening(listener)
        loop.join(10)
        assert not loop.is_alive()
    assert len(turns) >= 2
    assert turns[0] <= 8
    assert all(sock.fileno() == -1 for sock in taken)


def test_the_numbers_come_from_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (64, 128, 1024, 4096, 65_536, 1 << 20, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        room = descriptors.for_http() + descriptors.for_terminals()
        assert limit < 128 or room + descriptors.OTHERS <= limit or limit == resource.RLIM_INFINITY
        assert 16 <= descriptors.for_http() <= descriptors.MOST_HTTP
    assert descriptors.for_http() == descriptors.MOST_HTTP
    assert descriptors.for_terminals() == descriptors.MOST_TERMINALS


def descriptors_of(server: RunningServer) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_half_a_request_of_many_keeps_nobody_out(
    start_server: Callable[..., RunningServer], mode: str
) -> None:
    """More silent and half-open connections than there is room for: others are answered meanwhile."""
    server = start_server(ASYNC_MODE=mode)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (128, 128))
    server.register("ana")
    before = descriptors_of(server)
    with ExitStack() as stack:
        for number in range(200):
            line = stack.enter_context(closing(connected(server.port)))
            line.sendall(
                [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"][number % 3]
            )
            if number % 20 == 0:
                assert server.request("GET", "/healthz", headers={"Connection": "close"}).status_code == 200
    wait_until(lambda: descriptors_of(server) <= before, "all descriptors are back")
    assert server.running
    assert "Traceback" not in server.log
