"""What is done from time to time: pings, closing mute and frozen sockets, keeping sessions in use alive."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from time import monotonic
from typing import Any

from app import timers
from app.engine import admission, send_queue
from app.extensions import socketio
from app.services import sessions

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds
MUTE_FOR = 10.0  # seconds that a socket may live without being connected to any namespace
HOUR = 3600.0
SOON = 60.0  # after the start: a server that is restarted daily must touch them too
AT_ONCE = 500  # a statement takes a limited number of parameters


_in_use: list[Callable[[], Iterable[str]]] = []


def in_use(session_ids: Callable[[], Iterable[str]]) -> None:
    """Have the sessions that `session_ids()` names each hour count as used: those of open connections."""
    _in_use.append(session_ids)


def start(tasks: Sequence[Callable[[], None]]) -> None:
    """Begin; `tasks` are done every second, too."""
    _in_use.clear()
    mute: dict[str, float] = {}
    server = socketio.server
    each_second: list[Callable[[], None]] = [
        *tasks,
        partial(close_mute, server, mute),
        partial(close_frozen, server),
    ]
    # Aside and one after the other: a client that takes nothing must hold up no other timer.
    timers.every(EVERY, partial(do_all, each_second), aside=True)
    timers.every(HOUR, touch_sessions, first=SOON, aside=True)


def do_all(tasks: Sequence[Callable[[], None]]) -> None:
    """Do `tasks`, whatever goes wrong with some of them."""
    for task in tasks:
        attempt(task)


def attempt(task: Callable[[], None]) -> None:
    """Do `task`; what goes wrong is logged and must not end the others."""
    try:
        task()
    except Exception:
        log.exception("%s failed", getattr(task, "__name__", task))


def close_mute(server: Any, mute: dict[str, float]) -> None:
    """Close sockets that are in no namespace for too long; `mute` remembers since when.

    Our own delay is not their silence: who waits to be let in, or said something unheard, is left alone.
    """
    moment = monotonic()
    namespaces = list(server.manager.get_namespaces())
    sockets = dict(server.eio.sockets)
    for sid, socket in sockets.items():
        connected = any(server.manager.sid_from_eio_sid(sid, namespace) for namespace in namespaces)
        if connected or server.admission.has(sid) or admission.unheard(socket):
            mute.pop(sid, None)
        elif moment - mute.setdefault(sid, moment) > MUTE_FOR:
            socket.close(wait=False)
    for sid in mute.keys() - sockets.keys():
        del mute[sid]


def close_frozen(server: Any) -> None:
    """Cut off those who have taken nothing of what waits for them for too long."""
    for socket in list(server.eio.sockets.values()):
        if send_queue.frozen(socket):
            send_queue.cut_off(socket)


def touch_sessions() -> None:
    """Note which sessions are in use, or they would end as those that were not for too long (`sessions`)."""
    used = list({session_id for source in _in_use for session_id in source()})
    for begin in range(0, len(used), AT_ONCE):
        sessions.touch(used[begin : begin + AT_ONCE])
