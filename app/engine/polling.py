"""The polling transport: one poll at a time, of what every client takes, and nothing lost at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any

from engineio.exceptions import EngineIOError, QueueEmpty

from app.engine.send_queue import weight
from app.engine.upgrades import Upgrades

MOST_PACKETS = 16  # in one answer: python-engineio's client drops all of one that has more
MOST_BYTES = 256 * 1024  # with which no further packet is added
LINGER = 10.0  # seconds in which a client may fetch what was said before the end


class Polling:
    """How each connection is polled, upgraded and closed."""

    def __init__(self, eio: Any, upgrades: Upgrades) -> None:
        self._eio = eio
        self._upgrades = upgrades
        self._lingering: deque[tuple[float, Any]] = deque()

    def adopt(self, socket: Any) -> None:
        """Replace the library's own ways of a new connection."""
        socket.poll = partial(self._poll, socket)
        socket.handle_get_request = partial(self._get, socket, socket.handle_get_request, Lock())
        socket.close = partial(self._close, socket, socket.close)

    def end_lingering(self) -> None:
        """Forget those whose last packets nobody fetched in time."""
        while self._lingering and self._lingering[0][0] <= monotonic():
            self._forget(self._lingering.popleft()[1])

    def _get(
        self, socket: Any, handle: Callable[..., Any], polling: Any, environ: dict[str, Any], respond: Any
    ) -> Any:
        """A poll, or an upgrade. Raises `EngineIOError` (400) for a second one at the same time.

        A second poll ends the connection, as in the protocol's reference server: one of the two would
        lose packets.
        """
        if environ.get("HTTP_UPGRADE"):
            answer = self._upgrades.run(socket, partial(handle, environ, respond))
            # A handshake that is none was answered in bytes; the library takes a list for packets.
            return tuple(answer) if isinstance(answer, list) else answer
        if not polling.acquire(blocking=False):
            socket.close(wait=False, abort=True)
            raise EngineIOError
        try:
            return handle(environ, respond)
        finally:
            polling.release()

    def _poll(self, socket: Any) -> list[Any]:
        """What the client is sent now. Raises `QueueEmpty` when there is nothing for too long."""
        empty = self._eio.get_queue_empty_exception()
        try:
            packets = [socket.queue.get(timeout=self._eio.ping_interval + self._eio.ping_timeout)]
        except empty:
            raise QueueEmpty from None
        size = weight(packets[0])
        while packets[-1] is not None and len(packets) < MOST_PACKETS and size < MOST_BYTES:
            try:
                packets.append(socket.queue.get(block=False))
            except empty:
                break
            size += weight(packets[-1])
        for _ in packets:
            socket.queue.task_done()
        if packets[-1] is None:
            packets.pop()
            if socket.closing:
                self._forget(socket)
            if packets:
                socket.queue.put(None)  # for the writer of a WebSocket, who stops at an empty answer
        return packets

    def _close(
        self,
        socket: Any,
        close: Callable[..., None],
        wait: bool = True,
        abort: bool = False,
        reason: Any = None,
    ) -> None:
        """As the library's, but one that polls may fetch what was said before, for a while."""
        if socket.closing or socket.closed:
            return
        close(wait=False, abort=abort, reason=reason)
        self._upgrades.end(socket)
        if abort or socket.upgraded or not socket.connected:
            self._forget(socket)
        else:
            socket.closed = False  # or the library would refuse the next poll
            self._lingering.append((monotonic() + LINGER, socket))
        if wait:
            socket.queue.join()

    def _forget(self, socket: Any) -> None:
        socket.closed = socket.closing = True
        self._eio.sockets.pop(socket.sid, None)
