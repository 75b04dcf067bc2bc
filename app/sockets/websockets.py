"""WebSocket messages: none longer than a packet may be, in however many fragments it comes.

The libraries bound a message only when it is complete, or each fragment alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

FRAGMENT_COST = 64  # bytes of memory that even an empty fragment takes


def bound(eio: Any, longest: int) -> None:
    """Bound the incoming messages of this Engine.IO server."""
    make = eio._async["websocket"]

    def counted(handler: Callable[[Any], Any], server: Any) -> Any:
        return make(counting(handler, longest), server)

    threading = eio.async_mode == "threading"
    bounded = partial(make, max_message_size=longest) if threading else counted
    eio._async = eio._async | {"websocket": bounded}


def counting(handler: Callable[[Any], Any], longest: int) -> Callable[[Any], Any]:
    """A WebSocket handler whose socket counts the fragments of a message as they come."""

    def run(websocket: Any) -> Any:
        receive = websocket._recv_frame

        def receive_counting(message: Any = None) -> Any:
            message = receive(message=message)
            fresh = message.data[getattr(message, "counted", 0) :]
            message.counted = len(message.data)
            message.size = getattr(message, "size", 0) + sum(len(part) + FRAGMENT_COST for part in fresh)
            if message.size > longest + FRAGMENT_COST * 64:
                raise ValueError("message is too large")
            return message

        websocket._recv_frame = receive_counting
        return handler(websocket)

    return run


def tidy(inner: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI app to which clients offer no compression and no drafts of the protocol.

    Compression costs 3.6 times the memory of a connection and can't be declined
    otherwise; the drafts of 2010 have a code path of their own, without limits.
    """

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if "HTTP_SEC_WEBSOCKET_VERSION" not in environ:
            environ.pop("HTTP_UPGRADE", None)
        return inner(environ, start_response)

    return outer
