"""What is done from time to time: pings, closing mute and frozen sockets, keeping sessions in use alive."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any

from app.engine import admission, send_queue
from app.extensions import socketio
from app.services import sessions

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds
MUTE_FOR = 10.0  # seconds that a socket may live without being connected to any namespace
HOUR = 3600.0
SOON = 60.0  # after the start: a server that is restarted daily must sweep too
AT_ONCE = 500  # a statement takes a limited number of parameters


_in_use: list[Callable[[], Iterable[str]]] = []


def in_use(session_ids: Callable[[], Iterable[str]]) -> None:
    """Have the sessions that `session_ids()` names each hour count as used: those of open connections."""
    _in_use.append(session_ids)


def start(tasks: Sequence[Callable[[], None]]) -> None:
    """Begin, for as long as this app's server is the process's; `tasks` are done every second, too."""
    _in_use.clear()
    server = socketio.server
    server.start_background_task(keep, server, tasks)


def keep(server: Any, tasks: Sequence[Callable[[], None]]) -> None:
    """The endless task."""
    mute: dict[str, float] = {}
    hourly = monotonic() + SOON
    while socketio.server is server:
        server.sleep(EVERY)
        for task in tasks:
            attempt(task)
        attempt(close_mute, server, mute)
        attempt(close_frozen, server)
        if monotonic() > hourly:
            hourly = monotonic() + HOUR
            attempt(keep_sessions)


def attempt(task: Callable[..., None], *args: Any) -> None:
    """Do `task`; what goes wrong is logged and must not end the others."""
    try:
        task(*args)
    except Exception:
        log.exception("%s failed", task.__name__)


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


def keep_sessions() -> None:
    """Note which sessions are in use, then end those that were not for too long."""
    used = list({session_id for source in _in_use for session_id in source()})
    for begin in range(0, len(used), AT_ONCE):
        sessions.touch(used[begin : begin + AT_ONCE])
    sessions.sweep()
