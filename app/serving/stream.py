"""A socket's bytes: read in bounded pieces, written whole, and neither later than a deadline."""

from __future__ import annotations

import socket
from contextlib import suppress
from time import monotonic

PIECE = 16 * 1024  # bytes asked of the kernel at once
GRACE = 10.0  # seconds that a body, or the taking of an answer, may pause
PACE = 1024.0  # bytes that earn another second: a phone at the edge of its network has more
PAUSE = 30.0  # seconds, however much was earned
LINGER = 1.0  # seconds in which a client may read why it was refused before its bytes are
LINGER_MOST = 8 * 1024 * 1024  # bytes


class Gone(Exception):
    """The peer went away, or takes what it is sent too slowly."""


class Pace:
    """How long a peer may still keep us waiting."""

    def __init__(self) -> None:
        self._left = GRACE

    def deadline(self) -> float:
        """Until when the next bytes must have moved."""
        return monotonic() + self._left

    def moved(self, size: int, seconds: float) -> None:
        """So many bytes moved, and that took so long."""
        self._left = min(self._left - seconds + size / PACE, PAUSE)


class Stream:
    """The bytes of one connection; `held` are those that came and were not used yet."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.held = bytearray()

    def more(self, deadline: float) -> int:
        """Hold what comes next; how many bytes, 0 at the peer's end. Raises `TimeoutError`, `Gone`."""
        wait = deadline - monotonic()
        if wait <= 0:
            raise TimeoutError
        try:
            self.sock.settimeout(wait)
            data = self.sock.recv(PIECE)
        except TimeoutError:
            raise
        except (OSError, EOFError) as error:
            raise Gone from error
        self.held += data
        return len(data)

    def take(self, most: int) -> bytes:
        """Some of what is held, and hold it no longer."""
        data = bytes(self.held[:most])
        del self.held[:most]
        return data

    def send(self, data: bytes) -> None:
        """Send all of it. Raises `Gone`."""
        view, pace = memoryview(data), Pace()
        try:
            while view:
                begin, deadline = monotonic(), pace.deadline()
                self.sock.settimeout(max(deadline - begin, 0.001))
                sent = self.sock.send(view)
                view = view[sent:]
                pace.moved(sent, monotonic() - begin)
        except (OSError, EOFError) as error:
            raise Gone from error

    def linger(self) -> None:
        """Say that nothing more will come, and let the peer read that before its own bytes are refused.

        Closed at once, a connection with unread bytes is reset, and the answer may be lost.
        """
        deadline, read = monotonic() + LINGER, 0
        with suppress(OSError, Gone):
            self.sock.shutdown(socket.SHUT_WR)
            while read < LINGER_MOST and (size := self.more(deadline)):
                read += size
                self.held.clear()

    def cut(self) -> None:
        """End both directions at once: whoever reads or writes here wakes up."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the descriptor back."""
        self.cut()
        with suppress(OSError):
            self.sock.close()
