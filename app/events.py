"""Facts, in the past tense, made of snapshots; published only after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from app.snapshots import MessageSnapshot, Person, QuietHours, RoomRef, SupportSnapshot, UserSnapshot


class Event:
    """Something that has happened."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class MessagePosted(Event):
    room: RoomRef
    message: MessageSnapshot


@dataclass(frozen=True, slots=True)
class MessageChanged(Event):
    """Edited, or only its reactions changed."""

    room: RoomRef
    message: MessageSnapshot
    edited: bool


@dataclass(frozen=True, slots=True)
class MessageDeleted(Event):
    room: RoomRef
    message: MessageSnapshot


@dataclass(frozen=True, slots=True)
class RoomRead(Event):
    """A read pointer moved forward, from `since` to `seq`."""

    room: RoomRef
    user_id: int
    since: int
    seq: int
    unread: int


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    room: RoomRef
    user: UserSnapshot
    member_count: int


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    room: RoomRef
    user_id: int
    member_count: int


@dataclass(frozen=True, slots=True)
class RoomUpdated(Event):
    """Its name or the way to join it changed."""

    room: RoomRef
    name: str | None
    invite_code: str | None


@dataclass(frozen=True, slots=True)
class NotificationsSet(Event):
    """A member chose what of a room they want to be told; nobody else's business."""

    room_id: int
    user_id: int
    level: str


@dataclass(frozen=True, slots=True)
class RequestAccepted(Event):
    """A member accepted a stranger's dm, or answered it; nobody else's business."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class QuietHoursSet(Event):
    """A user chose when they want to be told nothing; nobody else's business."""

    user_id: int
    quiet_hours: QuietHours


@dataclass(frozen=True, slots=True)
class PreferencesSet(Event):
    """A user chose how the app speaks and looks to them, null for not at all; nobody else's business."""

    user_id: int
    language: str | None
    theme: str | None


@dataclass(frozen=True, slots=True)
class MessagesErased(Event):
    """All that a user wrote in a room was deleted, under few numbers: catch up by cursor."""

    room: RoomRef
    user_id: int
    head: int


@dataclass(frozen=True, slots=True)
class UserChanged(Event):
    """A profile, role or name changed, or the account was deleted."""

    user: UserSnapshot


@dataclass(frozen=True, slots=True)
class SessionsEnded(Event):
    """These sessions are over; `reason` is one of the protocol's `session_ended` reasons."""

    user_id: int
    session_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TypingChanged(Event):
    """Never stored; listeners forget it after a few seconds by themselves."""

    room: RoomRef
    person: Person
    is_typing: bool


@dataclass(frozen=True, slots=True)
class PresenceChanged(Event):
    user_id: int
    is_online: bool


@dataclass(frozen=True, slots=True)
class SupportChanged(Event):
    """A support room was `opened`, `reopened`, `assigned`, `freed` (it waits again) or `closed`.

    `by` is who did it; null when it came by the rules.
    """

    what: str
    room: SupportSnapshot
    by: Person | None


@dataclass(frozen=True, slots=True)
class SupportPosted(Event):
    """A message in a support room, beside its `MessagePosted`, with the room as it stands after it."""

    room: SupportSnapshot
    message: MessageSnapshot


@dataclass(frozen=True, slots=True)
class SupportRead(Event):
    """One side of a support room has read on, beside its `RoomRead`."""

    room: SupportSnapshot
    reader_id: int


@dataclass(frozen=True, slots=True)
class LobbyChanged(Event):
    """Somebody joined or left the lobby by its contract, with their first or last connection to a process."""

    person: Person
    here: bool


@dataclass(frozen=True, slots=True)
class SeatChanged(Event):
    """Somebody (a `side`, `user` or `admin`) joined a support room by its contract, or left it.

    The others hear of their coming only if `told`.
    """

    room_id: int
    user_id: int
    side: str
    here: bool
    told: bool


@dataclass(frozen=True, slots=True)
class Missed(Event):
    """Facts of other processes may not have reached this one: look at the database again.

    Delivered in a thread of its own, so its listeners may take their time.
    """


@dataclass(frozen=True, slots=True)
class RoomMoved(Event):
    """A room's head may have moved unheard: catch up by cursor. Told within a process only."""

    room_id: int
    head: int
