"""Channels: the groups that frames are sent to, within one namespace."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from app.extensions import socketio
from app.wire.errors import describe

Describe = Callable[[Exception], tuple[dict[str, Any], int]]


class Namespace:
    """All that emits into a namespace; `name` as clients write it, `describe` makes its error objects."""

    def __init__(self, name: str, describe: Describe = describe) -> None:
        self.name = name
        self.describe = describe

    def emit(self, frame: str, payload: Any, *to: str, skip: Collection[str] = ()) -> None:
        """Send a frame once to each connection in any of the channels `to` (a sid is one), but for `skip`."""
        socketio.server.emit(frame, payload, to=list(to), skip_sid=list(skip), namespace=self.name)

    def emit_joined(self, frame: str, payload: Any, channel: str) -> None:
        """As `emit`; leaves at the end of a publication at the latest, in one write with its like."""
        socketio.server.manager.emit_joined(frame, payload, self.name, channel)

    def emit_each(self, frame: str, payloads: dict[int, Any], wanted: dict[str, list[int]]) -> None:
        """Send a connection (a sid) the frame once for each of the `payloads` it wants, all in one write."""
        socketio.server.manager.emit_each(frame, payloads, self.name, wanted)

    def hearing(self, channel: str) -> list[str]:
        """The connections (their sids) that hear a channel."""
        return [sid for sid, _ in socketio.server.manager.get_participants(self.name, channel)]

    def flush(self) -> None:
        """Send what `emit_joined` still holds back, outside of a publication."""
        socketio.server.manager.flush()

    def enter(self, sid: str, channel: str) -> None:
        """Let a connection hear a channel; one that is gone already is no error."""
        socketio.server.manager.enter_room(sid, self.name, channel)

    def leave(self, sid: str, channel: str) -> None:
        """Let a connection hear a channel no more."""
        socketio.server.manager.leave_room(sid, self.name, channel)

    def close(self, sid: str) -> None:
        """Disconnect it; what was sent before still arrives."""
        socketio.server.disconnect(sid, namespace=self.name)
