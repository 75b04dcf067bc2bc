"""One person's connection, which comes back as socket.io's own client does."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0
"""Seconds between attempts: doubled from one to the other, give or take a half (socket.io-client)."""
PATIENCE = 20.0
"""Seconds for the opening of a connection, after which that client gives up and dials again."""
FRAME = b"42/chat,"


@dataclass
class Count:
    """What all people together have met since it was made."""

    ready: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    frames: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)


class Person(WSListener):
    """Somebody who is to be connected, whatever happens."""

    def __init__(self, url: str, token: str, watched: list[int], count: Count, hasty: bool = False) -> None:
        self.count = count
        self.ready = asyncio.Event()
        self._url = url
        self._auth = b"40/chat," + json.dumps({"token": token}).encode()
        self._watch = json.dumps(["watch_presence", {"user_ids": watched}]).encode() if watched else b""
        self._hasty = hasty
        self._transport: WSTransport | None = None
        self._gone = asyncio.Event()
        self._answers: dict[int, asyncio.Future[float]] = {}
        self._number = 1

    async def live(self) -> None:
        """Be connected, again and again."""
        attempt = 0
        while True:
            attempt = 0 if await self._once() else attempt + 1
            pause = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
            await asyncio.sleep(0.05 if self._hasty else pause * random.uniform(0.5, 1.5))

    async def _once(self) -> bool:
        """One connection, to its end; whether it was ready."""
        self._gone.clear()
        was_ready = False
        with suppress(OSError, TimeoutError, Exception):
            await ws_connect(lambda: self, self._url, websocket_handshake_timeout=PATIENCE)
            await self._gone.wait()
            was_ready = self.ready.is_set()
        self.ready.clear()
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()
        return was_ready

    def drop(self) -> None:
        """Go without a word, as a page does that is loaded anew."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    async def say(self, room_id: int) -> float:
        """Send a message; the seconds until its acknowledgement. Raises `CancelledError` without any."""
        number, self._number = self._number, self._number + 1
        asked = [
            "send_message",
            {"room_id": room_id, "content": f"Halo {number}", "client_id": str(random.random())},
        ]
        self._answers[number] = answer = asyncio.get_running_loop().create_future()
        began = monotonic()
        self._send(f"42/chat,{number}{json.dumps(asked)}".encode())
        return await answer - began

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, data)

    # -- what comes --------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._transport = None
        self._gone.set()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        if frame.msg_type != WSMsgType.TEXT:
            return
        data = frame.get_payload_as_bytes()
        if data.startswith(FRAME):
            self._hear(data)
        elif data == b"2":
            self._send(b"3")
        elif data.startswith(b"0"):
            self._send(self._auth)
        elif data.startswith(b"43/chat,"):
            self._answered(data)
        elif data.startswith(b"44"):
            self.count.refused[_code(data)] += 1
            transport.disconnect(graceful=False)

    def _hear(self, data: bytes) -> None:
        name = data[10 : data.index(b'"', 10)].decode()
        self.count.frames[name] += 1
        self.count.bytes[name] += len(data)
        if name == "ready":
            if self._watch:
                self._send(b"42/chat,0" + self._watch)
            self.ready.set()
            self.count.ready += 1
        elif name == "error":
            self.count.refused[_code(data)] += 1

    def _answered(self, data: bytes) -> None:
        answer = self._answers.pop(int(data[8 : data.index(b"[")]), None)
        if answer is not None and not answer.done():
            answer.set_result(monotonic())


def _code(data: bytes) -> str:
    found: Any = json.loads(data[data.index(b",") + 1 :])
    if isinstance(found, list):
        found = found[1]
    return str((found.get("data") or found).get("code", found))
