"""Plain frozen copies of rows: all that may leave a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

DELETED_NAME = "deleted"
"""The neutral name that a deleted account's messages stay under."""


@dataclass(frozen=True, slots=True)
class Person:
    """As much of a user as stands beside a message."""

    id: int
    username: str
    display_name: str
    picture: str | None = field(default=None, kw_only=True)
    """Which picture of theirs is shown; null: initials."""
    role: str = field(default="user", kw_only=True)
    verified: bool = field(default=False, kw_only=True)
    """The name has a password, so nobody else can sign in with it."""


@dataclass(frozen=True, slots=True)
class UserSnapshot(Person):
    """What everybody may know of a user."""

    country: str | None
    is_online: bool


class QuietHours(NamedTuple):
    """When nothing is told: between two times of the day (`22:00`), in the zone of whoever looks."""

    on: bool
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class AccountSnapshot(UserSnapshot):
    """What only the user may know of themselves, signed in by this session."""

    is_owner: bool
    """The session is the owner's for certain: any of a name with a password, else the one that made it."""
    email: str | None
    """Null also where the session is not the owner's for certain."""
    language: str | None
    theme: str | None
    session_id: str
    created_at: datetime
    quiet_hours: QuietHours


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """One signed-in device, as another (or itself) may see it; `id` is a uuid."""

    id: str
    user_agent: str | None
    """Null, as the address, where it is nobody else's business."""
    address: str | None
    created_at: datetime
    last_used_at: datetime
    registered: bool
    """It made the account."""
    can_end: bool
    """Whoever looks may end it."""


class ReactionSnapshot(NamedTuple):
    """Everybody who put this emoji on a message, in order."""

    emoji: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSnapshot:
    """A message in its present state, as `mappers.message_of` makes it; no `content` when `deleted`."""

    id: int
    room_id: int
    seq: int
    changed: int
    client_id: str | None = None
    sender: Person
    content: str
    html: str | None = None
    message_type: str = "text"
    reply_to: int | None = None
    reactions: tuple[ReactionSnapshot, ...] = ()
    created_at: datetime
    edited_at: datetime | None = None
    deleted: bool = False
    mentions: tuple[int, ...] = ()
    """The ids of those whom it names."""


class RoomRef(NamedTuple):
    """Which room an event is about, and in a dm which two people it belongs to."""

    id: int
    type: str
    pair: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    """A room as one of its members sees it."""

    id: int
    type: str
    name: str | None
    head: int
    member_count: int
    invite_code: str | None
    peer: UserSnapshot | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    unread: int
    """Messages of others after the read pointer; counting stops at 100."""
    last_read_seq: int
    mention_seq: int | None
    """The newest of them that names this member; null when none does."""
    peer_read_seq: int | None
    notifications: str
    """What of it this member is told: `all`, `mentions` or `nothing`."""
    closed: bool
    """A support room whose user's next message opens it again."""
    request: bool
    """A dm that a stranger opened, which this member has neither accepted nor answered yet."""
    role: str
    """What this member is in it: `owner`, `admin` or `member`."""
    can: tuple[str, ...]
    """The verbs of `app.services.rights` that they may use in it."""
    last_message: MessageSnapshot | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A room as whoever holds its share ID sees it before going in."""

    room_id: int
    type: str
    name: str | None
    member_count: int
    inviter: Person | None
    inside: bool
    """Whether who looks is a member already."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a room's messages, oldest first; `head` was read before them."""

    messages: tuple[MessageSnapshot, ...]
    head: int
    has_more: bool
    has_newer: bool | None = None
    """Of a page around a message, whether there are newer ones; `has_more` tells of older ones then."""
    looked_until: int | None = None
    """Of a search with more to look at, the id of the last message it looked at: to go on before or after."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a cursor, each message in its present state.

    `reload` means that the cursor can't be served and everything is to be loaded
    anew; `next` (`after`, `after_id`) is where the following page begins.
    """

    head: int
    messages: tuple[MessageSnapshot, ...] = ()
    next: tuple[int, int] | None = None
    reload: bool = False


@dataclass(frozen=True, slots=True)
class ReadMark:
    """How far a user has read a room, and what is left."""

    room_id: int
    seq: int
    unread: int


@dataclass(frozen=True, slots=True)
class Posted:
    """The outcome of a post; `duplicate` when this `client_id` had been used for it before."""

    message: MessageSnapshot
    duplicate: bool


@dataclass(frozen=True, slots=True)
class SupportSnapshot:
    """A support room as it stands, told to both sides."""

    id: int
    user: Person
    user_email: str | None
    admin: Person | None
    """Who answers it, or answered it last when it is closed; null: it waits."""
    status: str
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime | None
    """When the user's present request began; null when there is none."""
    last_message: MessageSnapshot | None
    unread: int
    """The user's messages that no admin has read; counting stops at 100."""
    user_unread: int | None
    """The admins' messages that the user has not read, in the same way; null in an admin's lists."""
    read_seq: int
    """How far any admin has read."""
    user_read_seq: int

    def sent_by_user(self, message: MessageSnapshot) -> bool:
        """Whether it is the user's own; the rest are the admins'."""
        return message.sender.id == self.user.id

    def is_read(self, message: MessageSnapshot) -> bool:
        """Whether the other side has read it."""
        return message.seq <= (self.read_seq if self.sent_by_user(message) else self.user_read_seq)


@dataclass(frozen=True, slots=True)
class SupportStats:
    """The desk's figures; averages are in seconds, null while there is nothing to average."""

    total_rooms: int
    active_rooms: int
    closed_rooms: int
    unassigned_rooms: int
    """Active ones that nobody answers."""
    total_messages: int
    unread_messages: int
    """Of users, that no admin has read."""
    first_response: float | None
    """From a user's first message, also after a closing, to the first answer."""
    wait: float | None
    """From there to the first admin it was given to."""
    resolution: float | None
    """From there to the closing."""
