"""SIGTERM ends the server within two seconds, whoever is connected and whatever they do."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, closing

import pytest

from app.serving.server import FINISH_WITHIN
from tests.serving.raw import connected
from tests.sockets.wire import Wire
from tests.support.processes import free_port, wait_until
from tests.support.server import RunningServer
from tests.support.terminal import Terminal
from tests.test_eventlet import output

WITHIN = 2.0  # seconds
POLLING = "/socket.io/?EIO=4&transport=polling"
MODES = ["eventlet", "threading"]


@pytest.fixture(scope="module", params=MODES)
def server(request: pytest.FixtureRequest, start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server in each mode, with terminals."""
    return start_server(ASYNC_MODE=request.param, TERMINAL_PORT=str(free_port()))


def sent(server: RunningServer, data: str) -> socket.socket:
    line = connected(server.port)
    line.sendall(data.encode())
    return line


def polling(server: RunningServer) -> socket.socket:
    """A client whose poll is waiting for something to happen."""
    sid = json.loads(server.request("GET", POLLING).text[1:])["sid"]
    return sent(server, f"GET {POLLING}&sid={sid} HTTP/1.1\r\nHost: x\r\n\r\n")


def uploading(server: RunningServer, token: str) -> socket.socket:
    """Somebody whose picture is being taken in, and has yet to come."""
    line = sent(
        server,
        f"PUT /api/me/avatar HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: image/png\r\nContent-Length: 99999\r\nExpect: 100-continue\r\n\r\n",
    )
    # Too long to be read ahead, so it is told to go on by what answers the request.
    assert line.recv(100).startswith(b"HTTP/1.1 100")
    return line


def attachments(server: RunningServer) -> list[closing[socket.socket]]:
    """Everything that a client can leave a server with."""
    head = "POST /api/login HTTP/1.1\r\nHost: x\r\n"
    begun = [
        "",
        "GET / HT",
        head,
        head + "Content-Length: 9\r\n\r\n{",
        head + "Content-Length: 99999\r\n\r\n" + "x" * 70_000,
        head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        head + "Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\nHost: x\n\n",
    ]
    return [closing(line) for line in [*(sent(server, data) for data in begun), polling(server)]]


def test_nothing_that_is_attached_keeps_it(server: RunningServer) -> None:
    """Half requests of every kind, a poll, WebSockets and terminals; afterwards its port is free."""
    ana = server.register("ana")
    with ExitStack() as stack:
        for attached in attachments(server):
            stack.enter_context(attached)
        stack.enter_context(Wire(server.url, ana))
        stack.enter_context(Wire(server.url))  # in no namespace
        stack.enter_context(Terminal(server)).auth("ana")
        stack.enter_context(Terminal(server))
        begin = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begin < WITHIN
        server.start()
        assert server.get("/api/me", ana)["username"] == "ana"


def test_an_interrupt_ends_it_too(server: RunningServer) -> None:
    begin = time.monotonic()
    assert server.stop(signal.SIGINT) == 0
    assert time.monotonic() - begin < WITHIN
    server.start()


def test_the_listener_goes_first_and_a_second_signal_ends_it_at_once(server: RunningServer) -> None:
    with closing(uploading(server, server.login("ana"))):
        begin = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        wait_until(lambda: refused(server), "nobody is let in any more")
        assert server.running, "what is under way has a moment to end"
        assert server.stop() == 0
        assert time.monotonic() - begin < FINISH_WITHIN


def refused(server: RunningServer) -> bool:
    try:
        connected(server.port).close()
    except ConnectionError:
        return True
    return False


UNDER_WAY = """
import os, signal, socket, sys
from app import concurrency
if sys.argv[1] == "eventlet":
    import eventlet
    eventlet.monkey_patch()
import time
concurrency.use(sys.argv[1])
from app.serving.server import Server

def app(environ, start_response):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.3)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

def ask():
    with socket.create_connection(address) as line:
        line.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
        answers.append(b"".join(iter(lambda: line.recv(1000), b"")))

answers = []
listener = concurrency.listen("127.0.0.1", 0)
address = listener.getsockname()
server = Server(listener, app, 1000)
server.stop_on(signal.SIGTERM)
concurrency.spawn(ask)
server.serve()
time.sleep(0.1)
print(b"Connection: close" in answers[0], answers[0][-4:], flush=True)
os._exit(0)  # as `main` does
"""


@pytest.mark.parametrize("mode", MODES)
def test_what_is_under_way_is_finished(mode: str) -> None:
    assert output(UNDER_WAY, mode, first="") == "True b'done'"
