"""Events as frames: each is rendered once and goes to the channels of those it concerns.

The writer calls these functions in the order of the commits. They neither wait
nor hand anything to another greenlet, so frames leave in that order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from app import events
from app.exceptions import RoomNotFound
from app.realtime import bus
from app.services import room_types, rooms
from app.services.support import conversations
from app.snapshots import DELETED_NAME, RoomSnapshot
from app.sockets import channels, connections, presence_batch
from app.sockets.channels import ADMINS, EVERYONE, emit, emit_joined, of_room, of_session, of_user
from app.wire import shapes

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


def subscribe() -> None:
    """Have the bus call this module."""
    bus.subscribe(events.MessagePosted, message_posted)
    bus.subscribe(events.MessageChanged, message_changed)
    bus.subscribe(events.MessageDeleted, message_deleted)
    bus.subscribe(events.MessagesErased, messages_erased)
    bus.subscribe(events.RoomMoved, room_moved)
    bus.subscribe(events.RoomRead, room_read)
    bus.subscribe(events.RoomUpdated, room_updated)
    bus.subscribe(events.NotificationsSet, notifications_set)
    bus.subscribe(events.RequestAccepted, request_accepted)
    bus.subscribe(events.QuietHoursSet, quiet_hours_set)
    bus.subscribe(events.PreferencesSet, preferences_set)
    bus.subscribe(events.MemberJoined, member_joined)
    bus.subscribe(events.MemberLeft, member_left)
    bus.subscribe(events.UserChanged, user_changed)
    bus.subscribe(events.SessionsEnded, sessions_ended)
    bus.subscribe(events.TypingChanged, typing_changed)
    bus.subscribe(events.PresenceChanged, presence_batch.note)
    bus.subscribe(events.SupportChanged, support_updated)
    bus.subscribe(events.SupportChanged, support_turned)
    bus.subscribe(events.SupportPosted, support_updated)
    bus.subscribe(events.SupportRead, support_updated)


def message_posted(event: events.MessagePosted) -> None:
    _message_frame("message_created", event)


def message_changed(event: events.MessageChanged) -> None:
    _message_frame("message_changed", event)


def _message_frame(frame: str, event: events.MessagePosted | events.MessageChanged) -> None:
    one = event.message
    payload = {"room_id": one.room_id, "change": one.changed, "message": shapes.message(one)}
    emit_joined(frame, payload, of_room(one.room_id))


def message_deleted(event: events.MessageDeleted) -> None:
    one = event.message
    payload = {"room_id": one.room_id, "change": one.changed, "id": one.id, "seq": one.seq}
    emit("message_deleted", payload, of_room(one.room_id))


def messages_erased(event: events.MessagesErased) -> None:
    _tell_head(event.room.id, event.head)


def room_moved(event: events.RoomMoved) -> None:
    _tell_head(event.room_id, event.head)


def _tell_head(room_id: int, head: int) -> None:
    # A higher head than the client's cursor is a gap, and it knows what to do about those.
    emit("room_updated", {"room": {"id": room_id, "head": head}}, of_room(room_id))


def room_read(event: events.RoomRead) -> None:
    payload = {"room_id": event.room.id, "user_id": event.user_id, "seq": event.seq, "unread": event.unread}
    emit("room_read", payload, of_user(event.user_id))
    if room_types.of(event.room.type).shows_reading:
        own = connections.sids_of(event.user_id)
        emit("room_read", payload | {"unread": None}, of_room(event.room.id), skip=own)


def room_updated(event: events.RoomUpdated) -> None:
    room = shapes.renamed_room(event.room.id, event.name, event.invite_code)
    emit("room_updated", {"room": room}, of_room(event.room.id))


def notifications_set(event: events.NotificationsSet) -> None:
    room = {"id": event.room_id, "notifications": event.level}
    emit("room_updated", {"room": room}, of_user(event.user_id))


def request_accepted(event: events.RequestAccepted) -> None:
    if seen := _seen_by(event.user_id, event.room_id):
        room = {"id": seen.id, "request": seen.request, "can": seen.can}
        emit("room_updated", {"room": room}, of_user(event.user_id))


def quiet_hours_set(event: events.QuietHoursSet) -> None:
    connections.outdate(event.user_id)
    me = {"id": event.user_id, "quiet_hours": shapes.quiet_hours(event.quiet_hours)}
    emit("me_updated", {"user": me}, of_user(event.user_id))


def preferences_set(event: events.PreferencesSet) -> None:
    connections.outdate(event.user_id)
    me = {"id": event.user_id, "language": event.language, "theme": event.theme}
    emit("me_updated", {"user": me}, of_user(event.user_id))


def member_joined(event: events.MemberJoined) -> None:
    room_id = event.room.id
    connections.joined(event.user.id, room_id)
    # In a dm somebody new is the other's `peer` too.
    for user_id in {event.user.id, *(event.room.pair or ())}:
        _send_room(user_id, room_id)
    payload = {"room_id": room_id, "user": shapes.user(event.user), "member_count": event.member_count}
    emit("member_joined", payload, of_room(room_id))


def _send_room(user_id: int, room_id: int) -> None:
    """The room as this user sees it, to their connections."""
    if seen := _seen_by(user_id, room_id):
        emit("room_updated", {"room": shapes.room(seen)}, of_user(user_id))


def _seen_by(user_id: int, room_id: int) -> RoomSnapshot | None:
    """The room as this user sees it; null if they are not connected here, or not in it any more."""
    theirs = [connection for connection in connections.of_user(user_id) if connection.opened]
    if not theirs:
        return None
    try:
        return _looked_up(rooms.of_member, theirs[0].actor, room_id)
    except RoomNotFound:  # left again before anybody could be told
        return None


def _looked_up(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What a service answers; null when the database fails: the frames that follow need none."""
    try:
        return read(*args, **kwargs)
    except RoomNotFound:
        raise
    except Exception:
        log.exception("what changed can't be looked up")
        return None


