"""The server: it listens, and it ends when it is told to, whoever is connected."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from app.concurrency import spawn
from app.serving import descriptors
from app.serving.accepting import accept_connections, stop_listening
from app.serving.admission import Connections
from app.serving.answer import App
from app.serving.connection import Connection

FINISH_WITHIN = 1.0  # seconds that requests under way have when the process is told to stop
END_WITHIN = 1.8  # seconds after which it ends, whatever it does
LOOK_EVERY = 0.01  # seconds
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Server:
    """Serves a WSGI app on a listening socket.

    `largest_body` bounds what comes in chunks, in bytes; `per_address` the connections that one address
    (what `network_of` makes of it) may have, 0 for any number.
    """

    def __init__(
        self,
        listener: socket.socket,
        app: App,
        largest_body: int,
        per_address: int = 0,
        network_of: Callable[[str], str] = str,
    ) -> None:
        self.app = app
        self.address = listener.getsockname()
        self.largest_body = largest_body
        self.connections = Connections(descriptors.for_http(), per_address, network_of)
        self.stopping = False
        self._listener = listener
        self._bell, self._ringer = socket.socketpair()
        self._ringer.setblocking(False)

    def serve(self, *others: socket.socket) -> None:
        """Serve until `stop`; then listen no more, nor let `others`, and let what is under way finish."""
        spawn(accept_connections, self._listener, self._take)
        while not self.stopping:
            self._bell.recv(1)
        for listener in (self._listener, *others):
            stop_listening(listener)
        self.connections.close()
        deadline = monotonic() + FINISH_WITHIN
        while self.connections.under_way() and monotonic() < deadline:
            sleep(LOOK_EVERY)
        self._listener.close()

    def stop_on(self, *signals: signal.Signals) -> None:
        """Have these signals end `serve`, and the process; for the main thread."""
        for number in signals:
            signal.signal(number, self.stop)
        # One that comes upon another thread wouldn't wake the main one, which has to handle it.
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)

    def stop(self, *_: Any) -> None:
        """End `serve`, and the process two seconds later at the latest; at once when called again.

        For signals, which come upon anything: it takes no lock and raises nothing.
        """
        if self.stopping:
            os._exit(0)
        self.stopping = True
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.setitimer(signal.ITIMER_REAL, END_WITHIN)
        with suppress(OSError):  # somebody has rung already
            self._ringer.send(b"!")

    def _take(self, sock: socket.socket, peer: tuple[Any, ...]) -> None:
        connection = Connection(self, sock, peer)
        if not self.connections.admit(connection):
            sock.setblocking(False)
            sock.send(BUSY)
            sock.close()
            return
        try:
            spawn(connection.serve)
        except BaseException:
            self.connections.forget(connection)
            raise
