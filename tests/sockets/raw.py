"""`/chat` by hand, below any client library: what a stranger may send."""

from __future__ import annotations

import json
import socket
from typing import Any

import websocket

from tests.support.closing import Closing

TIMEOUT = 30  # seconds: a guard against hanging


class RawSocket(Closing):
    """A WebSocket that speaks Engine.IO packets as text."""

    def __init__(self, url: str, token: str | None = None, *, headers: list[str] | None = None) -> None:
        """Open it, and with a `token` connect to `/chat` and wait for `ready`."""
        address = url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
        self.io = websocket.create_connection(address, timeout=TIMEOUT, header=headers or [])
        assert str(self.io.recv()).startswith("0{")
        if token:
            self.knock(token)
            self.frame("ready")

    def knock(self, token: str) -> None:
        """Ask to be let in to `/chat`."""
        self.send("40/chat," + json.dumps({"token": token}))

    def send(self, packet: str) -> None:
        self.io.send(packet)

    def send_bytes(self, data: bytes) -> None:
        self.io.send_binary(data)

    def packet(self) -> str:
        """The next packet that is no ping. Raises when the server closed the connection."""
        while True:
            packet = self.io.recv()
            if packet == "2":
                self.send("3")
            elif packet in ("", "1"):
                raise ConnectionError("closed by the server")
            else:
                return str(packet)

    def frame(self, name: str) -> Any:
        """The payload of the next frame of that name; others are skipped."""
        while True:
            packet = self.packet()
            if packet.startswith("42/chat,["):
                got, *payload = json.loads(packet[len("42/chat,") :])
                if got == name:
                    return payload[0]

    def answer(self, number: int | str) -> Any:
        """The acknowledgement with that number; what else comes is skipped."""
        head = f"43/chat,{number}["
        while True:
            packet = self.packet()
            if packet.startswith(head):
                return json.loads(packet[len(head) - 1 :])[0]

    def alive(self) -> bool:
        """Whether the server still answers on this connection."""
        self.send('42/chat,4711["history",{"room_id":1,"limit":1}]')
        return bool(self.answer(4711)["ok"])

    @property
    def tcp(self) -> socket.socket:
        """The connection below."""
        assert self.io.sock
        return self.io.sock

    def close(self) -> None:
        self.io.shutdown()
