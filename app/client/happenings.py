"""What a `Chat` tells those who listen to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RoomsChanged:
    """The list of rooms is another, or something in it: a name, an unread count."""


@dataclass(frozen=True)
class MessagesChanged:
    """Messages of a room, or of those on their way to it, came, changed or went."""

    room_id: int


@dataclass(frozen=True)
class TypingChanged:
    """Somebody in a room began or stopped typing."""

    room_id: int


@dataclass(frozen=True)
class PresenceChanged:
    """Somebody came online or went."""

    user_id: int


@dataclass(frozen=True)
class ConnectionChanged:
    """The server is reached, or not any more."""

    connected: bool


@dataclass(frozen=True)
class SessionEnded:
    """The user was signed out; nothing comes any more. `reason` is that of docs/protocol.md."""

    reason: str


Happening = (
    RoomsChanged | MessagesChanged | TypingChanged | PresenceChanged | ConnectionChanged | SessionEnded
)
