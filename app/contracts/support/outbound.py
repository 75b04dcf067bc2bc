"""What is sent to those who joined a support room, and to all admins, whichever door it came from.

The writer calls these functions in the order of the commits; they never wait.
"""

from __future__ import annotations

from datetime import datetime

from app import events
from app.clock import iso
from app.contracts import connections
from app.contracts.active import SUPPORT
from app.contracts.channels import emit
from app.contracts.support import room_presence, shapes
from app.contracts.support.room_presence import ADMINS, of_room
from app.realtime import bus
from app.services import room_types
from app.services.support import conversations
from app.snapshots import SupportSnapshot

FRAMES = frozenset(
    {"joined_room", "new_message", "user_typing", "messages_read", "active_rooms"}
    | {"user_joined", "user_left", "admin_notification"}
)
NOTIFIED = {"opened": "new_room", "assigned": "room_assigned", "closed": "room_closed"}
"""What admins are told of as it happens to a room; a reopened one is told of by its message."""


def subscribe() -> None:
    """Have the bus call this module."""
    room_presence.clear()
    bus.subscribe(events.SupportPosted, posted)
    bus.subscribe(events.SupportChanged, changed)
    bus.subscribe(events.SupportRead, read)
    bus.subscribe(events.TypingChanged, typing_changed)
    bus.subscribe(events.MemberLeft, member_left)
    bus.subscribe(events.UserChanged, user_changed)
    bus.subscribe(events.SeatChanged, room_presence.changed)
    bus.subscribe(events.PresenceChanged, room_presence.presence_changed)


def posted(event: events.SupportPosted) -> None:
    if not connections.using(SUPPORT):
        return
    room, one = event.room, event.message
    emit("new_message", shapes.message(one, room), of_room(room.id))
    if room.sent_by_user(one):
        notify("new_message", room, one.content, one.created_at)


def changed(event: events.SupportChanged) -> None:
    kind = NOTIFIED.get(event.what)
    if kind is not None:
        last = event.room.last_message
        notify(kind, event.room, last.content if last else "", event.room.updated_at)


def notify(kind: str, room: SupportSnapshot, message: str, moment: datetime) -> None:
    """Tell every admin online that speaks this contract."""
    payload = {
        "type": kind,
        "roomId": room.id,
        "userId": room.user.id,
        "userName": room.user.display_name,
        "userEmail": room.user_email,
        "message": message,
        "created_at": iso(moment),
    }
    emit("admin_notification", payload, ADMINS)


def read(event: events.SupportRead) -> None:
    side = shapes.side(event.reader_id, event.room)
    payload = {"roomId": event.room.id, "readerId": event.reader_id, "readerType": side}
    emit("messages_read", payload, of_room(event.room.id))


def typing_changed(event: events.TypingChanged) -> None:
    if not room_types.of(event.room.type).has_desk or not connections.using(SUPPORT):
        return
    who = event.person
    payload = {
        "roomId": event.room.id,
        "userId": who.id,
        "userName": who.display_name,
        "userType": shapes.USER if conversations.owner(event.room.id) == who.id else shapes.ADMIN,
        "isTyping": event.is_typing,
    }
    own = [one.sid for one in connections.of_user(who.id)]
    emit("user_typing", payload, of_room(event.room.id), skip=own)


def member_left(event: events.MemberLeft) -> None:
    if room_types.of(event.room.type).has_desk:
        room_presence.expel(event.user_id, event.room.id)


def user_changed(event: events.UserChanged) -> None:
    room_presence.take_role(event.user.id, event.user.role == "admin")
