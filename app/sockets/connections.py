"""Who is connected to `/chat`, and the rooms each connection hears.

A connection is known from the moment that its token was read (`add`), before its session is
looked up, so that nothing that ends or renews it can slip by; it hears frames from `open_` on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import RLock

from app.engine.resync import Held
from app.services.actor import Actor
from app.snapshots import AccountSnapshot, UserSnapshot
from app.sockets import channels


@dataclass(slots=True, eq=False)
class Connection:
    """One socket of one signed-in device."""

    sid: str
    actor: Actor
    account: AccountSnapshot | None = None
    """What `ready` is to say of its user, unless that changed meanwhile; not kept afterwards."""
    opened: bool = False
    ended: str | None = None
    """Why its session ended before it was opened."""
    welcomed: bool = False
    """It hears all rooms of its user."""
    rooms: set[int] = field(default_factory=set)
    """The rooms that it hears."""
    left: set[int] = field(default_factory=set)
    """Rooms left since it was opened: a list of rooms read before that must not bring them back."""


_lock = RLock()
_by_user: dict[int, dict[str, Connection]] = {}
_by_sid: dict[str, Connection] = {}


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody connected."""
    with _lock:
        _by_sid.clear()
        _by_user.clear()


def add(sid: str, actor: Actor) -> Connection:
    """Know a connection, which doesn't hear anything yet."""
    connection = Connection(sid, actor)
    with _lock:
        _by_sid[sid] = connection
        _by_user.setdefault(actor.user_id, {})[sid] = connection
    return connection


def remove(sid: str) -> Connection | None:
    """Forget a connection; returns it, or null when it wasn't known."""
    with _lock:
        connection = _by_sid.pop(sid, None)
        if connection is not None:
            own = _by_user[connection.actor.user_id]
            del own[sid]
            if not own:
                del _by_user[connection.actor.user_id]
    return connection


def get(sid: str) -> Connection | None:
    """The connection with this sid."""
    return _by_sid.get(sid)


def of_user(user_id: int) -> list[Connection]:
    """All connections of a user."""
    with _lock:
        return list(_by_user.get(user_id, {}).values())


def user_ids() -> list[int]:
    """Everybody who has a connection."""
    with _lock:
        return list(_by_user)


def sids_of(user_id: int) -> list[str]:
    """The sids of all connections of a user."""
    with _lock:
        return list(_by_user.get(user_id, ()))


def heard() -> list[Held]:
    """Everyone who was welcomed, and the rooms that they hear."""
    with _lock:
        return [Held(one.actor, frozenset(one.rooms), True) for one in _by_sid.values() if one.welcomed]


def session_ids() -> list[str]:
    """The sessions that have a connection, of those that were looked up."""
    with _lock:
        return list(
            {connection.actor.session_id for connection in _by_sid.values() if connection.actor.username}
        )


def renew(user: UserSnapshot) -> bool:
    """Let a user's connections act under the present names and role; whether that role is another."""
    turned = False
    with _lock:
        outdate(user.id)
        for connection in of_user(user.id):
            turned |= connection.opened and connection.actor.role != user.role
            connection.actor = connection.actor.renewed(user)
            if connection.opened:
                hear_desk(connection)
    return turned


def outdate(user_id: int) -> None:
    """What was read of a user for those who are just let in is not true any more."""
    with _lock:
        for connection in of_user(user_id):
            connection.account = None


def hear_desk(connection: Connection) -> None:
    """Let it hear of all support rooms if it is an admin's, else no more."""
    (channels.enter if connection.actor.is_admin else channels.leave)(connection.sid, channels.ADMINS)


def confirm(
    connection: Connection, read_before: Actor, read_now: Actor, account: AccountSnapshot | None = None
) -> None:
    """Take a newer reading of the actor and their account, unless an event brought a newer one meanwhile."""
    with _lock:
        if connection.actor is read_before:
            connection.actor = read_now
            connection.account = account


def end(connection: Connection, reason: str) -> bool:
    """Whether the connection is open and to be told and closed; otherwise `open` will refuse it."""
    with _lock:
        connection.ended = reason
        return connection.opened


def open_(connection: Connection) -> str | None:
    """Let it hear its own channels, and rooms joined from now on; returns why it may not, or null."""
    with _lock:
        if connection.ended is None:
            connection.opened = True
            actor = connection.actor
            for channel in (
                channels.EVERYONE,
                channels.of_user(actor.user_id),
                channels.of_session(actor.session_id),
            ):
                channels.enter(connection.sid, channel)
            hear_desk(connection)
        return connection.ended


def enter_rooms(connection: Connection, room_ids: Iterable[int]) -> None:
    """Let it hear rooms from a list read after `open_`, but for those left meanwhile."""
    with _lock:
        for room_id in room_ids:
            if room_id not in connection.left:
                _hear(connection, room_id)


def welcome(connection: Connection) -> None:
    """Note that it hears all rooms of its user now."""
    with _lock:
        connection.welcomed = True


def _hear(connection: Connection, room_id: int) -> None:
    connection.rooms.add(room_id)
    channels.enter(connection.sid, channels.of_room(room_id))


def joined(user_id: int, room_id: int) -> list[Connection]:
    """Let a new member's connections hear the room; returns those that are open."""
    with _lock:
        opened = [connection for connection in of_user(user_id) if connection.opened]
        for connection in opened:
            connection.left.discard(room_id)
            _hear(connection, room_id)
    return opened


def left(user_id: int, room_id: int) -> None:
    """Let the connections of somebody who left hear nothing of the room any more."""
    with _lock:
        for connection in of_user(user_id):
            connection.left.add(room_id)
            connection.rooms.discard(room_id)
            channels.leave(connection.sid, channels.of_room(room_id))
