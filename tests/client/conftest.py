"""One server on the default stack (the client knows no other), and people who sit at terminals."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

import pytest

from app.client.chat import Chat
from app.client.happenings import Happening
from tests.support.loops import run
from tests.support.server import RunningServer

T = TypeVar("T")
PATIENCE = 30.0  # seconds: a guard against hanging

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """One server per module."""
    return start_server()


def unique(stem: str) -> str:
    """A name that nobody has yet."""
    return f"{stem}{next(_numbers)}"


def lasting(work: Coroutine[Any, Any, T]) -> T:
    """What `work` answers, in a loop that complains about what is forgotten or slow."""

    async def bounded() -> T:
        async with asyncio.timeout(4 * PATIENCE):
            return await work

    return run(bounded())


class Seat:
    """Somebody with a `Chat`, used with `async with`; `happened` is all that it told."""

    def __init__(self, url: str, token: str) -> None:
        self.chat = Chat(url, token)
        self.happened: list[Happening] = []
        self._news = asyncio.Event()
        self.chat.listen(self._hear)

    def _hear(self, happening: Happening) -> None:
        self.happened.append(happening)
        self._news.set()

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        """Return once `condition()` is true, asked whenever something happened."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"still not: {what}; last: {self.happened[-5:]}") from None

    async def came(self, room: int, count: int) -> None:
        """Return once so many messages of a room are known."""
        await self.until(lambda: len(self.texts(room)) >= count, f"{count} messages")

    async def all_sent(self, room: int) -> None:
        """Return once nothing is on its way any more."""
        await self.until(lambda: not self.chat.rooms[room].pending, "all is stored")

    async def sent(self, room: int, text: str) -> None:
        """Send, and return when it is stored."""
        pending = self.chat.send(room, text)
        await self.until(lambda: pending.client_id not in self.chat.rooms[room].pending, f"sent {text}")

    def texts(self, room: int) -> list[str]:
        """What is known of a room, in order."""
        return [message["content"] for message in self.chat.rooms[room].messages()]

    async def __aenter__(self) -> Self:
        await self.chat.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.chat.close()


class Table:
    """A group with two members, as their tokens."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.names = unique("ana"), unique("bobo")
        self.ana, self.bobo = (server.register(name) for name in self.names)
        self.room: int = server.post("/api/rooms", self.ana, type="group", name="Kopi")["id"]
        server.post(f"/api/rooms/{self.room}/join", self.bobo)

    def say(self, token: str, text: str) -> dict[str, Any]:
        """A message by another door."""
        message: dict[str, Any] = self.server.post(
            f"/api/rooms/{self.room}/messages", token, content=text, client_id=unique("rest")
        )
        return message

    def stored(self) -> list[str]:
        """What the server has of the room, in order."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": 100}
        while page := self.server.get(f"/api/rooms/{self.room}/messages", self.ana, **query):
            found = page + found
            query["before"] = page[0]["id"]
        return [message["content"] for message in found]


@pytest.fixture
def table(server: RunningServer) -> Table:
    """A fresh group."""
    return Table(server)
