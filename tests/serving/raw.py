"""HTTP by hand, below any client library: what a stranger may send, and exactly what came back."""

from __future__ import annotations

import re
import socket
from contextlib import suppress

TIMEOUT = 15


def connected(port: int) -> socket.socket:
    """A connection to the server on that port."""
    line = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def everything(line: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    got = b""
    with suppress(ConnectionError):
        while data := line.recv(65_536):
            got += data
    return got


def exchange(port: int, *parts: bytes) -> bytes:
    """Send these, in as many packets, and return all that comes until the server ends the connection."""
    with connected(port) as line:
        with suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
        return everything(line)


def single(data: bytes) -> list[bytes]:
    """Byte by byte."""
    return [data[at : at + 1] for at in range(len(data))]


def statuses(got: bytes) -> list[int]:
    """The status of each answer in there."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", got)]
