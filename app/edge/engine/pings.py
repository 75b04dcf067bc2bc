"""Pings by one task for all connections.

The library has a greenlet (or a thread) sleep for each connection, 25 seconds at a
time: with 5,000 of them that is most of what an idle connection costs.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import partial
from time import monotonic, time
from typing import Any

from engineio.packet import PING, Packet


class Pings:
    """Who is to be pinged when. All wait equally long, so they stand in a line."""

    def __init__(self, eio: Any) -> None:
        self._every = eio.ping_interval
        self._due: deque[tuple[float, Any]] = deque()
        connected = eio.handlers["connect"]

        def on_connect(sid: str, environ: dict[str, Any]) -> Any:
            socket = eio.sockets[sid]
            socket.schedule_ping = partial(self.schedule, socket)
            return connected(sid, environ)

        eio.on("connect", on_connect)

    def schedule(self, socket: Any) -> None:
        """Have `socket` pinged in a while, unless that is arranged already."""
        if socket.last_ping:
            socket.last_ping = None
            self._due.append((monotonic() + self._every, socket))

    def send_due(self) -> None:
        """Ping those whose time has come; the library closes those that don't answer."""
        while self._due and self._due[0][0] <= monotonic():
            _, socket = self._due.popleft()
            if not socket.closing and not socket.closed:
                socket.last_ping = time()
                with suppress(Exception):  # one that breaks at this moment must not keep the others waiting
                    socket.send(Packet(PING))
