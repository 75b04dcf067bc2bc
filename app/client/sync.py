"""Rooms kept complete and in order by their cursors: the algorithm of docs/protocol.md."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from app.client.background import Background
from app.client.errors import ClientError, Refused
from app.client.link import Link
from app.client.rooms import Room

Json = dict[str, Any]
PAGE = 50


class Sync:
    """Loads and follows the messages of rooms; `changed(room_id)` is called when they are others."""

    def __init__(self, link: Link, background: Background, changed: Callable[[int], None]) -> None:
        self._link = link
        self._background = background
        self._changed = changed
        self._resuming: set[int] = set()

    def heard(self, room: Room, change: int, message: Json) -> None:
        """Take over one change, or, when some before it were missed, ask for them all."""
        if not room.followed or change <= room.cursor:
            return
        if change > room.cursor + 1 or room.lock.locked():
            self.resume(room)
        else:
            room.apply([message])
            room.cursor = change
            self._changed(room.id)

    def resume(self, room: Room) -> None:
        """Bring a followed room up to its `head`, in the background.

        What fails because the connection broke is done by the next `ready`.
        """
        if room.followed and room.cursor < room.head and room.id not in self._resuming:
            self._resuming.add(room.id)
            self._background.run(self._resume(room))

    async def catch_up(self, room: Room) -> None:
        """Bring a room up to its `head`, with the newest page when nothing of it is loaded yet.

        Raises `Refused` and `ServerUnreachable`; the cursor then stands where it was.
        """
        async with room.lock:
            while room.cursor < room.head:
                if room.cursor < 0 or not await self._changes(room):
                    await self._reload(room)
                self._changed(room.id)

    async def older(self, room: Room) -> bool:
        """Load one page further back; False when there is none. Raises as `catch_up`."""
        async with room.lock:
            known = room.messages()
            if not room.more or not known:
                return False
            page = await self._ask("history", room_id=room.id, before=known[0]["id"], limit=PAGE)
            room.apply(page["messages"], page=True)
            room.more = page["has_more"]
        self._changed(room.id)
        return bool(page["messages"])

    async def _resume(self, room: Room) -> None:
        try:
            with contextlib.suppress(ClientError):
                await self.catch_up(room)
        finally:
            self._resuming.discard(room.id)

    async def _changes(self, room: Room) -> bool:
        at: Json | None = {"after": room.cursor}
        while at:
            page = await self._ask("changes", room_id=room.id, **at)
            if page.get("reload"):
                return False
            room.apply(page["messages"])
            at = page["next"]
        room.cursor = page["head"]
        return True

    async def _reload(self, room: Room) -> None:
        page = await self._ask("history", room_id=room.id, limit=PAGE)
        room.clear()
        room.apply(page["messages"], page=True)
        room.more, room.cursor = page["has_more"], page["head"]

    async def _ask(self, command: str, **fields: Any) -> Any:
        while True:
            try:
                return await self._link.ask(command, **fields)
            except Refused as refusal:
                if not refusal.passes:
                    raise
                await asyncio.sleep(refusal.retry_after)
