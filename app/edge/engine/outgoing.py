"""What waits to be sent to each connection: never without bound.

The library's queues grow for as long as a client doesn't read: one frozen tab
in a busy room would take the server's memory. Here a client that leaves more
than `MOST` bytes unread is cut off (it catches up by cursor when it is back),
and one that asks faster than it reads isn't listened to until it has read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

MOST = 1024 * 1024  # bytes waiting when another packet comes; one answer alone may be larger
CROWDED = 256 * 1024
PAUSE = 0.02  # seconds


def bound(eio: Any) -> None:
    """Bound the queues of this Engine.IO server."""
    plain = eio._async["queue"]

    class Queue(plain):  # type: ignore[misc, valid-type]
        """The library's queue, which also knows how many bytes are in it."""

        waiting = 0

        def _put(self, packet: Any) -> None:
            super()._put(packet)
            self.waiting += weight(packet)

        def _get(self) -> Any:
            packet = super()._get()
            self.waiting -= weight(packet)
            return packet

    send = eio.send_packet

    def send_packet(sid: str, packet: Any) -> None:
        socket = eio.sockets.get(sid)
        if socket is not None and socket.queue.waiting > MOST:
            cut_off(socket)
        else:
            # One that breaks at this moment must not keep the frame from the others.
            with suppress(Exception):
                send(sid, packet)

    eio.create_queue = Queue
    eio.send_packet = send_packet


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


def wait_for_room(eio: Any, sid: str) -> None:
    """Return when the client has read most of what it was sent, or is gone."""
    while True:
        socket = eio.sockets.get(sid)
        if socket is None or socket.closed or socket.queue.waiting <= CROWDED:
            return
        eio.sleep(PAUSE)
