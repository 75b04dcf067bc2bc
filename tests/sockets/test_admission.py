"""When everybody comes back at once: who is let in when, and what is done while the database is away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from queue import Empty
from queue import Queue as Plain
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from engineio.exceptions import EngineIOError
from socketio.exceptions import ConnectionRefusedError as Refused
from sqlalchemy.exc import OperationalError

from app.engine import admission, incoming, maintenance, patience, upgrades
from app.engine.admission import Admission
from app.engine.patience import GivenUp, patiently
from app.engine.send_queue import SendQueue, cut_off
from app.engine.websocket import WebSocketConnection
from app.http import tokens
from app.services import accounts
from app.sockets import connections
from app.sockets.handshake import Handshake
from tests.sockets.desk import Desk
from tests.support.processes import wait_until

AWAY = OperationalError("SELECT", {}, Exception("as if the database were away"))


def test_the_next_is_who_waited_longest() -> None:
    gate = Admission(at_once=2)
    let_in: list[str] = []
    release = threading.Semaphore(0)

    def come(name: str) -> None:
        with gate.turn(name):
            let_in.append(name)
            release.acquire(timeout=10)

    people = [threading.Thread(target=come, args=[name], daemon=True) for name in "abcde"]
    for number, person in enumerate(people, 1):
        person.start()
        wait_until(lambda number=number: len(gate._gate._queue) + len(let_in) == number, "they wait")  # type: ignore[misc]
    assert let_in == ["a", "b"]
    assert all(gate.has(name) for name in "abcde")
    for number in range(3, 6):
        release.release()
        wait_until(lambda number=number: len(let_in) == number, "the next is let in")  # type: ignore[misc]
    assert let_in == ["a", "b", "c", "d", "e"]
    release.release(2)
    for person in people:
        person.join(10)
    assert not any(gate.has(name) for name in "abcde")


def test_some_connections_are_opened_at_a_time_and_nobody_else_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for something else is answered while thousands dial; who gave up costs nothing more."""
    monkeypatch.setattr(incoming, "OPENED_AT_ONCE", 1)
    opened, answered = threading.Event(), []

    def server(environ: dict[str, Any], start_response: Any) -> list[str]:
        if "sid=" not in environ["QUERY_STRING"] and environ["PATH_INFO"] == "/socket.io/":
            opened.wait(10)
        return [environ["name"]]

    app = incoming.tidy(server, 100)
    ours, theirs = socket.create_server(("127.0.0.1", 0)), None
    with ours:
        theirs = socket.create_connection(ours.getsockname())
        waiting, _ = ours.accept()

    def ask(name: str, path: str, query: str = "", tcp: socket.socket | None = None) -> None:
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "werkzeug.socket": tcp, "name": name}
        answered.extend(app(environ, lambda *_: None) or [b"refused"])

    asked = [
        threading.Thread(target=ask, args=["first", "/socket.io/"]),
        threading.Thread(target=ask, args=["second", "/socket.io/", "transport=polling"]),
        threading.Thread(target=ask, args=["gone", "/socket.io/", "", waiting]),
    ]
    for thread in asked:
        thread.start()
    theirs.close()
    ask("poll", "/socket.io/", "sid=abc")
    ask("health", "/healthz")
    assert answered == ["poll", "health"]
    opened.set()
    for thread in asked:
        thread.join(10)
    waiting.close()
    assert sorted(map(str, answered[2:])) == ["b''", "first", "second"]


