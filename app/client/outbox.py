"""Messages on their way: sent one after the other, again until the server has answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from uuid import uuid4

from app.client.background import Background
from app.client.errors import Refused, ServerUnreachable
from app.client.link import Link
from app.client.rooms import Pending, Room


class Outbox:
    """Keeps the order of sending; the `client_id` makes each one message, however often it is sent."""

    def __init__(self, link: Link, background: Background, changed: Callable[[int], None]) -> None:
        self._link = link
        self._background = background
        self._changed = changed
        self._queue: deque[tuple[Room, Pending]] = deque()
        self._sending = False

    def add(self, room: Room, text: str) -> Pending:
        """Send it as soon as there is a connection; it is in `room.pending` until it is stored."""
        pending = Pending(uuid4().hex, room.id, text)
        room.pending[pending.client_id] = pending
        self._queue.append((room, pending))
        self._changed(room.id)
        self.go()
        return pending

    def go(self) -> None:
        """Send what waits: there is a connection (again)."""
        if not self._sending:
            self._sending = True
            self._background.run(self._work())

    async def _work(self) -> None:
        try:
            while self._queue and self._link.ready:
                room, pending = self._queue[0]
                with contextlib.suppress(ServerUnreachable):  # the first again with the next connection
                    await self._send(room, pending)
                    self._queue.popleft()
                    self._changed(room.id)
        finally:
            self._sending = False

    async def _send(self, room: Room, pending: Pending) -> None:
        fields = {"room_id": room.id, "content": pending.content, "client_id": pending.client_id}
        while True:
            try:
                return room.answered(await self._link.ask("send_message", **fields))
            except Refused as refusal:
                if not refusal.passes:
                    pending.error = refusal
                    return None
                await asyncio.sleep(refusal.retry_after)
