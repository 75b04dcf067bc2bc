"""Events as lines of `listen`, and what ends or renews those who are signed in.

The writer calls these functions in the order of the commits; none of them waits.
"""

from __future__ import annotations

from app import events
from app.realtime import bus
from app.services import room_types
from app.terminal import rendering, terminal_sessions


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
    listeners = [
        session for session in terminal_sessions.in_room(event.room.id) if session.actor.user_id != sender
    ]
    line = rendering.heard(event.room, event.message) if listeners else ""
    for session in listeners:
        session.outgoing.stream(line)


def member_joined(event: events.MemberJoined) -> None:
    terminal_sessions.joined(event.user.id, event.room.id)


def member_left(event: events.MemberLeft) -> None:
    terminal_sessions.left(event.user_id, event.room.id)


def user_changed(event: events.UserChanged) -> None:
    terminal_sessions.renew(event.user)


def sessions_ended(event: events.SessionsEnded) -> None:
    ended = set(event.session_ids)
    for session in terminal_sessions.of_user(event.user_id):
        if session.actor.session_id in ended and terminal_sessions.end(session) and not session.closing:
            session.outgoing.stream(rendering.SESSION_ENDED)
