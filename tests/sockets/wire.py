"""A WebSocket byte by byte: what no client library would send, and exactly what came."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import suppress
from typing import Any, NamedTuple

from tests.support.closing import Closing

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
TIMEOUT = 30  # seconds: a guard against hanging
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Got(NamedTuple):
    """One frame of the server's."""

    opcode: int
    data: bytes

    @property
    def code(self) -> int:
        """The reason of a close frame."""
        assert self.opcode == CLOSE, self
        return int.from_bytes(self.data[:2], "big")


def frame(
    data: bytes | str = b"", opcode: int = TEXT, *, fin: bool = True, rsv: int = 0, mask: bool = True
) -> bytes:
    """One frame as clients send it, unless it is told to be wrong."""
    data = data.encode() if isinstance(data, str) else data
    size = len(data)
    extended = b"" if size < 126 else struct.pack("!H", size) if size < 2**16 else struct.pack("!Q", size)
    short = {0: size, 2: 126, 8: 127}[len(extended)]
    head = bytes([fin << 7 | rsv << 4 | opcode, mask << 7 | short]) + extended
    if not mask:
        return head + data
    key = b"\x5a\x11\xc3\x7e"
    whole = int.from_bytes(data, "big") ^ int.from_bytes((key * (size // 4 + 1))[:size], "big")
    return head + key + whole.to_bytes(size, "big")


class NoWebSocket(AssertionError):
    """The server answered a handshake with something else."""


class Wire(Closing):
    """A connection past the handshake; `raw` is all that came since, frames and their borders."""

    def __init__(self, url: str, token: str | None = None, *, query: str = "", buffer: int = 0) -> None:
        """Open it, and with a `token` connect to `/chat` and wait for `ready`."""
        port = int(url.rpartition(":")[2])
        self.tcp = socket.socket()
        self.tcp.settimeout(TIMEOUT)
        if buffer:
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.tcp.connect(("127.0.0.1", port))
        self.tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        path = f"/socket.io/?EIO=4&transport=websocket{query}"
        self.tcp.sendall(REQUEST.format(path=path, port=port).encode())
        self.raw = bytearray()
        self.sip = 65536
        self._at = 0
        self._handshake()
        if not query:
            assert self.text().startswith("0{")
        if token:
            self.say("40/chat," + json.dumps({"token": token}))
            self.event("ready")

    def _handshake(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.tcp.recv(1)
        if not head.startswith(b"HTTP/1.1 101"):
            self.tcp.close()
            raise NoWebSocket(head)

    def say(self, packet: str) -> None:
        """Send a packet in one frame."""
        self.tcp.sendall(frame(packet))

    def ask(self, number: int, command: str, **fields: Any) -> None:
        """Send a command that is to be acknowledged with this number."""
        self.say(f"42/chat,{number}" + json.dumps([command, fields]))

    def frame(self) -> Got:
        """The next frame, whatever it is. Raises `ConnectionError` at the end of the connection."""
        first, short = self._take(2)
        assert first & 0x70 == 0, "reserved bits"
        assert first & 0x80, "a fragment"
        assert short < 128, "a mask"
        size = {126: 2, 127: 8}.get(short, 0)
        length = int.from_bytes(self._take(size), "big") if size else short
        return Got(first & 15, self._take(length))

    def _take(self, size: int) -> bytes:
        while len(self.raw) - self._at < size:
            data = self.tcp.recv(self.sip)
            if not data:
                raise ConnectionError("closed by the server")
            self.raw += data
        self._at += size
        return bytes(self.raw[self._at - size : self._at])

    def text(self) -> str:
        """The next packet that is no Engine.IO ping; pings are answered."""
        while True:
            got = self.frame()
            assert got.opcode == TEXT, got
            if got.data != b"2":
                return got.data.decode()
            self.say("3")

    def event(self, name: str) -> Any:
        """The payload of the next `/chat` event of that name; others are skipped."""
        head = f'42/chat,["{name}",'
        while True:
            packet = self.text()
            if packet.startswith(head):
                return json.loads(packet[len("42/chat,") :])[1]

    def answer(self, number: int) -> Any:
        """The acknowledgement with that number; what else comes is skipped."""
        head = f"43/chat,{number}["
        while True:
            packet = self.text()
            if packet.startswith(head):
                return json.loads(packet[len(head) - 1 :])[0]

    def rest(self) -> list[Got]:
        """All frames from the first one on, once the server has closed the connection."""
        self.ended()
        self._at, found = 0, []
        with suppress(ConnectionError):
            while True:
                found.append(self.frame())
        return found

    def ended(self) -> Got | None:
        """The close frame, when there was one, once the server has closed the connection."""
        goodbye = None
        try:
            while True:
                got = self.frame()
                goodbye = got if got.opcode == CLOSE else goodbye
        except ConnectionError:
            return goodbye

    def alive(self) -> bool:
        """Whether the server still answers on this connection."""
        self.ask(4711, "history", room_id=1, limit=1)
        return bool(self.answer(4711)["ok"])

    def close(self) -> None:
        self.tcp.close()
