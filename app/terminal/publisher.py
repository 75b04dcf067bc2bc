"""Events as lines of `listen`, and what ends or renews those who are signed in.

The writer calls these functions in the order of the commits; none of them waits.
"""

from __future__ import annotations

from app import events
from app.realtime import bus
from app.services import room_types
from app.terminal import rendering, seats


def subscribe() -> None:
    """Have the bus call this module."""
    bus.subscribe(events.MessagePosted, message_posted)
    bus.subscribe(events.MemberJoined, member_joined)
    bus.subscribe(events.MemberLeft, member_left)
    bus.subscribe(events.UserChanged, user_changed)
    bus.subscribe(events.SessionsEnded, sessions_ended)


def message_posted(event: events.MessagePosted) -> None:
    if not room_types.of(event.room.type).streamed:
        return
    sender = event.message.sender.id
    listeners = [seat for seat in seats.in_room(event.room.id) if seat.actor.user_id != sender]
    line = rendering.heard(event.room, event.message) if listeners else ""
    for seat in listeners:
        seat.outgoing.stream(line)


def member_joined(event: events.MemberJoined) -> None:
    seats.joined(event.user.id, event.room.id)


def member_left(event: events.MemberLeft) -> None:
    seats.left(event.user_id, event.room.id)


def user_changed(event: events.UserChanged) -> None:
    seats.renew(event.user)


def sessions_ended(event: events.SessionsEnded) -> None:
    ended = set(event.session_ids)
    for seat in seats.of_user(event.user_id):
        if seat.actor.session_id in ended and seats.leave(seat) and not seat.closing:
            seat.outgoing.stream(rendering.SESSION_ENDED)
