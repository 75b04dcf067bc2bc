"""Who is told of whose coming and going: a client asks for the people on its screen.

Any signed-in user may know of any other whether they are online, as over REST; so nothing is
refused here, and whoever doesn't exist is simply not online. A client that never asks is told
of the people it has dms with, and of a few others, so that no more is said than can be heard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from threading import RLock

from app.sockets import channels, connections

MOST = 500
"""People that a connection may ask for."""
FEW = 50
"""People of whom everybody is told who hasn't asked: all of a small installation."""

_lock = RLock()
_watchers: dict[int, set[str]] = defaultdict(set)
"""User id → the connections that are told of them."""
_watched: dict[str, frozenset[int]] = {}
"""Connection → of whom it is told."""
_unasked: set[str] = set()
"""Connections that haven't asked for anybody."""
_few: set[int] = set()
"""Of whom these are told as well, from their coming to their going."""


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody connected."""
    with _lock:
        for known in (_watchers, _watched, _unasked, _few):
            known.clear()


def begin(sid: str, user_ids: Iterable[int]) -> set[int]:
    """Tell a new connection of these people and a few others, until it asks; returns of whom."""
    with _lock:
        told = list(user_ids)[:MOST]
        _unasked.add(sid)
        _watch(sid, told)
        return _few.union(told)


def ask(sid: str, user_ids: Collection[int], count: bool) -> None:
    """Tell a connection of these people from now on and of nobody else; with `count`, how many are online."""
    with _lock:
        _watch(sid, user_ids)
        _unasked.discard(sid)
        (channels.enter if count else channels.leave)(sid, channels.COUNTING)


def forget(sid: str) -> None:
    """A connection is gone."""
    with _lock:
        _unasked.discard(sid)
        _unwatch(sid)


def concerned(news: dict[int, bool]) -> dict[str, list[int]]:
    """Each connection that is to be told of some of those who came (true) or went, and of whom."""
    found: dict[str, list[int]] = defaultdict(list)
    with _lock:
        for user_id, is_online in news.items():
            told = _watchers.get(user_id, set())
            for sid in told | _unasked if _among_few(user_id, is_online) else told:
                found[sid].append(user_id)
    return found


def _among_few(user_id: int, is_online: bool) -> bool:
    """Whether it is told to those who haven't asked; who came is among the few while there is room."""
    known = user_id in _few
    if not is_online:
        _few.discard(user_id)
    elif len(_few) < FEW:
        _few.add(user_id)
        known = True
    return known


def _unwatch(sid: str) -> None:
    for user_id in _watched.pop(sid, ()):
        _watchers[user_id].discard(sid)
        if not _watchers[user_id]:
            del _watchers[user_id]


def _watch(sid: str, user_ids: Collection[int]) -> None:
    _unwatch(sid)
    _watched[sid] = frozenset(user_ids)
    for user_id in _watched[sid]:
        _watchers[user_id].add(sid)
    if connections.get(sid) is None:  # gone meanwhile, and forgotten before it was known here
        forget(sid)
