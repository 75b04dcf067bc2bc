"""A handshake waits for a database that is away: nobody is refused for the server's own trouble.

The stock clients dial again by themselves when their connection breaks, but not when they were refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from app.engine import admission, send_queue
from app.extensions import socketio
from app.storage import database

T = TypeVar("T")
PATIENCE = 10.0  # seconds, after which the connection is ended without an answer
AGAIN = 0.5  # seconds between attempts
QUIET = 10.0  # seconds between lines in the log

log = logging.getLogger(__name__)
_said = -QUIET


class GivenUp(Exception):
    """It took too long, or the client is gone; the connection is over."""


def patiently(namespace: str, sid: str, work: Callable[[], T]) -> T:
    """The result of `work()`, which is tried again while the database is away, and must bear that.

    Raises what else it raises, and `GivenUp` once the connection was ended.
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            return work()
        except Exception as error:
            if not database.is_away(error):
                raise
            _tell(error)
        socket = _socket(namespace, sid)
        if monotonic() > until or not admission.is_there(socket):
            if socket is not None:
                send_queue.cut_off(socket)
            raise GivenUp
        socketio.sleep(AGAIN)


def _socket(namespace: str, sid: str) -> Any:
    engine = socketio.server.manager.eio_sid_from_sid(sid, namespace)
    return socketio.server.eio.sockets.get(engine)


def _tell(error: Exception) -> None:
    global _said
    if monotonic() - _said >= QUIET:
        _said = monotonic()
        log.warning("The database is away: who connects has to wait. %s", str(error).splitlines()[0])
