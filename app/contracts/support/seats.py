"""Who sits in which support room on the default namespace, and which admins hear of all of them."""

from __future__ import annotations

from threading import RLock

from app.contracts import connections
from app.contracts.channels import emit
from app.contracts.connections import Connection, hear, ignore
from app.contracts.speech import SUPPORT
from app.extensions import socketio

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
    return connection.support_room_id if SUPPORT in connection.speaks else None


def sit(connection: Connection, room_id: int, user_id: int, side: str, told: bool = True) -> None:
    """Let a connection hear a room, and the one before no more; the others hear of it if `told`."""
    before = joined(connection)
    with _lock:
        connection.support_room_id = room_id
        hear(connection, SUPPORT, of_room(room_id))
        new = (room_id, user_id) not in _present
        _present[room_id, user_id] = side
    if before is not None and before != room_id:
        _left(connection, before, user_id)
    if new and told:
        own = [one.sid for one in connections.of_user(user_id)]
        emit("user_joined", _shape(room_id, user_id, side), of_room(room_id), skip=own)


def stand(connection: Connection) -> None:
    """Let a connection hear its room no more."""
    room_id, actor = connection.support_room_id, connection.actor
    if room_id is not None and actor is not None:
        connection.support_room_id = None
        _left(connection, room_id, actor.user_id)


def gone(connection: Connection) -> None:
    """A connection was closed; the others are told unless it is back soon."""
    if connection.support_room_id is not None and connection.actor is not None:
        socketio.start_background_task(_went, connection.support_room_id, connection.actor.user_id)


def expel(user_id: int, room_id: int) -> None:
    """A user is no member of a room any more: their connections hear nothing of it."""
    for connection in connections.of_user(user_id):
        if joined(connection) == room_id:
            stand(connection)


def take_role(user_id: int, is_admin: bool) -> None:
    """Let a user's connections hear of all rooms, or no more."""
    for connection in connections.of_user(user_id):
        (hear if is_admin else ignore)(connection, SUPPORT, ADMINS)


def _left(connection: Connection, room_id: int, user_id: int) -> None:
    ignore(connection, SUPPORT, of_room(room_id))
    _tell_left(room_id, user_id)


def _went(room_id: int, user_id: int) -> None:
    socketio.sleep(GRACE)
    _tell_left(room_id, user_id)


def _tell_left(room_id: int, user_id: int) -> None:
    with _lock:
        still = any(joined(one) == room_id for one in connections.of_user(user_id))
        side = None if still else _present.pop((room_id, user_id), None)
    if side is not None:
        emit("user_left", _shape(room_id, user_id, side), of_room(room_id))


def _shape(room_id: int, user_id: int, side: str) -> dict[str, object]:
    return {"roomId": room_id, "userId": user_id, "userType": side}
