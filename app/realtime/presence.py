"""Who is connected now, over all doors, tabs and devices.

Kept in memory only: after a crash nobody is online until they connect again,
which is the truth. A user is online while at least one connection lives.
"""

from __future__ import annotations

from collections import defaultdict
from threading import RLock

from app.events import PresenceChanged
from app.realtime import bus

# Held while publishing too: somebody's coming and going must be heard in that order.
_lock = RLock()
_connections: dict[int, set[str]] = defaultdict(set)


def connected(user_id: int, connection: str) -> None:
    """Count a connection (any string unique to it); publishes `PresenceChanged` on the first."""
    with _lock:
        first = not _connections[user_id]
        _connections[user_id].add(connection)
        if first:
            bus.publish([PresenceChanged(user_id, True)])


def disconnected(user_id: int, connection: str) -> None:
    """Forget a connection; publishes `PresenceChanged` when it was the user's last."""
    with _lock:
        known = connection in _connections.get(user_id, ())
        if known:
            _connections[user_id].discard(connection)
        last = known and not _connections[user_id]
        if last:
            del _connections[user_id]
            bus.publish([PresenceChanged(user_id, False)])


def is_online(user_id: int) -> bool:
    """Whether the user has a connection open."""
    return user_id in _connections


def online() -> list[int]:
    """The ids of everyone online, in order."""
    with _lock:
        return sorted(_connections)


def connections() -> int:
    """How many connections are open."""
    with _lock:
        return sum(len(theirs) for theirs in _connections.values())


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody connected."""
    with _lock:
        _connections.clear()
