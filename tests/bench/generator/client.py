"""One WebSocket connection: it sends messages, and times what comes back.

Every text carries a marker `[=SENDER.NUMBER.NANOSECONDS=]` that is found again in the raw bytes of each
frame, so that no JSON is parsed while measuring. Frames that a server joined into one count one by one.
"""

from __future__ import annotations

import asyncio
import json
import re
from time import perf_counter_ns
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.bench.generator.meter import Meter
from tests.bench.generator.scenario import Scenario

OPEN, CLOSE = b"[=", b"=]"
PATIENCE = 60  # seconds for a handshake or an answer: a guard against hanging


class Client(WSListener):
    """A member of the room."""

    def __init__(self, index: int, scenario: Scenario, meter: Meter) -> None:
        self.index = index
        self.refill = False
        """Whether each answer to a message sends the next."""
        self.closing = False
        self._url = scenario.url(index)
        self._scenario = scenario
        self._meter = meter
        self._sampled = index % scenario.sample_every == 0
        self._event_head = f"42{scenario.prefix}".encode()
        self._ack_head = len(self._event_head)
        self._delivery = self._event_head + f'["{scenario.deliver}",'.encode()
        self._accepted = scenario.accepted.encode()
        self._transport: WSTransport | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._replies: dict[int, asyncio.Future[None]] = {}
        self._pending: dict[int, int] = {}
        self._newest: dict[bytes, int] = {}
        self._next_id = 0
        self._number = 0
        self._pieces: list[bytes] = []

    # -- coming and going --------------------------------------------------------------------

    async def start(self) -> None:
        """Connect, and send what the scenario sends first. Raises `OSError` or `TimeoutError`."""
        await ws_connect(lambda: self, self._url, websocket_handshake_timeout=PATIENCE)
        await asyncio.wait_for(self._ready, PATIENCE)
        for event in self._scenario.setup:
            await asyncio.wait_for(self._request(event), PATIENCE)

    def close(self) -> None:
        """Go without a word."""
        self.closing = True
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if not self.closing:
            self._meter.lost_connections += 1
            if not self._ready.done():
                self._ready.set_exception(ConnectionError("closed during the handshake"))

    # -- sending -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Serialise the message once: afterwards only its id, text and nonce change."""
        wire = _compact(self._scenario.send)
        self._pieces = [piece.encode() for piece in re.split(r"\{(body|nonce)\}", wire)]

    def send_message(self) -> None:
        """Send one; after `prepare`."""
        ident, self._next_id = self._next_id, self._next_id + 1
        self._number += 1
        self._meter.sent += 1
        started = perf_counter_ns()
        self._pending[ident] = started
        key = b"%d.%d.%d" % (self.index, self._number, started)
        body = (OPEN + key + CLOSE).ljust(self._scenario.body_bytes, b"x")
        text = b"".join(body if p == b"body" else key if p == b"nonce" else p for p in self._pieces)
        self._write(b"%b%d%b" % (self._event_head, ident, text))

    def _request(self, event: list[Any]) -> asyncio.Future[None]:
        ident, self._next_id = self._next_id, self._next_id + 1
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._replies[ident] = reply
        self._write(b"%b%d%b" % (self._event_head, ident, _compact(event).encode()))
        return reply

    def _write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.send(WSMsgType.TEXT, data)

    # -- receiving ---------------------------------------------------------------------------

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        if frame.msg_type != WSMsgType.TEXT:
            return
        data = frame.get_payload_as_bytes()
        head = data[:2]
        if head == b"42":
            self._on_event(data)
        elif head == b"43":
            self._on_ack(data)
        elif head == b"2":
            self._write(b"3")
        elif head[:1] == b"0":
            auth = self._scenario.auth[self.index % len(self._scenario.auth)]
            payload = "" if auth is None else _compact(auth)
            self._write(f"40{self._scenario.prefix}{payload}".encode())
        elif head == b"40" and not self._ready.done():
            self._ready.set_result(None)
        elif head == b"44" and not self._ready.done():
            self._ready.set_exception(ConnectionError(data.decode()))

    def _on_event(self, data: bytes) -> None:
        at = data.find(OPEN)
        if at < 0 or not data.startswith(self._delivery):
            return
        if not self._sampled:
            self._meter.delivered += data.count(OPEN, at)
            return
        arrived = perf_counter_ns()
        while at >= 0:
            end = data.find(CLOSE, at)
            parts = data[at + 2 : end].split(b".")
            if end < 0 or len(parts) != 3:
                self._meter.malformed += 1
                return
            self._on_delivery(parts[0], int(parts[1]), arrived - int(parts[2]))
            at = data.find(OPEN, end)

    def _on_delivery(self, sender: bytes, number: int, nanoseconds: int) -> None:
        meter = self._meter
        meter.delivered += 1
        if meter.recording:
            meter.delivery_ns.append(nanoseconds)
        if number != self._newest.get(sender, number - 1) + 1:
            meter.out_of_order += 1
        self._newest[sender] = number

    def _on_ack(self, data: bytes) -> None:
        ident = int(data[self._ack_head : data.index(b"[")])
        started = self._pending.pop(ident, 0)
        if not started:
            if (reply := self._replies.pop(ident, None)) and not reply.done():
                reply.set_result(None)
            return
        meter = self._meter
        if self._accepted not in data:
            meter.refused += 1
        else:
            meter.acked += 1
            if meter.recording:
                meter.ack_ns.append(perf_counter_ns() - started)
        if self.refill:
            self.send_message()


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
