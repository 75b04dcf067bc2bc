"""Who the app's tests are about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.loops import run
from tests.support.server import RunningServer
from tests.support.tui import Person, app_of


class World:
    """Ana, who sits at the app, and Bo, who uses another door; both are in the group Kopi."""

    def __init__(self, server: RunningServer, number: int) -> None:
        self.server = server
        self.ana = server.register(f"ana{number}", display_name="Ana")
        self.bo = server.register(f"bo{number}", display_name="Bo")
        self.bo_name = f"bo{number}"
        self.room: int = server.post("/api/rooms", self.ana, type="group", name="Kopi")["id"]
        server.post(f"/api/rooms/{self.room}/join", self.bo)

    def ana_says(self, *contents: str) -> list[Any]:
        """Ana's messages in Kopi, by another door."""
        return [self._say(self.ana, self.room, content) for content in contents]

    def bo_says(self, *contents: str, room: int | None = None) -> list[Any]:
        """Bo's messages, in Kopi unless another room is named."""
        return [self._say(self.bo, room or self.room, content) for content in contents]

    def _say(self, token: str, room: int, content: str) -> Any:
        return self.server.post(f"/api/rooms/{room}/messages", token, content=content)

    def messages(self) -> list[Any]:
        """What the server has in Kopi."""
        found: list[Any] = self.server.get(f"/api/rooms/{self.room}/messages", self.bo)
        return found

    def unread(self) -> int:
        """How much in Kopi Ana hasn't read, as the server knows it."""
        return int(self.server.get(f"/api/rooms/{self.room}", self.ana)["unread"])

    def use(self, body: Callable[[Person], Awaitable[None]], size: tuple[int, int] = (100, 32)) -> None:
        """Ana starts the app and does all that `body` says."""

        async def scene() -> None:
            async with app_of(self.server, self.ana, size) as person:
                await body(person)

        run(scene())


def texts(messages: list[Any]) -> list[str]:
    """What they say."""
    return [message["content"] for message in messages]
