"""The gateway: accepts connections, keeps their number in bounds, and looks after them."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from itertools import count
from threading import Lock, Thread
from time import monotonic
from typing import Any

from app import timers
from app.services import addresses
from app.serving import descriptors
from app.serving.accepting import accept_connections
from app.terminal.connection import Connection

log = logging.getLogger(__name__)

MOST_PER_ADDRESS = 250
SIGN_IN_WITHIN = 60.0  # seconds
EVERY = 1.0
# A cable that was pulled is noticed after about half a minute, also while something waits to be read.
KEEPALIVE = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 30_000}
KERNEL_BUFFER = 64 * 1024  # or a slow reader has megabytes there before we notice


class Gateway:
    """The accept loop, and the connections that live."""

    def __init__(self, listener: socket.socket, most: int | None = None) -> None:
        self._listener = listener
        self._most = most or descriptors.for_terminals()
        self._lock = Lock()
        self._numbers = count(1)
        self._since: dict[Connection, float] = {}
        """Every connection, oldest first, and since when nobody is signed in on it."""

    def start(self) -> None:
        """Serve from now on, beside everything else; the process's end ends it."""
        Thread(
            target=accept_connections, args=(self._listener, self._let_in), name="terminal", daemon=True
        ).start()
        self._closing = timers.every(EVERY, self._close_signed_out)

    def _let_in(self, sock: socket.socket, peer: tuple[Any, ...]) -> None:
        connection = Connection(sock, addresses.normal(peer[0]), next(self._numbers))
        try:
            tune(sock)
            if not self._admit(connection):
                sock.setblocking(False)  # nobody waits for one that is not let in
                sock.send(b"Error, too many connections\n")
                sock.close()
                return
            Thread(target=self._serve, args=(connection,), daemon=True).start()
        except BaseException:
            self._forget(connection)
            raise

    def _admit(self, connection: Connection) -> bool:
        """Whether there is room; the oldest of the crowd that never signed in makes some."""
        with self._lock:
            crowd = list(self._since)
            if len(crowd) < self._most:
                crowd = [one for one in crowd if one.address == connection.address]
                if len(crowd) < MOST_PER_ADDRESS:
                    crowd = []
            if crowd:
                idle = next((one for one in crowd if one.session is None), None)
                if idle is None:
                    return False
                del self._since[idle]
                idle.outgoing.cut_off()
            self._since[connection] = monotonic()
            return True

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        with self._lock:
            self._since.pop(connection, None)

    def _close_signed_out(self) -> None:
        if self._listener.fileno() < 0:
            self._closing.cancel()
        moment = monotonic()
        with self._lock:
            for connection, since in list(self._since.items()):
                if connection.session is not None:
                    self._since[connection] = moment
                elif moment - since > SIGN_IN_WITHIN:
                    connection.close("Error, nobody signed in")


def tune(sock: socket.socket) -> None:
    """Notice a peer that is gone, and keep what waits for one that is slow where it is counted."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
    for name, value in KEEPALIVE.items():
        option = getattr(socket, name, None)  # not every system has each
        if option is not None:
            with suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, option, value)
