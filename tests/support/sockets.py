"""A client of `/chat` (or another namespace) for tests, over a real WebSocket.

    with ChatClient(server.url, ana) as socket:
        message = socket.send("send_message", room_id=1, content="Halo", client_id="a1")
        socket.wait_for("message_created", lambda frame: frame["message"]["id"] == message["id"])

Frames are kept in the order they came in. Nothing here sleeps: a test waits for
a frame, and for the absence of one by a round trip on the same connection.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import requests
import socketio
import websocket
from socketio.exceptions import ConnectionError as ConnectFailed

from tests.support.closing import Closing

LOBBY = 1
TIMEOUT = 20.0  # seconds: a guard against hanging

Predicate = Callable[[Any], bool]


class Frame(NamedTuple):
    """One event as it came: its name and its payload."""

    name: str
    payload: Any


class SocketRefused(AssertionError):
    """The handshake or a command was refused; `error` is the contracts' error object."""

    def __init__(self, what: str, error: Any) -> None:
        super().__init__(f"{what} was refused: {error}")
        self.error = error
        self.code = error.get("code") if isinstance(error, dict) else None


class ChatClient(Closing):
    """One connection of one person."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        namespace: str = "/chat",
        auth: dict[str, Any] | None = None,
        reconnection: bool = False,
        headers: dict[str, str] | None = None,
        transports: tuple[str, ...] = ("websocket",),
    ) -> None:
        """Connect, with `auth` or else with `{"token": token}`. Raises `SocketRefused`."""
        self.frames: list[Frame] = []
        self.namespace = namespace
        self._passes_by: Callable[[Frame], bool] = lambda _frame: False
        self._arrived = threading.Condition()
        self._refusal: Any = None
        headers = dict(headers or {})
        # Without a word about it the library would name the server's own origin, as only its pages do.
        origin = headers.pop("Origin", None)
        self._http = requests.Session()
        self._io = socketio.Client(
            http_session=self._http,
            reconnection=reconnection,
            reconnection_delay=0.05,
            reconnection_delay_max=0.5,
            websocket_extra_options={"origin": origin} if origin else {"suppress_origin": True},
        )
        self._turns = _Turns(self._io)
        self._io.on("*", self._keep, namespace=namespace)
        self._io.on("connect_error", self._refused, namespace=namespace)
        if auth is None and token is not None:
            auth = {"token": token}
        try:
            self._io.connect(
                url, auth=auth, namespaces=[namespace], headers=headers, transports=list(transports)
            )
        except ConnectFailed as error:
            self.close()
            raise SocketRefused("the handshake", self._refusal or str(error)) from error

    def _keep(self, name: str, payload: Any = None) -> None:
        frame = Frame(name, payload)
        with self._arrived:
            if not self._passes_by(frame):
                self.frames.append(frame)
                self._arrived.notify_all()

    def _refused(self, error: Any = None) -> None:
        # The library wraps what the server gave as a reason: {"message": …, "data": …}.
        self._refusal = error.get("data", error) if isinstance(error, dict) else error

    # -- sending -----------------------------------------------------------------------------

    def call(self, event: str, data: Any = None, timeout: float = TIMEOUT) -> Any:
        """The acknowledgement as it comes. Raises `socketio.exceptions.TimeoutError` without one."""
        return self._io.call(event, data, namespace=self.namespace, timeout=timeout)

    def send(self, event: str, **fields: Any) -> Any:
        """The `data` of a command's acknowledgement. Raises `SocketRefused` when it isn't ok."""
        answer = self.call(event, fields)
        if not answer.get("ok"):
            raise SocketRefused(event, answer.get("error"))
        return answer["data"]

    def emit(self, event: str, data: Any = None) -> None:
        """Send without asking for an acknowledgement."""
        self._io.emit(event, data, namespace=self.namespace)

    # -- hearing -----------------------------------------------------------------------------

    def wait_for(self, name: str, predicate: Predicate | None = None, timeout: float = TIMEOUT) -> Any:
        """The payload of the first such frame, also one that came before; it is taken out of `frames`."""
        deadline = time.monotonic() + timeout
        with self._arrived:
            while True:
                for index, frame in enumerate(self.frames):
                    if frame.name == name and (predicate is None or predicate(frame.payload)):
                        return self.frames.pop(index).payload
                if not self._arrived.wait(deadline - time.monotonic()):
                    raise AssertionError(f"no such {name} within {timeout:g} s; came: {self.frames}")

    def heard(self, name: str) -> list[Any]:
        """The payloads of all frames of this name that are still in `frames`, in order."""
        with self._arrived:
            return [frame.payload for frame in self.frames if frame.name == name]

    def pass_by(self, other: Callable[[Frame], bool]) -> None:
        """Keep no frames for which `other` holds, neither those that came nor those that will."""
        with self._arrived:
            self._passes_by = other
            self.frames[:] = [frame for frame in self.frames if not other(frame)]

    def clear(self) -> None:
        """Forget what came so far."""
        with self._arrived:
            self.frames.clear()

    def settle(self) -> None:
        """Return when all that the server had sent to this connection before has arrived here.

        A connection is one ordered stream, so one answered question is proof. What
        causes a frame must be acknowledged to its own sender before this is called.
        """
        self.send("history", room_id=LOBBY, limit=1)

    def assert_silence(self, *names: str) -> None:
        """Nothing of these names (of any name when none is given) has come or is under way."""
        self.settle()
        with self._arrived:
            heard = [frame for frame in self.frames if not names or frame.name in names]
        assert not heard, f"should have heard nothing, but: {heard}"

    # -- the connection ----------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Whether this namespace is connected now."""
        return self.namespace in self._io.namespaces

    def wait_closed(self, timeout: float = TIMEOUT) -> None:
        """Return when the server has closed this connection. Raises `AssertionError` after `timeout`."""
        deadline = time.monotonic() + timeout
        while self.connected:
            assert time.monotonic() < deadline, f"still open after {timeout:g} s"
            time.sleep(0.01)

    def close(self) -> None:
        """Close cleanly, as a browser tab does; may be called twice."""
        self._io.shutdown()
        self._turns.end()
        self._http.close()

    def cut(self) -> None:
        """Break the TCP connection without a word, as a train tunnel does."""
        self._io.eio.ws.sock.shutdown(2)


class _Turns:
    """Handles a connection's packets one after the other, in a thread of its own.

    The library starts a thread for each packet, and they overtake one another: an
    order seen by a test would prove nothing.
    """

    def __init__(self, client: socketio.Client) -> None:
        self._engine = client.eio
        self._trigger = client.eio._trigger_event
        self._queue: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        client.eio._trigger_event = self._take
        self._thread = threading.Thread(target=self._work, name="packets", daemon=True)
        self._thread.start()

    def _take(self, event: str, *args: Any, run_async: bool = False, **options: Any) -> Any:
        if not run_async:
            if event == "disconnect" and args[:1] != (self._engine.reason.CLIENT_DISCONNECT,):
                self._release()
            return self._trigger(event, *args, **options)
        self._queue.put((event, *args))
        return None

    def _release(self) -> None:
        # The library forgets a socket that the server ended, and leaves closing it to the collector.
        if isinstance(self._engine.ws, websocket.WebSocket):
            self._engine.ws.shutdown()

    def _work(self) -> None:
        while (packet := self._queue.get()) is not None:
            self._trigger(*packet)

    def end(self) -> None:
        self._queue.put(None)
        self._thread.join(TIMEOUT)
