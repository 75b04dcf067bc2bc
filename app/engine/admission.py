"""Who is let in now, and who waits: when everybody comes back at once, everybody is let in, in order.

Some handshakes at a time are as fast as all of them together, and leave room for those who
are in already. Who waits is not told no, and costs nothing but the connection.
Those under way take a turn each before anybody else does: as few as keep the database busy.
"""

from __future__ import annotations

import socket as sockets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from app.concurrency import yield_to_others

AT_ONCE = 8
"""With a database that is waited for."""
OF_FILE = 4
"""With one that answers while nobody else runs."""
OPENED_AT_ONCE = 2
ESTABLISHED = 1  # as Linux counts the states of TCP


class Gate:
    """At most so many at a time; the next is who has waited longest."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._queue: deque[Lock] = deque()
        self._lock = Lock()

    def enter(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def leave(self) -> None:
        """Let the next one in, after a turn for everybody else: a handshake may take only one."""
        try:
            yield_to_others()
        finally:
            with self._lock:
                if self._queue:
                    self._queue.popleft().release()
                else:
                    self._free += 1


class Admission:
    """Whose handshake is under way, and who waits for theirs."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._gate = Gate(at_once)
        self._under_way: set[str] = set()

    @contextmanager
    def turn(self, engine: str) -> Iterator[None]:
        """Wait for this connection's turn, which lasts until the end of the block."""
        self._under_way.add(engine)
        try:
            self._gate.enter()
            try:
                yield
            finally:
                self._gate.leave()
        finally:
            self._under_way.discard(engine)

    def has(self, engine: str) -> bool:
        """Whether this connection waits for us, or is just being let in."""
        return engine in self._under_way


class Opening:
    """A request for a new connection on its way through `gate`, which it leaves once."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._inside = True
        gate.enter()

    def over(self) -> None:
        """The connection is open, or never will be."""
        if self._inside:
            self._inside = False
            self._gate.leave()


def has_gone(tcp: sockets.socket | None) -> bool:
    """Whether a client has closed its side, where the kernel tells without reading."""
    if tcp is None or not hasattr(sockets, "TCP_INFO"):
        return False
    state = tcp.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_INFO, 1)
    return state[0] != ESTABLISHED


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
