"""Who is online of those whom the list of rooms shows, and how many are at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from app.client.background import Background
from app.client.errors import ClientError
from app.client.happenings import Happening, RoomsChanged
from app.client.link import Link
from app.client.rooms import Room

MOST = 500
"""People that the server tells of."""


class Watching:
    """Asks the server for them on each connection, and whenever somebody new is among them."""

    def __init__(self, link: Link, background: Background, tell: Callable[[Happening], None]) -> None:
        self.online: set[int] = set()
        self.count = 0
        self._link = link
        self._background = background
        self._tell = tell
        self._asked: frozenset[int] | None = None

    def ready(self, online: Iterable[int]) -> None:
        """A new connection, which tells of these until it is asked for others."""
        self.online = set(online)
        self.count = len(self.online)
        self._asked = None

    def look(self, rooms: Iterable[Room]) -> None:
        """The list shows these rooms now."""
        peers = [room.facts["peer"]["id"] for room in rooms if room.facts["peer"]]
        shown = frozenset(peers[:MOST])
        if self._asked is None or not shown <= self._asked:
            self._asked = shown
            self._background.run(self._ask(shown))

    def heard(self, user_id: int, is_online: bool) -> None:
        """One of them came or went."""
        (self.online.add if is_online else self.online.discard)(user_id)

    async def _ask(self, shown: frozenset[int]) -> None:
        with contextlib.suppress(ClientError):  # the next `ready` asks again
            answer = await self._link.ask("watch_presence", user_ids=sorted(shown), count=True)
            if self._asked == shown:
                self.online, self.count = set(answer["online"]), answer["online_count"]
                self._tell(RoomsChanged())
