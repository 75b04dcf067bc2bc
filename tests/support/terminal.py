"""A terminal for tests: a plain socket, line by line.

    with Terminal(server) as ana:
        assert ana.ask("auth ana") == ...

Nothing sleeps: a test waits for a line, and for the absence of one by the answer to another command.
"""

from __future__ import annotations

import json
import socket
from typing import Any

from tests.support.closing import Closing
from tests.support.server import RunningServer

TIMEOUT = 20.0  # seconds: a guard against hanging


class Terminal(Closing):
    """One connection to the gateway."""

    def __init__(self, server: RunningServer, receive_buffer: int | None = None) -> None:
        self.sock = socket.socket()
        self.sock.settimeout(TIMEOUT)
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.connect(("127.0.0.1", int(server.settings["TERMINAL_PORT"])))
        self._begun = b""

    def send(self, data: str | bytes) -> None:
        """Send exactly this."""
        self.sock.sendall(data.encode() if isinstance(data, str) else data)

    def line(self) -> str:
        """The next line. Raises `EOFError` when the server closed instead."""
        while b"\n" not in self._begun:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError(self._begun)
            self._begun += data
        line, _, self._begun = self._begun.partition(b"\n")
        return line.decode()

    def lines(self, count: int) -> list[str]:
        """The next lines."""
        return [self.line() for _ in range(count)]

    def ask(self, command: str | bytes, end: bytes = b"\n") -> str:
        """Send a command; the next line."""
        self.send((command.encode() if isinstance(command, str) else command) + end)
        return self.line()

    def auth(self, username: str, password: str = "") -> str:
        """Sign in; the session's id."""
        answer = self.ask(f"auth {username} {password}".strip())
        prefix = f"username {username} logged in, token "
        assert answer.startswith(prefix), answer
        return answer.removeprefix(prefix)

    def listen(self) -> None:
        """Hear what comes in from now on."""
        assert self.ask("listen") == "listening"

    def inbox(self) -> Any:
        """The decoded inbox."""
        return json.loads(self.ask("inbox"))

    def show(self) -> Any:
        """The decoded list of who is online."""
        return json.loads(self.ask("show"))

    def nothing_before(self, command: str, answer: str) -> None:
        """Assert that the next line is this answer: nothing came in between."""
        assert self.ask(command) == answer

    def closed(self) -> bool:
        """Whether the server closes it, after whatever it still says."""
        try:
            while self.sock.recv(65536):
                pass
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    def close(self) -> None:
        self.sock.close()
