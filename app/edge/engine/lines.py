"""A connection's WebSocket on greenlets: reading whole messages, writing without waiting.

It stands in for eventlet's own class, which spends a lock and a greenlet switch on each
recipient of each frame, and undoes masks byte by byte. The protocol itself (RFC 6455)
is the library `websockets`; here are only the socket and the order of what is written.
"""

from __future__ import annotations

import socket
from collections import deque
from contextlib import suppress
from typing import Any

from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import SERVER, Protocol, State

READ = 16 * 1024  # bytes asked of the kernel at once
FRAGMENTS = 64  # of one message; browsers send one


class Frames(bytes):
    """WebSocket frames, ready for the wire, in the place of a packet."""

    def encode(self) -> Frames:
        """What the library asks of a packet."""
        return self


def framed(packet: Any) -> bytes:
    """A packet as a WebSocket frame, made once however many it goes to."""
    if isinstance(packet, Frames):
        return packet
    frame: bytes | None = getattr(packet, "frame", None)
    if frame is None:
        frame = packet.frame = one_frame(packet.encode())
    return frame


def one_frame(text: str) -> bytes:
    """A whole message, unmasked as a server's are."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class Line:
    """What the library expects of a WebSocket (`wait`, `send`, `close`), and `write`.

    While nothing waits in the connection's `outbox`, whoever sends a packet writes it.
    What the kernel doesn't take goes to the outbox and leaves through `send`, which the
    library's own greenlet calls, before anything newer.
    """

    def __init__(self, sock: Any, engine: Any, longest: int) -> None:
        self._tcp = sock  # by another name than the two on which the library sets a time-out
        self._write = sock.fd.send  # eventlet's own `send` would wait
        self._engine = engine
        self._outbox = engine.queue
        self._protocol = Protocol(SERVER, max_size=longest)
        self._frames: deque[Any] = deque()
        self._parts: list[bytes] = []
        self._opcode = Opcode.TEXT

    def wait(self) -> str | bytes | None:
        """The next message; null when the connection is over, or breaks the protocol's rules."""
        if self._engine.upgraded:
            self._outbox.line = self
        while True:
            while self._frames:
                message = self._message(self._frames.popleft())
                if message is not None:
                    return message
            if not self._receive():
                return None

    def send(self, data: str | Frames) -> None:
        """Write, however long it takes. Raises `OSError` when the connection is gone."""
        rest: bytes = data if isinstance(data, Frames) else one_frame(data)
        while rest:
            rest = rest[self._tcp.send(rest) :]
            self._outbox.moves()
        if self._outbox.line is self:
            self._outbox.sent(len(data))

    def write(self, data: bytes) -> Frames | None:
        """Write what the kernel takes at once; returns the rest, null when there is none."""
        try:
            sent = self._write(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return None  # it is gone, which its reader finds out too
        return Frames(data[sent:]) if sent < len(data) else None

    def close(self) -> None:
        """Say goodbye, if that can be said at once, and close."""
        with suppress(OSError):
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
            self._answer()
            self._tcp.shutdown(socket.SHUT_WR)
        self._tcp.close()

    def abort(self) -> None:
        """Wake whoever waits for this connection: it is over."""
        with suppress(OSError):
            self._tcp.shutdown(socket.SHUT_RDWR)

    def _receive(self) -> bool:
        """Take in what has come; whether there may be more."""
        data = self._tcp.recv(READ)
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        self._frames.extend(self._protocol.events_received())
        self._answer()
        return bool(self._frames) or self._protocol.state is State.OPEN

    def _answer(self) -> None:
        """Send what the protocol itself has to say: a pong, a reason for closing."""
        said = b"".join(self._protocol.data_to_send())
        if said:
            self._outbox.put(Frames(said))

    def _message(self, frame: Frame) -> str | bytes | None:
        """The message that `frame` completes, if it does."""
        if frame.opcode in {Opcode.TEXT, Opcode.BINARY}:
            self._opcode = frame.opcode
        elif frame.opcode is not Opcode.CONT:
            return None
        self._parts.append(bytes(frame.data))
        if len(self._parts) > FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG)
        if not frame.fin:
            return None
        data = b"".join(self._parts)
        self._parts.clear()
        if self._opcode is Opcode.BINARY:
            return data
        try:
            return data.decode()
        except UnicodeDecodeError:
            self._fail(CloseCode.INVALID_DATA)
            return None

    def _fail(self, code: CloseCode) -> None:
        self._protocol.fail(code)
        self._frames.clear()
        self._answer()