def member_left(event: events.MemberLeft) -> None:
    room_id = event.room.id
    connections.left(event.user_id, room_id)
    payload = {"room_id": room_id, "user_id": event.user_id, "member_count": event.member_count}
    emit("member_left", payload, of_room(room_id), of_user(event.user_id))


def user_changed(event: events.UserChanged) -> None:
    turned = connections.renew(event.user)
    emit("user_updated", {"user": shapes.user(event.user)}, EVERYONE)
    if event.user.username == DELETED_NAME:
        left = _looked_up(rooms.deserted, event.user.id, connections.user_ids()) or {}
        for room_id, can in left.items():
            emit("room_updated", {"room": {"id": room_id, "can": can}}, of_room(room_id))
    elif turned:
        for room_id in _looked_up(rooms.ruled_by_role, event.user.id) or []:
            _send_room(event.user.id, room_id)


def sessions_ended(event: events.SessionsEnded) -> None:
    ended = set(event.session_ids)
    for session_id in event.session_ids:
        emit("session_ended", {"reason": event.reason}, of_session(session_id))
    for connection in connections.of_user(event.user_id):
        if connection.actor.session_id in ended and connections.end(connection, event.reason):
            channels.close(connection.sid)


def typing_changed(event: events.TypingChanged) -> None:
    who = event.person
    payload = {
        "room_id": event.room.id,
        "user": {"id": who.id, "username": who.username, "display_name": who.display_name},
        "is_typing": event.is_typing,
    }
    emit("typing", payload, of_room(event.room.id), skip=connections.sids_of(who.id))


def support_updated(event: events.SupportChanged | events.SupportPosted | events.SupportRead) -> None:
    emit("support_updated", {"room": shapes.support_room(event.room)}, ADMINS)


def support_turned(event: events.SupportChanged) -> None:
    """Whoever hears the room is told how it stands, and what they may do in it now."""
    if event.what == "opened":  # its members are told as they enter
        return
    told: dict[tuple[str, ...], list[str]] = {}
    for sid in channels.hearing(of_room(event.room.id)):
        if connection := connections.get(sid):
            can = conversations.can(connection.actor, event.room)
            told.setdefault(can, []).append(sid)
    for can, sids in told.items():
        room = {"id": event.room.id, "closed": event.room.status == "closed", "can": can}
        emit("room_updated", {"room": room}, *sids)
