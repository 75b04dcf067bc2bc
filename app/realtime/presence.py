"""Who is connected now, over all doors, tabs, devices and processes.

Kept in memory only: after a crash nobody is online until they connect again,
which is the truth. A user is online while at least one connection lives, in any process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import RLock

from app.events import PresenceChanged
from app.realtime import bus

# Held while publishing too: somebody's coming and going must be heard in that order.
_lock = RLock()
_connections: dict[int, set[str]] = defaultdict(set)
_elsewhere: dict[str, set[int]] = {}
"""Another process → who is connected there."""
_processes: dict[int, int] = {}
"""User id → in how many other processes they are connected."""
_notify_others: Callable[[int, bool], None] | None = None


def connected(user_id: int, connection: str) -> None:
    """Count a connection (any string unique to it); `PresenceChanged` is heard on the first."""
    with _lock:
        first = not _connections[user_id]
        _connections[user_id].add(connection)
        if first:
            _came_or_went(user_id, True)


def disconnected(user_id: int, connection: str) -> None:
    """Forget a connection; `PresenceChanged` is heard when it was the user's last."""
    with _lock:
        known = connection in _connections.get(user_id, ())
        if known:
            _connections[user_id].discard(connection)
        last = known and not _connections[user_id]
        if last:
            del _connections[user_id]
            _came_or_went(user_id, False)


def _came_or_went(user_id: int, is_online: bool) -> None:
    if _notify_others is not None:
        _notify_others(user_id, is_online)
    if user_id not in _processes:
        bus.deliver([PresenceChanged(user_id, is_online)])


def is_online(user_id: int) -> bool:
    """Whether the user has a connection open."""
    return user_id in _connections or user_id in _processes


def online() -> list[int]:
    """The ids of everyone online, in order."""
    with _lock:
        return sorted(_connections.keys() | _processes.keys())


def count() -> int:
    """How many people are online."""
    with _lock:
        return len(_connections.keys() | _processes.keys())


def connections() -> int:
    """How many connections are open in this process."""
    with _lock:
        return sum(len(theirs) for theirs in _connections.values())


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody connected, and alone."""
    global _notify_others
    with _lock:
        _connections.clear()
        _elsewhere.clear()
        _processes.clear()
        _notify_others = None


def use(notify_others: Callable[[int, bool], None] | None) -> None:
    """Have `notify_others` called, in order, when a user's first connection comes or the last one goes."""
    global _notify_others
    with _lock:
        _notify_others = notify_others


def notify_all(notify: Callable[[list[int]], None]) -> None:
    """Call `notify` with everyone who is connected here, in order with `notify_others`."""
    with _lock:
        notify(list(_connections))


# -- what other processes say of themselves ------------------------------------------------------


def moved(process: str, user_ids: Iterable[int], is_online: bool) -> None:
    """These users came to or went from another process."""
    with _lock:
        known = _elsewhere.setdefault(process, set())
        for user_id in set(user_ids):
            if (user_id in known) != is_online:
                _count(process, user_id, is_online)


def listed(process: str, user_ids: Iterable[int]) -> None:
    """These users and no others are connected to another process."""
    with _lock:
        known, now = _elsewhere.setdefault(process, set()), set(user_ids)
        for user_id in now - known:
            _count(process, user_id, True)
        for user_id in known - now:
            _count(process, user_id, False)


def forget(process: str) -> None:
    """Another process is no more."""
    with _lock:
        listed(process, ())
        del _elsewhere[process]


def _count(process: str, user_id: int, is_online: bool) -> None:
    before = user_id in _processes
    if is_online:
        _elsewhere[process].add(user_id)
        _processes[user_id] = _processes.get(user_id, 0) + 1
    else:
        _elsewhere[process].discard(user_id)
        _processes[user_id] -= 1
        if not _processes[user_id]:
            del _processes[user_id]
    if before != (user_id in _processes) and user_id not in _connections:
        bus.deliver([PresenceChanged(user_id, is_online)])
