"""Who is let in now, and who waits: when everybody comes back at once, everybody is let in, in order.

Some handshakes at a time are as fast as all of them together, and leave room for those who
are in already. Who waits is not told no, and costs nothing but the connection.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

AT_ONCE = 8


class Admission:
    """At most `AT_ONCE` handshakes; the next is who has waited longest."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._queue: deque[Lock] = deque()
        self._lock = Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def turn(self, engine: str) -> Iterator[None]:
        """Wait for this connection's turn, which lasts until the end of the block."""
        self._under_way.add(engine)
        try:
            self._enter()
            try:
                yield
            finally:
                self._leave()
        finally:
            self._under_way.discard(engine)

    def has(self, engine: str) -> bool:
        """Whether this connection waits for us, or is just being let in."""
        return engine in self._under_way

    def _enter(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def _leave(self) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


def is_there(socket: Any) -> bool:
    """Whether the client of an Engine.IO socket hasn't gone, as far as can be told without waiting."""
    if socket is None or socket.closing or socket.closed:
        return False
    line = socket.queue.line
    return line is None or line.is_there()


def unheard(socket: Any) -> bool:
    """Whether its client has said something that we haven't come to hear yet: it isn't silent."""
    line = socket.queue.line
    return line is not None and line.has_unread()
