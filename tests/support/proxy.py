"""A network between client and server that a test can break."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.support.processes import free_port


class Proxy:
    """Passes TCP on to `port`; used with `async with`."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[object]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.connections = 0

    async def open(self) -> None:
        """Let connections through (again)."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def shut(self) -> None:
        """Break all connections and let none through."""
        if self._server:
            self._server.close()
        # Who is just being accepted must have been, or nobody would close that socket.
        await asyncio.gather(*filter(_accepts, asyncio.all_tasks()), return_exceptions=True)
        await asyncio.sleep(0)
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def cut(self) -> None:
        """Break all connections, in the middle of whatever they carry."""
        for writer in self._writers:
            writer.transport.abort()

    def freeze(self) -> None:
        """Let nothing through any more, and let nobody notice: a pulled cable."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let everything through that was held up."""
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        back = None
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self._to)
            await asyncio.gather(self._pass(reader, back, True), self._pass(onward, writer, False))
        except (OSError, asyncio.CancelledError):
            pass  # cancelled when it is shut or its loop ends, and asyncio asks such a task why it failed
        finally:
            self._serving.discard(task)
            writer.transport.abort()
            if back:
                back.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upwards: bool) -> None:
        self._writers.add(writer)
        try:
            while data := await reader.read(4096):
                await self._flowing.wait()
                self._carry(data, writer, upwards)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _carry(self, data: bytes, writer: asyncio.StreamWriter, upwards: bool) -> None:
        writer.write(data)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shut()


class Moment(NamedTuple):
    """When to cut: at the next piece of data that way which contains `sign`.

    What stands before the sign still passes, and of the rest that `share`.
    """

    upwards: bool
    sign: bytes = b""
    share: float = 0


class CuttingProxy(Proxy):
    """Cuts at moments that a test names; runs in a thread of its own, and is used with `with`."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.cuts = 0
        self._moments: deque[Moment] = deque()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._done = threading.Event()
        self._done.set()

    def arm(self, *moments: Moment) -> None:
        """Cut at each of these, one after the other."""
        self._done.clear()
        self._moments.extend(moments)

    def done(self, timeout: float) -> bool:
        """Whether all of them have come, at the latest after so many seconds."""
        return self._done.wait(timeout)

    def cut_now(self) -> None:
        """Break all connections; new ones come through."""
        self._loop.call_soon_threadsafe(self.cut)

    def go(self) -> None:
        """Break all connections and let none through."""
        asyncio.run_coroutine_threadsafe(self.shut(), self._loop).result()

    def come(self) -> None:
        """Let connections through again."""
        asyncio.run_coroutine_threadsafe(self.open(), self._loop).result()

    def _carry(self, data: bytes, writer: asyncio.StreamWriter, upwards: bool) -> None:
        moment = self._moments[0] if self._moments else None
        if not moment or moment.upwards != upwards or moment.sign not in data:
            writer.write(data)
            return
        passes, rest = data.index(moment.sign), len(data) - data.index(moment.sign)
        writer.write(data[: passes + int(rest * moment.share)])
        self.cut()
        self.cuts += 1
        self._moments.popleft()
        if not self._moments:
            self._done.set()

    def __enter__(self) -> Self:
        self._thread.start()
        self.come()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.shut(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _accepts(task: asyncio.Task[Any]) -> bool:
    return "_accept_connection" in getattr(task.get_coro(), "__qualname__", "")
