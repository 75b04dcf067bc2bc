"""The library's table of connections and channels, safe to use from several threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any

import socketio


def alone(name: str) -> Callable[..., Any]:
    """The library's method of that name, one call at a time."""

    def method(self: Manager, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            return getattr(socketio.Manager, name)(self, *args, **kwargs)

    return method


class Manager(socketio.Manager):  # type: ignore[misc]
    """Nothing is lost when a channel's last listener leaves while another enters.

    The library's own steps ("is it empty? delete it") interleave in `threading` mode.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()

    pre_connect = alone("pre_connect")
    connect = alone("connect")
    is_connected = alone("is_connected")
    pre_disconnect = alone("pre_disconnect")
    basic_disconnect = alone("basic_disconnect")
    basic_leave_room = alone("basic_leave_room")

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        """As the library's, but a connection that is gone enters nothing."""
        with self.lock:
            if eio_sid is not None or sid in self.rooms.get(namespace, {}).get(None, {}):
                super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
