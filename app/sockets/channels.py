"""Channels: the groups that frames are sent to. This is the one place that emits on `/chat`."""

from __future__ import annotations

from app.engine.channels import Namespace
from app.wire.errors import describe_with_reasons

HERE = Namespace("/chat", describe_with_reasons)
EVERYONE = "everyone"
"""Every connection that was welcomed; the library's own "all" has those not yet let in too."""

ADMINS = "admins"
"""Every connection of an admin."""

COUNTING = "counting"
"""Every connection that wants to know how many people are online."""

emit, emit_each, emit_joined = HERE.emit, HERE.emit_each, HERE.emit_joined
enter, leave, close, hearing = HERE.enter, HERE.leave, HERE.close, HERE.hearing


def of_user(user_id: int) -> str:
    """All connections of a user."""
    return f"user:{user_id}"


def of_session(session_id: str) -> str:
    """All connections of one signed-in device."""
    return f"session:{session_id}"


def of_room(room_id: int) -> str:
    """All connections of a room's members."""
    return f"room:{room_id}"
