"""A connection's WebSocket on greenlets: one greenlet that reads, and writing without waiting.

It stands in for the libraries' own handling, which spends three greenlets and two queues
on each connection, a greenlet switch and a lock on each recipient of each frame, and
undoes masks byte by byte. The protocol itself (RFC 6455) is the library `websockets`;
here are only the socket and the order of what is written.
"""

from __future__ import annotations

import re
import socket
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import Any

from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import NOOP, Packet
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import SERVER, Protocol, State

from app.concurrency import yield_to_others
from app.engine.encoding import one_frame

READ = 16 * 1024  # bytes asked of the kernel at once
MESSAGE_SIGN = "4"  # Engine.IO's
FRAGMENTS = 64  # of one message; browsers send one
AT_A_TIME = 16  # frames of one connection, before the others have a turn
GOODBYE = 1.0  # seconds that a client has to close its end after we closed ours
CROWDED = 256 * 1024  # bytes waiting while a client should read before it asks for more
PACKET = re.compile(r"[1356]|[23](?:probe)?|4[0-6].*", re.DOTALL)
"""Engine.IO's own packets, and messages that begin like a Socket.IO packet."""


class WebSocketConnection:
    """One WebSocket, from the end of its handshake on.

    Whoever sends something writes it, as long as the kernel takes it. What it doesn't
    take waits here, and a greenlet that lives for just that long writes it, before
    anything newer.
    """

    def __init__(self, sock: Any, engine: Any, longest: int) -> None:
        self._tcp = sock
        self._send = sock.fd.send  # eventlet's own would wait
        self._engine = engine
        self._protocol = Protocol(SERVER, max_size=longest)
        self._frames: deque[Frame] = deque()
        self._opcode = Opcode.TEXT
        self._parts: list[bytes] = []
        self._rest: deque[bytes] = deque()
        self._ending = False
        self._turn = 0
        self.waiting = 0
        """Bytes that the kernel hasn't taken yet."""
        self._moved = 0.0

    def serve(self) -> None:
        """Handle what comes in until the connection is over."""
        engine = self._engine
        if engine.connected and not self._upgrade():
            return
        engine.connected = engine.upgraded = True
        engine.queue.attach(self)
        on_message = engine.server.handlers["message"]
        with suppress(SocketIsClosedError):
            while (packet := self._packet()) is not None:
                if packet[:1] == MESSAGE_SIGN and not engine.closing:
                    on_message(engine.sid, packet[1:])
                else:
                    self._receive_other(packet)
        engine.close(wait=False, abort=True, reason=engine.server.reason.TRANSPORT_CLOSE)
        self.abort()

    def _receive_other(self, packet: str | bytes) -> None:
        """Give the library what isn't a message. Raises `SocketIsClosedError` after the end."""
        with suppress(UnknownPacketError):
            self._engine.receive(Packet(encoded_packet=packet))

    def write(self, data: bytes) -> None:
        """Send frames, now or as soon as the client takes them. Never waits, never raises."""
        if self.waiting:
            self._wait_with(data)
            return
        try:
            sent = self._send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # it is gone, which its reader finds out too
        if sent < len(data):
            self._moved = monotonic()
            self._wait_with(data[sent:])
            self._engine.server.start_background_task(self._drain)

    def silent_for(self) -> float:
        """For how many seconds the client has taken nothing of what waits for it."""
        return monotonic() - self._moved if self.waiting else 0.0

    def end(self) -> None:
        """Close the connection once everything is out."""
        self._ending = True
        if not self.waiting:
            self._close()

    def abort(self) -> None:
        """Forget what waits; the connection is over, whoever waits for it."""
        self._rest.clear()
        self.waiting = 0
        with suppress(OSError):
            self._tcp.shutdown(socket.SHUT_RDWR)

    def is_there(self) -> bool:
        """Whether the client hasn't gone, for whoever handles its message while nobody reads; never waits."""
        try:
            with suppress(BlockingIOError):
                self._take(self._tcp.fd.recv(READ))
        except OSError:
            return False
        return self._protocol.state is State.OPEN

    def has_unread(self) -> bool:
        """Whether the client sent something, be it its end, that nobody here has looked at yet."""
        try:
            self._tcp.fd.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return bool(self._frames)
        except OSError:
            return True
        return True

    def _wait_with(self, data: bytes) -> None:
        self._rest.append(data)
        self.waiting += len(data)

    def _drain(self) -> None:
        with suppress(OSError):
            while self._rest:
                part = self._rest[0]
                sent = self._tcp.send(part)
                self._moved = monotonic()
                if not self._rest:  # given up meanwhile
                    return
                self.waiting -= sent
                if sent == len(part):
                    self._rest.popleft()
                else:
                    self._rest[0] = part[sent:]
        if self._ending:
            self._close()

    def _close(self) -> None:
        with suppress(OSError):
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
            self._answer()
            self._tcp.shutdown(socket.SHUT_WR)
        self._engine.server.start_background_task(self._hang_up)

    def _hang_up(self) -> None:
        """Give the client a moment to read why; then its reader wakes up and gives the descriptor back."""
        self._engine.server.sleep(GOODBYE)
        self.abort()

    def _upgrade(self) -> bool:
        """Take over from the polling transport: the client probes, and says when."""
        engine = self._engine
        engine.upgrading = True  # from now on polls are answered at once
        if self._packet() == "2probe":
            self.write(one_frame("3probe"))
            engine.queue.put(Packet(NOOP))  # ends the poll that is waiting
            engine.upgraded = self._packet() == "5"
        engine.upgrading = False
        return bool(engine.upgraded)

    def _packet(self) -> str | bytes | None:
        """The next packet; null when the connection is over, or what came is none."""
        while True:
            while self._frames:
                self._turn += 1
                if self._turn % AT_A_TIME == 0:
                    yield_to_others()  # who sends without a pause would never let anybody else have a turn
                message = self._message(self._frames.popleft())
                if message is not None:
                    return message if isinstance(message, bytes) or PACKET.fullmatch(message) else None
            if self._protocol.state is not State.OPEN or not self._receive():
                return None

    def _receive(self) -> bool:
        """Take in what comes next; false when the connection is broken."""
        try:
            data = self._tcp.recv(READ)
        except OSError:
            return False
        self._take(data)
        return True

    def _take(self, data: bytes) -> None:
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        self._frames.extend(frame for frame in self._protocol.events_received() if isinstance(frame, Frame))
        self._answer()

    def _answer(self) -> None:
        """Send what the protocol itself has to say: a pong, a reason for closing."""
        said = b"".join(self._protocol.data_to_send())
        # Who pings faster than it reads isn't answered each time, which the protocol allows.
        if said and (self.waiting <= CROWDED or self._protocol.state is not State.OPEN):
            self.write(said)

    def _message(self, frame: Frame) -> str | bytes | None:
        """The message that `frame` completes, if it does."""
        if frame.opcode in {Opcode.TEXT, Opcode.BINARY}:
            self._opcode = frame.opcode
        elif frame.opcode is not Opcode.CONT:
            return None
        self._parts.append(bytes(frame.data))
        if len(self._parts) > FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG)
            return None
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
