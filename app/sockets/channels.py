"""Channels: the groups that frames are sent to. This is the one place that emits on `/chat`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.extensions import socketio

NAMESPACE = "/chat"
EVERYONE = "everyone"
"""Every connection that was welcomed; the library's own "all" has those not yet let in too."""


def of_user(user_id: int) -> str:
    """All connections of a user."""
    return f"user:{user_id}"


def of_session(session_id: str) -> str:
    """All connections of one signed-in device."""
    return f"session:{session_id}"


def of_room(room_id: int) -> str:
    """All connections of a room's members."""
    return f"room:{room_id}"


def emit(frame: str, payload: dict[str, Any], *to: str, skip: Collection[str] = ()) -> None:
    """Send a frame once to each connection in any of the channels `to` (a sid is one), but for `skip`."""
    socketio.server.emit(frame, payload, to=list(to), skip_sid=list(skip), namespace=NAMESPACE)


def enter(sid: str, channel: str) -> None:
    """Let a connection hear a channel; one that is gone already is no error."""
    socketio.server.manager.enter_room(sid, NAMESPACE, channel)


def leave(sid: str, channel: str) -> None:
    """Let a connection hear a channel no more."""
    socketio.server.manager.leave_room(sid, NAMESPACE, channel)


def close(sid: str) -> None:
    """Disconnect from `/chat`; what was sent before still arrives."""
    socketio.server.disconnect(sid, namespace=NAMESPACE)
