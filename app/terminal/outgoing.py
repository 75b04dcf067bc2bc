"""What waits to be sent to one terminal: its own greenlet writes it, so that nobody else waits.

Answers wait without a limit of their own, for the next command is not read before most
of the last answer was (`wait_until_read`). Lines that come by themselves are bounded.
"""

from __future__ import annotations

import socket
from collections import deque
from contextlib import suppress
from threading import Condition

MOST = 256 * 1024  # bytes of live lines waiting when another comes: whoever leaves more unread is cut off
CROWDED = 64 * 1024  # bytes waiting with which no further command is read
PIECE = 64 * 1024  # bytes of short lines that leave in one write


class Outgoing:
    """The lines on their way to one socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._changed = Condition()
        self._lines: deque[tuple[bytes, bool]] = deque()
        self._waiting = 0
        self._live = 0
        self._ended = False

    def answer(self, line: str) -> None:
        """Send the answer to a command."""
        self._put(line, live=False)

    def stream(self, line: str) -> None:
        """Send a line that comes by itself. Never waits: a connection with too much unread ends here."""
        if self._live > MOST:
            self.cut_off()
        else:
            self._put(line, live=True)

    def _put(self, line: str, live: bool) -> None:
        encoded = line.encode("utf-8", "replace") + b"\n"
        with self._changed:
            if self._ended:
                return
            self._lines.append((encoded, live))
            self._waiting += len(encoded)
            self._live += len(encoded) if live else 0
            self._changed.notify_all()

    def wait_until_read(self) -> None:
        """Return once most of what was sent has been taken, or never will be."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting <= CROWDED or self._ended)

    def end(self) -> None:
        """Take nothing more; what waits still goes out."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def cut_off(self) -> None:
        """End the connection at once, and forget what waits; wakes its reader and its writer."""
        with self._changed:
            self._ended = True
            self._lines.clear()
            self._changed.notify_all()
        with suppress(OSError):  # gone already
            self._sock.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Write until the end."""
        try:
            while piece := self._next():
                self._sock.sendall(b"".join(line for line, _ in piece))
                with self._changed:
                    self._waiting -= sum(len(line) for line, _ in piece)
                    self._live -= sum(len(line) for line, live in piece if live)
                    self._changed.notify_all()
        except OSError:
            self.cut_off()

    def _next(self) -> list[tuple[bytes, bool]]:
        """The lines to write now, none at the end."""
        piece, size = [], 0
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._ended)
            while self._lines and size < PIECE:
                piece.append(self._lines.popleft())
                size += len(piece[-1][0])
        return piece
