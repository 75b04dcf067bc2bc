"""A connection to `/chat` that comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from app.client.errors import ClientError, NotSignedIn, Refused, ServerUnreachable

NAMESPACE = "/chat"
CONNECT_WITHIN = 10.0
ANSWER_WITHIN = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
"""Seconds; the pauses between attempts double from one to the other."""


class Link:
    """Frames come to `hear(event, payload)` in the server's order, from `ready` on.

    `lost()` is called when a connection that was ready is gone, `ended(error)` when no more will be
    made: the token is not accepted.
    """

    def __init__(
        self,
        server: str,
        token: str,
        hear: Callable[[str, Any], None],
        lost: Callable[[], None],
        ended: Callable[[NotSignedIn], None],
    ) -> None:
        self.server = server
        self._token = token
        self._hear, self._lost, self._ended = hear, lost, ended
        self._io: socketio.AsyncClient | None = None
        self._gone: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._pause = SHORTEST_PAUSE

    @property
    def ready(self) -> bool:
        """Whether the server has said `ready` on the present connection."""
        return self._gone is not None

    async def start(self) -> None:
        """Connect, and keep connected from now on. Raises `ClientError` if the first attempt fails."""
        io = await self._connect()
        self._task = asyncio.create_task(self._keep(io))

    async def close(self) -> None:
        """Disconnect for good."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._drop()

    async def ask(self, command: str, **fields: Any) -> Any:
        """The `data` of the answer. Raises `Refused`, or `ServerUnreachable` when none can come."""
        if self._io is None or self._gone is None:
            raise ServerUnreachable(self.server)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        with self._as_unreachable():
            await self._io.emit(command, fields, NAMESPACE, partial(_settle, answer))
            await asyncio.wait(
                {answer, self._gone}, timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED
            )
        if not answer.done():
            answer.cancel()
            raise ServerUnreachable(self.server)
        given = answer.result()
        if not given["ok"]:
            raise Refused(given["error"])
        return given["data"]

    async def tell(self, command: str, **fields: Any) -> None:
        """Send without asking for an answer; without a connection, nothing happens."""
        if self._io is not None and self.ready:
            with contextlib.suppress(SocketIOError):
                await self._io.emit(command, fields, NAMESPACE)

    async def _keep(self, io: socketio.AsyncClient | None) -> None:
        while True:
            if io:
                try:
                    await io.eio.wait()
                finally:
                    await self._hang_up(io)
            await asyncio.sleep(self._pause * random.uniform(0.5, 1.5))  # noqa: S311  nothing secret
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
            try:
                io = await self._connect()
            except NotSignedIn as error:
                return self._ended(error)
            except ClientError as error:
                io = None
                if isinstance(error, Refused):
                    self._pause = max(self._pause, error.retry_after)

    async def _connect(self) -> socketio.AsyncClient:
        refusals: list[Any] = []
        io = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        io.on("*", self._frame, namespace=NAMESPACE)
        io.on("connect_error", refusals.append, namespace=NAMESPACE)
        io.on("disconnect", lambda _reason: self._drop(), namespace=NAMESPACE)
        self._io = io
        try:
            with self._as_unreachable():
                async with asyncio.timeout(CONNECT_WITHIN):
                    await io.connect(
                        self.server,
                        auth={"token": self._token},
                        transports=["websocket"],
                        namespaces=[NAMESPACE],
                        wait_timeout=CONNECT_WITHIN,
                    )
        except BaseException as error:
            await self._hang_up(io)
            if isinstance(error, ServerUnreachable) and (refusal := _refusal(refusals)):
                raise refusal from error
            raise
        return io

    def _frame(self, event: str, payload: Any = None) -> None:
        if event == "ready":
            self._pause = SHORTEST_PAUSE
            self._gone = asyncio.get_running_loop().create_future()
        if self.ready:  # what came before is in the snapshot
            self._hear(event, payload)

    async def _hang_up(self, io: socketio.AsyncClient) -> None:
        self._drop()
        with contextlib.suppress(SocketIOError, aiohttp.ClientError, OSError):
            await io.eio.disconnect(abort=True)

    def _drop(self) -> None:
        self._io = None
        if self._gone is not None:
            self._gone.set_result(None)
            self._gone = None
            self._lost()

    @contextlib.contextmanager
    def _as_unreachable(self) -> Any:
        try:
            yield
        except (SocketIOError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ServerUnreachable(self.server) from error


def _settle(answer: asyncio.Future[Any], given: Any) -> None:
    if not answer.done():  # one that comes too late finds it cancelled
        answer.set_result(given)


def _refusal(given: list[Any]) -> ClientError | None:
    # The library tells of other failures in the same way; the server's object comes as {"message", "data"}.
    for one in given:
        if isinstance(one, dict) and isinstance(one.get("data"), dict):
            refused = Refused(one["data"])
            return NotSignedIn(refused.message) if refused.code == "unauthenticated" else refused
    return None
