"""What may come in below Socket.IO: packets of a bounded size that are packets at all.

The libraries bound a message only when it is complete, or each fragment alone;
and what they can't decode they raise for, which leaves the connection counted
as open until its next ping fails.
"""

from __future__ import annotations

import socket as sockets
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from threading import Lock
from typing import Any

from engineio.exceptions import EngineIOError, SocketIsClosedError, UnknownPacketError
from engineio.packet import UPGRADE

from app.concurrency import yield_to_others
from app.engine.admission import OPENED_AT_ONCE, Gate, Opening, has_gone
from app.engine.polling import Polling
from app.engine.send_queue import is_cut_off
from app.engine.upgrades import Upgrades
from app.engine.websocket import AT_A_TIME, PACKET, WebSocketConnection

DOOR = "/socket.io/"
GOODBYE = 1.0  # seconds to say it, where a thread does
OPENING = "ngobrol.opening"
"""Where a request for a new connection carries its place among those that are being opened."""


def bound(eio: Any, longest: int, waits: Callable[[str], bool]) -> list[Callable[[], None]]:
    """Bound what this Engine.IO server takes in and holds; greenlets read by `WebSocketConnection`.

    `waits` tells whether a connection waits to be let in.

    Returns what is to be done every second.
    """
    make = eio._async["websocket"]
    upgrades = Upgrades(waits)
    polling = Polling(eio, upgrades)

    def lined(handler: Any, server: Any) -> Any:
        return make(handed_over(websocket_handler(handler.__self__, upgrades, longest)), server)

    def limited(handler: Any, server: Any) -> Any:
        inner = ended(
            decodable(awake(handler)), handler.__self__, upgrades, lambda websocket: websocket.ws.sock
        )
        return refusing(make(handed_over(inner), server, max_message_size=longest), server)

    chosen = limited if eio.async_mode == "threading" else lined
    eio._async = eio._async | {"websocket": chosen}
    connected = eio.handlers["connect"]

    def on_connect(sid: str, environ: dict[str, Any]) -> Any:
        socket = eio.sockets[sid]
        polling.adopt(socket)
        socket.handle_post_request = partial(checked_post, socket, socket.handle_post_request)
        socket.receive = partial(checked_packet, socket, socket.receive, count(1))
        return connected(sid, environ)

    eio.on("connect", on_connect)
    return [polling.end_lingering, upgrades.end_slow]


def checked_post(socket: Any, handle: Callable[..., None], environ: dict[str, Any]) -> None:
    """Handle a POST of the polling transport; what can't be decoded ends the connection with 400.

    So does one during which it was cut off, of which a client that upgrades hears by nothing else.
    """
    if socket.closing:
        return  # it lives only to be told its last words
    try:
        handle(environ)
    except (ValueError, RecursionError, EngineIOError) as error:
        # The library would wait here until the client has read everything, perhaps for ever.
        socket.close(wait=False, abort=True)
        raise EngineIOError from error
    if is_cut_off(socket):
        raise EngineIOError


def checked_packet(socket: Any, receive: Callable[[Any], None], turns: Iterator[int], packet: Any) -> None:
    """Receive a packet. Raises `EngineIOError` after the end, and for an upgrade out of its place.

    The library would go on reading after a "close", and answer each upgrade without bound.
    """
    if next(turns) % AT_A_TIME == 0:
        yield_to_others()
    if socket.closing or socket.closed:
        raise SocketIsClosedError
    if packet.packet_type == UPGRADE:
        raise UnknownPacketError
    receive(packet)


