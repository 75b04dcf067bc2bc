"""A connection to `/chat` that comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from app.client.errors import NotSignedIn, Refused, ServerUnreachable

NAMESPACE = "/chat"
CONNECT_WITHIN = 10.0
ANSWER_WITHIN = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
"""Seconds; the pauses between attempts double from one to the other."""


class Link:
    """Frames come to `hear(event, payload)` in the server's order, from `ready` on.

    `lost()` is called when a connection that was ready is gone, `ended()` when no more will be made: the
    token is not accepted any more.
    """

    def __init__(
        self,
        server: str,
        token: str,
        hear: Callable[[str, Any], None],
        lost: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self.server = server
        self._token = token
        self._hear, self._lost, self._ended = hear, lost, ended
        self._io: socketio.AsyncClient | None = None
        self._life: asyncio.Task[None] | None = None
        self._gone: asyncio.Future[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether the server has said `ready` on the present connection."""
        return self._gone is not None

    async def start(self) -> None:
        """Connect, and keep connected from now on. Raises `ClientError` if the first attempt fails."""
        await self._connect()
        self._keeper = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Disconnect for good."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
        await self._hang_up()

    async def ask(self, command: str, **fields: Any) -> Any:
        """The `data` of the answer. Raises `Refused`, or `ServerUnreachable` when none can come."""
        gone = self._gone
        if self._io is None or gone is None:
            raise ServerUnreachable(self.server)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        with self._as_unreachable():
            await self._io.emit(command, fields, NAMESPACE, partial(_settle, answer))
            await asyncio.wait({answer, gone}, timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            answer.cancel()
            if not gone.done():
                self._drop()  # a silent connection is a broken one that nobody told of
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

    # -- the connection ----------------------------------------------------------------------

    async def _keep(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            if self._life:
                end = {self._life, self._gone} if self._gone else {self._life}
                await asyncio.wait(end, return_when=asyncio.FIRST_COMPLETED)
                await self._hang_up()
                pause = SHORTEST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  nothing secret
            pause = min(LONGEST_PAUSE, pause * 2)
            try:
                await self._connect()
            except NotSignedIn:
                return self._ended()
            except Refused as refusal:
                pause = max(pause, refusal.retry_after)
            except ServerUnreachable:
                pass

    async def _connect(self) -> None:
        """Dial, and wait for `ready`."""
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._io = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._io.on("*", partial(self._frame, welcome), namespace=NAMESPACE)
        self._io.on("connect_error", partial(_refuse, welcome), namespace=NAMESPACE)
        self._io.on("disconnect", lambda _reason: self._drop(), namespace=NAMESPACE)
        # In a task of its own: the library would swallow the end of ours.
        self._life = asyncio.create_task(self._live(self._io))
        try:
            await asyncio.wait(
                {self._life, welcome}, timeout=CONNECT_WITHIN, return_when=asyncio.FIRST_COMPLETED
            )
            if not welcome.done():
                raise ServerUnreachable(self.server)
            welcome.result()
        except BaseException:
            await self._hang_up()
            raise

    async def _live(self, io: socketio.AsyncClient) -> None:
        with contextlib.suppress(ServerUnreachable), self._as_unreachable():
            await io.connect(
                self.server,
                auth={"token": self._token},
                transports=["websocket"],
                namespaces=[NAMESPACE],
                wait=False,
            )
            await io.eio.wait()

    def _frame(self, welcome: asyncio.Future[None], event: str, payload: Any = None) -> None:
        if event == "ready" and not welcome.done():
            welcome.set_result(None)
            self._gone = asyncio.get_running_loop().create_future()
        if self.ready:  # what came before is in the snapshot
            self._hear(event, payload)

    async def _hang_up(self) -> None:
        self._drop()
        io, life, self._io, self._life = self._io, self._life, None, None
        if io is not None and life is not None:
            with contextlib.suppress(ServerUnreachable), self._as_unreachable():
                await io.eio.disconnect(abort=True)
            life.cancel()
            await asyncio.wait({life}, timeout=CONNECT_WITHIN)

    def _drop(self) -> None:
        if self._gone is not None:
            self._gone.set_result(None)
            self._gone = None
            self._lost()

    @contextlib.contextmanager
    def _as_unreachable(self) -> Iterator[None]:
        try:
            yield
        except (SocketIOError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ServerUnreachable(self.server) from error


def _settle(answer: asyncio.Future[Any], given: Any) -> None:
    if not answer.done():  # one that comes too late finds it cancelled
        answer.set_result(given)


def _refuse(welcome: asyncio.Future[None], given: Any = None) -> None:
    # The library tells of other failures in the same way; the server's object comes as {"message", "data"}.
    error = given.get("data") if isinstance(given, dict) else None
    if isinstance(error, dict) and not welcome.done():
        refused = Refused(error)
        unknown = refused.code == "unauthenticated"
        welcome.set_exception(NotSignedIn(refused.message) if unknown else refused)
