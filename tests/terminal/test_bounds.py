"""Slow, mute, greedy and hostile terminals: bounded, and nobody else is disturbed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from app.services.actor import Actor
from app.terminal import commands
from app.terminal.connection import Connection
from app.terminal.server import KEEPALIVE, MOST_PER_ADDRESS, SIGN_IN_WITHIN, Gateway, tune
from app.terminal.terminal_sessions import TerminalSession
from tests.support.processes import free_port, wait_until
from tests.support.server import RunningServer
from tests.support.terminal import Terminal
from tests.terminal.conftest import Hall

HELP = "Commands: "


@pytest.mark.every_mode
def test_a_slow_reader_is_cut_off_and_holds_up_nobody(hall: Hall) -> None:
    ana, bo, eve = hall.name("ana"), hall.name("bo"), hall.name("eve")
    slow = hall.terminal(eve, receive_buffer=4096)
    slow.listen()
    quick, speaker = hall.terminal(bo), hall.terminal(ana)
    quick.listen()
    heard = 0
    for number in range(200):  # 1.6 MB, more than is kept for anybody
        assert speaker.ask(f"send {bo},{eve} {number} {'x' * 3900}") == f"message sent to {bo},{eve}"
        heard += quick.line().startswith(f"[dm] {ana}: {number} x")
    assert heard == 200
    assert slow.closed()
    assert quick.ask("help").startswith(HELP)
    wait_until(lambda: eve not in [one["username"] for one in quick.show()], "eve is offline")


@pytest.mark.every_mode
def test_who_asks_without_reading_waits_for_themselves_only(hall: Hall) -> None:
    ana, eve = hall.name("ana"), hall.name("eve")
    writer = hall.terminal(ana)
    for _ in range(20):
        writer.ask(f"send {eve} {'x' * 4000}")
    greedy = hall.terminal(eve, receive_buffer=4096)
    greedy.send(b"inbox\n" * 2000)
    assert writer.ask("help").startswith(HELP)
    before = time.monotonic()
    for _ in range(20):
        writer.ask(f"send {eve} halo")
    assert time.monotonic() - before < 5
    assert greedy.line().startswith("{"), "what was asked is answered once it is read"


@pytest.mark.alone
@pytest.mark.every_mode
def test_an_endless_stream_of_nonsense_disturbs_nobody(hall: Hall) -> None:
    ana = hall.name("ana")
    noise = [hall.terminal() for _ in range(5)]
    stopped = threading.Event()

    def shout(terminal: Terminal) -> None:
        terminal.sock.setblocking(False)
        while not stopped.is_set():
            try:
                terminal.sock.send(b"\xff\n\x1b[2J\n" * 500)
            except BlockingIOError:
                stopped.wait(0.01)
            except OSError:
                return

    threads = [threading.Thread(target=shout, args=(terminal,)) for terminal in noise]
    for thread in threads:
        thread.start()
    try:
        terminal = hall.terminal(ana)
        times = []
        for _ in range(20):
            before = time.monotonic()
            assert terminal.ask(f"send {ana} halo") == f"message sent to {ana}"
            times.append(time.monotonic() - before)
        assert sorted(times)[10] < 0.5
        assert hall.server.get("/api/me", hall.tokens[ana])["username"] == ana
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


@pytest.mark.every_mode
def test_hundreds_of_connections(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    others = [hall.name("ani") for _ in range(2)]  # nobody has a hundred sessions
    many = [hall.terminal(ana) for _ in range(20)]
    many += [hall.terminal(name) for name in others for _ in range(40)]
    for terminal in many:
        terminal.listen()
    names = ",".join([ana, *others])
    assert hall.terminal(bo).ask(f"send {names} halo") == f"message sent to {names}"
    for terminal in many:
        assert terminal.line() == f"[dm] {bo}: halo"
    idle = [hall.terminal() for _ in range(MOST_PER_ADDRESS)]
    for terminal in many:  # those who are signed in are not the ones that make room
        assert terminal.ask("foo").startswith("Error, unknown")
    assert idle[0].closed()
    assert idle[-1].ask("help").startswith(HELP)


def test_an_address_that_is_full_of_people_is_told_so() -> None:
    with socket.socket() as unused:
        gateway = Gateway(unused, most=MOST_PER_ADDRESS + 50)

        def admitted(address: str, signed_in: bool) -> Connection | None:
            one = Connection(unused, address, 1)
            one._session = (
                TerminalSession(Actor(1, "ana", "Ana", "user", ""), one.outgoing) if signed_in else None
            )
            return one if gateway._admit(one) else None

        for _ in range(MOST_PER_ADDRESS - 1):
            assert admitted("192.0.2.1", signed_in=True)
        assert admitted("192.0.2.1", signed_in=False)
        assert admitted("192.0.2.1", signed_in=True), "who isn't signed in makes room"
        assert not admitted("192.0.2.1", signed_in=True)
        assert not admitted("192.0.2.1", signed_in=False)
        assert admitted("192.0.2.2", signed_in=False)
        for number in range(50):
            assert admitted(f"198.51.100.{number}", signed_in=True)
        assert not admitted("203.0.113.1", signed_in=True)


def test_who_never_signs_in_is_shown_out() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.create_connection(listener.getsockname()) as client:
        gateway = Gateway(listener)
        mine, _ = listener.accept()
        waiting = Connection(mine, "192.0.2.1", 1)
        assert gateway._admit(waiting)
        serving = threading.Thread(target=waiting.serve)
        serving.start()
        gateway._close_signed_out()
        client.sendall(b"help\n")
        client.settimeout(10)
        assert client.recv(1000).startswith(b"Commands")
        gateway._since[waiting] -= SIGN_IN_WITHIN + 1
        gateway._close_signed_out()
        assert client.recv(1000) == b"Error, nobody signed in\n"
        assert client.recv(1000) == b""
        serving.join(10)
        assert not serving.is_alive()


def test_a_peer_that_is_gone_without_a_word_is_noticed() -> None:
    with socket.socket() as sock:
        tune(sock)
        for name, value in KEEPALIVE.items():
            assert sock.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) == value
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_a_fault_of_ours_is_one_line_with_an_id(plain_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("\x1b secret")

    monkeypatch.setitem(commands.COMMANDS, "help", broken)
    with socket.socket() as unused:
        answer = commands.answer(Connection(unused, "192.0.2.1", 1), b"help")
    assert answer
    assert answer.startswith("Error, Something went wrong. (id ")
    assert "secret" not in answer


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_terminal_does_not_keep_the_server_from_stopping(
    start_server: Callable[..., RunningServer], mode: str
) -> None:
    server = start_server(ASYNC_MODE=mode, TERMINAL_PORT=str(free_port()))
    server.register("ana")
    with Terminal(server) as terminal:
        terminal.auth("ana")
        # The signal comes upon what the terminal's greenlet still does after its answer.
        assert server.stop() == 0


def test_limits_are_those_of_every_door(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(TERMINAL_PORT=str(free_port()), RATE_LIMITS="on")
    server.register("ana")
    server.register("budi", password="kata sandi")
    with Terminal(server) as terminal:
        for _ in range(10):
            assert terminal.ask("auth budi salah sekali") == "Error, password salah"
        assert terminal.ask("auth budi kata sandi").startswith("Error, Too many attempts")
        terminal.auth("ana")
        terminal.send("send ana halo\n" * 80)
        answers = terminal.lines(80)
        assert answers[:60] == ["message sent to ana"] * 60
        assert any(line.startswith("Error, Too many attempts. Please wait a moment. (") for line in answers)
        assert terminal.ask("help").startswith(HELP)


def test_nobody_writes_to_very_many_new_people(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(TERMINAL_PORT=str(free_port()), RATE_LIMITS="on")
    ana = server.register("ana")
    for i in range(59):
        server.register(f"orang-ke-{i}x")
        server.post("/api/rooms", ana, type="dm", username=f"orang-ke-{i}x")
    with Terminal(server) as terminal:
        terminal.auth("ana")
        assert terminal.ask("send ana,admin halo").startswith("Error, Too many attempts"), (
            "to all or to nobody"
        )
        assert terminal.ask("send ana halo") == "message sent to ana"
        assert terminal.ask("send admin halo").startswith("Error, Too many attempts")
        assert terminal.ask("send orang-ke-1x halo") == "message sent to orang-ke-1x"
