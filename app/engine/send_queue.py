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
from typing import TYPE_CHECKING, Any

from app.engine.encoding import framed
from app.engine.websocket import CROWDED

if TYPE_CHECKING:
    from app.engine.websocket import WebSocketConnection

MOST = 1024 * 1024  # bytes waiting when another packet comes; one answer alone may be larger
FROZEN = 10.0  # seconds
PAUSE = 0.02  # seconds


class Burst:
    """Packets that leave together: one write for each connection that they go to."""

    def __init__(self, packets: list[Any]) -> None:
        self.packets = packets
        self.frames = b"".join(map(framed, packets))


class SendQueue:
    """Mixed into the library's queue: one that counts its bytes, and is passed by where it can be.

    `line` is the connection's WebSocket, where one can be written to without waiting.
    """

    line: WebSocketConnection | None = None
    cut_off = False
    _bytes = 0

    @property
    def waiting(self) -> int:
        """Bytes that the client has not taken yet."""
        return self._bytes if self.line is None else self.line.waiting

    def put(self, packet: Any, *args: Any) -> None:
        """Send a packet; null ends the connection once the others are sent."""
        if self.line is None:
            super().put(packet, *args)  # type: ignore[misc]
        elif packet is None:
            self.line.end()
        else:
            self.line.write(framed(packet))

    def put_burst(self, burst: Burst) -> None:
        """Send packets that others get too."""
        if self.line is not None:
            self.line.write(burst.frames)
        else:
            for packet in burst.packets:
                super().put(packet)  # type: ignore[misc]

    def attach(self, line: WebSocketConnection) -> None:
        """Send by `line` from now on, first what is here already."""
        here = [self.get(block=False) for _ in range(self.qsize())]  # type: ignore[attr-defined]
        self.line = line
        for packet in here:
            self.task_done()  # type: ignore[attr-defined]
            self.put(packet)

    def _put(self, packet: Any) -> None:
        super()._put(packet)  # type: ignore[misc]
        self._bytes += weight(packet)

    def _get(self) -> Any:
        packet = super()._get()  # type: ignore[misc]
        self._bytes -= weight(packet)
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

    eio.create_queue = type("SendQueue", (SendQueue, eio._async["queue"]), {})
    eio.send_packet = send_packet


def send_burst(eio: Any, sids: Iterable[str], burst: Burst) -> None:
    """Send packets to connections, but for those that are gone; cuts off who doesn't read."""
    sockets, frames = eio.sockets, burst.frames
    for sid in sids:
        socket = sockets.get(sid)
        if socket is None:
            continue
        line = socket.queue.line
        if line is not None and not line.waiting:
            line.write(frames)
        elif socket.queue.waiting <= MOST:
            socket.queue.put_burst(burst)
        else:
            cut_off(socket)


def weight(packet: Any) -> int:
    """Bytes on the wire; encoding is done once, whoever asks first."""
    return len(packet.encode()) if packet is not None else 0


def frozen(socket: Any) -> bool:
    """Whether the client has taken nothing for too long, although something waits for it."""
    line = socket.queue.line
    return line is not None and line.silent_for() > FROZEN


def is_cut_off(socket: Any) -> bool:
    """Whether `cut_off` ended it."""
    return bool(socket.queue.cut_off)


def cut_off(socket: Any) -> None:
    """End a connection at once and forget what waits for it."""
    if socket.closing or socket.closed:
        return
    socket.queue.cut_off = True
    if socket.queue.line is not None:
        socket.queue.line.abort()
    # Not waiting for the queue, and no goodbye: the client isn't reading.
    socket.close(wait=False, abort=True)
    with suppress(socket.server.get_queue_empty_exception()):
        while True:
            socket.queue.get(block=False)
            socket.queue.task_done()
    socket.queue.put(None)  # what was forgotten had this in it: the sender's sign to stop


def wait_for_room(eio: Any, sid: str) -> None:
    """Return when the client has read most of what it was sent, or is gone."""
    while True:
        socket = eio.sockets.get(sid)
        if socket is None or socket.closing or socket.queue.waiting <= CROWDED:
            return
        eio.sleep(PAUSE)
