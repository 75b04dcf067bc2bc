"""Who sits in which support room on the default namespace, and which admins hear of all of them."""

from __future__ import annotations

from threading import RLock

from app import timers
from app.contracts import connections
from app.contracts.active import SUPPORT
from app.contracts.channels import emit
from app.contracts.connections import Connection, hear, ignore
from app.events import PresenceChanged, SeatChanged
from app.realtime import bus, presence

ADMINS = f"{SUPPORT}:admins"
"""Every connection of an admin that speaks this contract."""
GRACE = 2.0
"""Seconds that a connection may be gone, as when a page is loaded anew, before the others are told."""

_lock = RLock()
_present: dict[tuple[int, int], str] = {}
"""(room, user) of whom the others have heard that they are there → `user` or `admin`."""


def clear() -> None:
    """Begin with nobody."""
    with _lock:
        _present.clear()


def of_room(room_id: int) -> str:
    """All connections that joined a support room."""
    return f"{SUPPORT}:room:{room_id}"


def joined(connection: Connection) -> int | None:
    """The support room that a connection hears."""
    return connection.support_room_id if SUPPORT in connection.contracts else None


def sit(connection: Connection, room_id: int, user_id: int, side: str, told: bool = True) -> None:
    """Let a connection hear a room, and the one before no more; the others hear of it if `told`."""
    before = joined(connection)
    with _lock:
        connection.support_room_id = room_id
        hear(connection, SUPPORT, of_room(room_id))
    if before is not None and before != room_id:
        _left(connection, before, user_id)
    bus.publish([SeatChanged(room_id, user_id, side, here=True, told=told)])


def changed(event: SeatChanged) -> None:
    """Somebody sat down or stood up, here or in another process."""
    room_id, user_id = event.room_id, event.user_id
    if not event.here:
        if _sits_here(room_id, user_id):  # they left another process, and are here still
            bus.publish([SeatChanged(room_id, user_id, event.side, here=True, told=True)])
        else:
            _tell_left(room_id, user_id)
        return
    with _lock:
        new = (room_id, user_id) not in _present
        _present[room_id, user_id] = event.side
    if new and event.told:
        own = [one.sid for one in connections.of_user(user_id)]
        emit("user_joined", _shape(room_id, user_id, event.side), of_room(room_id), skip=own)


def stand(connection: Connection) -> None:
    """Let a connection hear its room no more."""
    room_id, actor = connection.support_room_id, connection.actor
    if room_id is not None and actor is not None:
        connection.support_room_id = None
        _left(connection, room_id, actor.user_id)


def gone(connection: Connection) -> None:
    """A connection was closed; the others are told unless it is back soon."""
    if connection.support_room_id is not None and connection.actor is not None:
        timers.after(GRACE, _stood_up, connection.support_room_id, connection.actor.user_id)


def expel(user_id: int, room_id: int) -> None:
    """A user is no member of a room any more: their connections hear nothing of it."""
    for connection in connections.of_user(user_id):
        if joined(connection) == room_id:
            stand(connection)


def presence_changed(event: PresenceChanged) -> None:
    """Somebody has no connection any more: their process may have ended without a word."""
    with _lock:
        sat = any(user_id == event.user_id for _, user_id in _present)
    if sat and not event.is_online:
        timers.after(GRACE, _offline, event.user_id)


def take_role(user_id: int, is_admin: bool) -> None:
    """Let a user's connections hear of all rooms, or no more."""
    for connection in connections.of_user(user_id):
        (hear if is_admin else ignore)(connection, SUPPORT, ADMINS)


def _left(connection: Connection, room_id: int, user_id: int) -> None:
    ignore(connection, SUPPORT, of_room(room_id))
    _stood_up(room_id, user_id)


def _offline(user_id: int) -> None:
    if not presence.is_online(user_id):
        with _lock:
            rooms = [room_id for room_id, sitting in _present if sitting == user_id]
        for room_id in rooms:
            _tell_left(room_id, user_id)


def _sits_here(room_id: int, user_id: int) -> bool:
    return any(joined(one) == room_id for one in connections.of_user(user_id))


def _stood_up(room_id: int, user_id: int) -> None:
    """Have everybody told, unless another connection of theirs is in the room or they had left already."""
    with _lock:
        side = None if _sits_here(room_id, user_id) else _present.get((room_id, user_id))
    if side is not None:
        bus.publish([SeatChanged(room_id, user_id, side, here=False, told=True)])


def _tell_left(room_id: int, user_id: int) -> None:
    with _lock:
        side = _present.pop((room_id, user_id), None)
    if side is not None:
        emit("user_left", _shape(room_id, user_id, side), of_room(room_id))


def _shape(room_id: int, user_id: int, side: str) -> dict[str, object]:
    return {"roomId": room_id, "userId": user_id, "userType": side}
