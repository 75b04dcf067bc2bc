"""What waits to be sent to each connection: never without bound.

The library's queues grow for as long as a client doesn't read: one frozen tab
in a busy room would take the server's memory. Here a client that leaves more
than `MOST` bytes unread, or takes nothing for `FROZEN` seconds, is cut off (it
catches up by cursor when it is back), and one that asks faster than it reads
isn't listened to until it has read.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.edge.engine.lines import Frames, framed

if TYPE_CHECKING:
    from app.edge.engine.lines import Line

MOST = 1024 * 1024  # bytes waiting when another packet comes; one answer alone may be larger
FROZEN = 10.0  # seconds
CROWDED = 256 * 1024
PAUSE = 0.02  # seconds


class Burst:
    """Packets that leave together: one write for each connection that they go to."""

    def __init__(self, packets: list[Any]) -> None:
        self.packets = packets
        self.frames = Frames(b"".join(framed(packet) for packet in packets))


class Outbox:
    """Mixed into the library's queue: one that counts its bytes, and is passed by when it is empty.

    `line` is the connection's WebSocket, where one can be written to without waiting.
    """

    line: Line | None = None
    waiting = 0
    moved = 0.0

    def put(self, packet: Any, *args: Any) -> None:
        """Send a packet; null is the library's sign to stop."""
        if self.line is not None and packet is not None and not self.waiting:
            packet = self.line.write(framed(packet))
            if packet is None:
                return
        super().put(packet, *args)  # type: ignore[misc]

    def put_burst(self, burst: Burst) -> None:
        """Send packets that others get too."""
        if self.line is None:
            for packet in burst.packets:
                super().put(packet)  # type: ignore[misc]
        elif self.waiting:
            super().put(burst.frames)  # type: ignore[misc]
        elif (rest := self.line.write(burst.frames)) is not None:
            super().put(rest)  # type: ignore[misc]

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """The next packet; who writes to a WebSocket waits for one as long as it takes."""
        return super().get(block, timeout if self.line is None else None)  # type: ignore[misc]

    def sent(self, size: int) -> None:
        """Note that this much of what was taken out has left."""
        self.waiting -= size

    def moves(self) -> None:
        """Note that the client takes something."""
        self.moved = monotonic()

    def frozen(self) -> bool:
        """Whether the client has taken nothing of what waits for it for too long."""
        return self.line is not None and self.waiting > 0 and monotonic() - self.moved > FROZEN

    def _put(self, packet: Any) -> None:
        if not self.waiting:
            self.moves()
        super()._put(packet)  # type: ignore[misc]
        self.waiting += weight(packet)

    def _get(self) -> Any:
        packet = super()._get()  # type: ignore[misc]
        if self.line is None:
            self.sent(weight(packet))
        return packet


def bound(eio: Any) -> None:
    """Bound the queues of this Engine.IO server."""
    send = eio.send_packet

    def send_packet(sid: str, packet: Any) -> None:
        socket = eio.sockets.get(sid)
        if socket is not None and socket.queue.waiting > MOST:
            cut_off(socket)
        else:
            # One that breaks at this moment must not keep the frame from the others.
            with suppress(Exception):
                send(sid, packet)

    eio.create_queue = type("Outbox", (Outbox, eio._async["queue"]), {})
    eio.send_packet = send_packet


def send_burst(eio: Any, sids: Iterable[str], burst: Burst) -> None:
    """Send packets to connections, but for those that are gone; cuts off who doesn't read."""
    sockets = eio.sockets
    for sid in sids:
        socket = sockets.get(sid)
        if socket is None:
            continue
        if socket.queue.waiting <= MOST:
            socket.queue.put_burst(burst)
        else:
            cut_off(socket)


def weight(packet: Any) -> int:
    """Bytes on the wire; encoding is done once, whoever asks first."""
    return len(packet.encode()) if packet is not None else 0


def cut_off(socket: Any) -> None:
    """End a connection at once and forget what waits for it."""
    if socket.closing or socket.closed:
        return
    # Not waiting for the queue, and no goodbye: the client isn't reading.
    socket.close(wait=False, abort=True)
    with suppress(socket.server.get_queue_empty_exception()):
        while True:
            socket.queue.get(block=False)
            socket.queue.task_done()
    socket.queue.put(None)  # what was forgotten had this in it: the sender's sign to stop
    if socket.queue.line is not None:
        socket.queue.line.abort()


def wait_for_room(eio: Any, sid: str) -> None:
    """Return when the client has read most of what it was sent, or is gone."""
    while True:
        socket = eio.sockets.get(sid)
        if socket is None or socket.closed or socket.queue.waiting <= CROWDED:
            return
        eio.sleep(PAUSE)
