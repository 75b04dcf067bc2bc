"""The people, in a process of their own: `python -m tests.bench.storm.crowd`, told what to do line by line.

A line of JSON on its input is a step, a line of JSON on its output says what came of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import uvloop

from tests.bench.storm.person import Count, Person

EVERY = 0.1  # seconds between messages, and between looks at /healthz
AT_ONCE = 40
"""Who connect at the same time at first, when nothing is measured yet."""
LONGEST = 300.0


class Crowd:
    """Everybody, one who writes all the while, and one who looks whether the server answers."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._url = given["url"]
        self._room = given["room"]
        self.count = Count()
        self.people = [
            Person(self._socket_url, token, watched, self.count, hasty=n == 0)
            for n, (token, watched) in enumerate(zip(given["tokens"], given["watched"], strict=True))
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self.said: list[tuple[float, float]] = []
        """When a message was sent, and how many seconds it took."""
        self.looked: list[tuple[float, float]] = []
        self.dropped: list[int] = []

    @property
    def _socket_url(self) -> str:
        return self._url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"

    async def connect(self) -> None:
        """Everybody comes, some at a time."""
        for begin in range(0, len(self.people), AT_ONCE):
            some = self.people[begin : begin + AT_ONCE]
            self._tasks += [asyncio.create_task(person.live()) for person in some]
            await asyncio.gather(*(person.ready.wait() for person in some))
        self._tasks += [asyncio.create_task(self._talk()), asyncio.create_task(self._look())]

    async def come_back(self) -> float:
        """Wait until nobody is there any more, then until everybody is again; when that was."""
        await _until(lambda: not any(person.ready.is_set() for person in self.people))
        self._forget()
        await _until(lambda: all(person.ready.is_set() for person in self.people))
        return monotonic()

    async def reload(self, rate: float, seconds: float) -> None:
        """Let `rate` people a second, one after the other, go and come again."""
        self._forget()
        began = monotonic()
        for n in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + n / rate - monotonic()))
            self.people[1 + n % (len(self.people) - 1)].drop()

    def found(self) -> dict[str, Any]:
        """What was met since the last step."""
        return {
            "ready": self.count.ready, "refused": self.count.refused, "frames": self.count.frames,
            "bytes": self.count.bytes, "said": self.said, "looked": self.looked,
        }  # fmt: skip

    def _forget(self) -> None:
        self.count.__init__()  # type: ignore[misc]  # all hold this one
        self.said.clear()
        self.looked.clear()

    async def _talk(self) -> None:
        writer = self.people[0]
        while True:
            await writer.ready.wait()
            await asyncio.sleep(EVERY)
            if writer.ready.is_set():
                asyncio.create_task(self._say(writer))  # noqa: RUF006  it ends by itself

    async def _say(self, writer: Person) -> None:
        began = monotonic()
        with suppress(asyncio.CancelledError):
            self.said.append((began, await writer.say(self._room)))

    async def _look(self) -> None:
        while True:
            began = monotonic()
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._healthy()
                self.looked.append((began, monotonic() - began))
            await asyncio.sleep(EVERY)

    async def _healthy(self) -> None:
        place = urlsplit(self._url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        try:
            writer.write(
                f"GET /healthz HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode()
            )
            await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not condition():
            await asyncio.sleep(0.02)


async def main() -> None:
    """Do what the lines say."""
    lines = asyncio.StreamReader(limit=2**27)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    crowd = Crowd(json.loads(await lines.readline()))
    await crowd.connect()
    _tell({})
    while line := await lines.readline():
        step = json.loads(line)
        if step["do"] == "come back":
            _tell({"going": True})
            at = await crowd.come_back()
            _tell(crowd.found() | {"at": at})
        else:
            await crowd.reload(step["rate"], step["seconds"])
            _tell(crowd.found())


def _tell(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