def handed_over(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A WebSocket handler that tells our server that the socket is its own now."""

    def run(websocket: Any) -> Any:
        environ = getattr(websocket, "ws", websocket).environ
        environ["eventlet.input"].hand_over()
        if (opening := environ.get(OPENING)) is not None:
            opening.over()
        return handler(websocket)

    return run


def decodable(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A WebSocket handler to which anything but a packet is the end of the connection."""

    def run(websocket: Any) -> Any:
        wait = websocket.wait

        def wait_for_packet() -> Any:
            data = wait()
            return data if isinstance(data, bytes) or (data and PACKET.fullmatch(data)) else None

        websocket.wait = wait_for_packet
        return handler(websocket)

    return run


def refusing(open_websocket: Callable[..., Any], server: Any) -> Callable[..., Any]:
    """A WSGI app of the threads' library that refuses a handshake which is none, as eventlet's does."""
    from wsproto.utilities import RemoteProtocolError

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            return open_websocket(environ, start_response)
        except RemoteProtocolError:
            return server._bad_request("This is no WebSocket handshake")

    return run


def ended(
    handler: Callable[[Any], Any], engine: Any, upgrades: Upgrades, tcp_of: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    """A WebSocket handler that is told to `upgrades`, and after which the TCP connection is over.

    The libraries leave that to the peer, which may never close: a reader would wait for it for ever.
    """

    def run(websocket: Any) -> Any:
        tcp = tcp_of(websocket)
        upgrades.opened(engine, tcp)
        try:
            return handler(websocket)
        finally:
            with suppress(OSError):
                tcp.shutdown(sockets.SHUT_RDWR)

    return run


def websocket_handler(engine: Any, upgrades: Upgrades, longest: int) -> Callable[[Any], Any]:
    """A WebSocket handler: eventlet does the handshake, `WebSocketConnection` all that follows."""

    def run(websocket: Any) -> None:
        upgrades.opened(engine, websocket.socket)
        websocket.websocket_closed = True  # the goodbye is the line's to say
        WebSocketConnection(websocket.socket, engine, longest).serve()

    return run


def awake(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A WebSocket handler that wakes up when the library refuses a message, and closes without noise.

    The library rings the bell before it marks the connection as closed: who wakes in
    between goes back to sleep, for ever. It rings before it has said goodbye, too, which would
    then come too late. Its goodbye to a peer that has gone raises.
    """

    def run(websocket: Any) -> Any:
        handle, handling = websocket.ws._handle_events, Lock()

        def handle_events() -> bool:
            with handling:
                going_on: bool = handle()
            if not going_on:
                websocket.ws.connected = False
                websocket.ws.event.set()
            return going_on

        close = websocket.close

        def close_quietly() -> None:
            with suppress(OSError):
                close()
            websocket.ws.event.set()

        websocket.ws._handle_events = handle_events
        websocket.close = close_quietly
        try:
            return handler(websocket)
        finally:
            if handling.acquire(timeout=GOODBYE):
                handling.release()

    return run


def tidy(inner: Callable[..., Any], longest: int) -> Callable[..., Any]:
    """A WSGI app to which clients offer no compression and no drafts of the protocol.

    Compression costs 3.6 times the memory of a connection and can't be declined
    otherwise; the drafts of 2010 have a code path of their own, without limits.
    The library's door needs no slash at its end, and is told of no body that it wouldn't read.
    Some new connections are opened at a time: whoever asks for anything else is answered meanwhile.
    """
    gate = Gate(OPENED_AT_ONCE)

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if "HTTP_SEC_WEBSOCKET_VERSION" not in environ:
            environ.pop("HTTP_UPGRADE", None)
        if environ["PATH_INFO"] == DOOR[:-1]:
            environ["PATH_INFO"] = DOOR
        if environ["PATH_INFO"].startswith(DOOR) and _too_long(environ, longest):
            start_response("413 Content Too Large", [("Content-Type", "text/plain")])
            return [b"That is too large."]
        if environ["PATH_INFO"] != DOOR or "sid=" in environ["QUERY_STRING"]:
            return inner(environ, start_response)
        opening = environ[OPENING] = Opening(gate)
        try:
            if has_gone(environ.get("werkzeug.socket")):  # who gave up while waiting costs no more
                start_response("408 Request Timeout", [("Content-Length", "0")])
                return [b""]
            return inner(environ, start_response)
        finally:
            opening.over()

    return outer


def _too_long(environ: dict[str, Any], longest: int) -> bool:
    """Whether the body is longer, or comes in more chunks than were read ahead and has no length."""
    in_chunks = "HTTP_TRANSFER_ENCODING" in environ
    return in_chunks or int(environ.get("CONTENT_LENGTH") or 0) > longest