@pytest.fixture
def line() -> Any:
    """A connection's line, and the client's end of it."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    made = WebSocketConnection(
        SimpleNamespace(fd=ours, shutdown=ours.shutdown, close=ours.close), SimpleNamespace(), 65536
    )
    yield made, theirs
    ours.close()
    theirs.close()


CLOSE = b"\x88\x82\x00\x00\x00\x00\x03\xe8"
PONG = b"\x81\x81\x00\x00\x00\x003"


@pytest.mark.parametrize("goes", [lambda theirs: theirs.close(), lambda theirs: theirs.sendall(CLOSE)])
def test_who_went_while_waiting_is_seen(line: Any, goes: Callable[[socket.socket], None]) -> None:
    ours, theirs = line
    assert ours.is_there()
    assert not ours.has_unread()
    theirs.sendall(PONG)
    assert ours.has_unread()
    assert ours.is_there()
    goes(theirs)
    assert not ours.is_there()
    engine = SimpleNamespace(closing=False, closed=False, queue=SimpleNamespace(line=ours))
    assert not admission.is_there(engine)
    assert not admission.is_there(None)


def test_what_waits_for_us_is_not_closed_as_mute(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = line
    closed: list[str] = []

    def engine(name: str, its: Any = None) -> Any:
        queue = SimpleNamespace(line=its)
        return SimpleNamespace(queue=queue, close=lambda wait: closed.append(name))

    gate = Admission()
    manager = SimpleNamespace(get_namespaces=list)
    sockets = {"waits": engine("waits"), "unheard": engine("unheard", ours), "mute": engine("mute")}
    server = SimpleNamespace(admission=gate, manager=manager, eio=SimpleNamespace(sockets=sockets))
    theirs.sendall(PONG)
    mute: dict[str, float] = {}
    with gate.turn("waits"):
        for moment in (0.0, maintenance.MUTE_FOR + 1):
            monkeypatch.setattr(maintenance, "monotonic", lambda moment=moment: moment)
            maintenance.close_mute(server, mute)
    assert closed == ["mute"]


def test_an_upgrade_has_time_while_its_client_waits_to_be_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stock client goes on once its handshake, a POST, is answered; a failed upgrade leaves it deaf."""
    ours, theirs = socket.socketpair()
    gate = Admission()
    attempts = upgrades.Upgrades(gate.has)
    engine = type("Engine", (), {"sid": "waits", "connected": True, "upgraded": False})()

    def go_on() -> None:
        attempts.opened(engine, ours)
        theirs.settimeout(0)
        with gate.turn("waits"):
            for later in (upgrades.WITHIN + 1, 2 * upgrades.WITHIN + 2):
                monkeypatch.setattr("app.engine.upgrades.monotonic", lambda later=later: begin + later)
                attempts.end_slow()
        with pytest.raises(BlockingIOError):
            theirs.recv(1)
        monkeypatch.setattr("app.engine.upgrades.monotonic", lambda: begin + 3 * upgrades.WITHIN + 3)
        attempts.end_slow()
        assert theirs.recv(1) == b""

    with ours, theirs:
        begin = monotonic()
        attempts.run(engine, go_on)


def test_who_is_cut_off_hears_it_as_the_answer_to_the_handshake() -> None:
    """A client that polls and upgrades has stopped polling, so there is nothing else to hear it by."""
    queue = type("Queue", (SendQueue, Plain), {})()
    server = SimpleNamespace(get_queue_empty_exception=lambda: Empty)
    engine = SimpleNamespace(closing=False, closed=False, queue=queue, server=server, close=lambda **_: None)
    incoming.checked_post(engine, lambda _environ: None, {})
    with pytest.raises(EngineIOError):
        incoming.checked_post(engine, lambda _environ: cut_off(engine), {})


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client is there, and no time is lost between attempts."""
    monkeypatch.setattr(patience, "AGAIN", 0)
    monkeypatch.setattr(admission, "is_there", lambda _socket: True)


def failing(times: int, error: Exception = AWAY) -> Callable[..., str]:
    """Work that fails so often before it succeeds."""
    left = iter([error] * times)

    def work(*_: Any) -> str:
        if (fault := next(left, None)) is not None:
            raise fault
        return "done"

    return work


@pytest.mark.usefixtures("patient")
def test_a_handshake_waits_for_the_database(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(patience, "_said", -1e9)
    with caplog.at_level("WARNING", "app.engine.patience"):
        assert patiently("/chat", "sid", failing(times=5)) == "done"
    assert caplog.text.count("The database is away") == 1
    monkeypatch.setattr(patience, "PATIENCE", -1)
    with pytest.raises(GivenUp):
        patiently("/chat", "sid", failing(times=1))


@pytest.mark.usefixtures("patient")
def test_what_is_no_trouble_of_the_database_is_not_tried_again(desk: Desk) -> None:
    with pytest.raises(ValueError, match="a bug"):
        patiently("/chat", "sid", failing(times=1, error=ValueError("a bug")))


def test_who_is_gone_is_not_waited_with(desk: Desk) -> None:
    with pytest.raises(GivenUp):
        patiently("/chat", "nobody's sid", failing(times=1))


def test_who_is_given_up_is_told_nothing_and_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.app.app_context():
        token = tokens.issue(desk.ana.user_id, desk.ana.session_id)
    monkeypatch.setattr(accounts, "signed_in", failing(times=1))
    with pytest.raises(Refused) as refused:
        Handshake(desk.app).connect("given up", {}, {"token": token})
    assert refused.value.error_args == {"message": "Connection rejected by server"}
    assert connections.get("given up") is None
