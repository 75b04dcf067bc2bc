"""The loop that takes connections from a listening socket."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from app.concurrency import yield_to_others

TURN = 64  # connections that are taken before others get a turn: a backlog may have thousands
PAUSE = 0.1  # seconds without descriptors, or whatever else is missing
QUIET = 60.0  # seconds in which it is said once
CLOSED = {errno.EINVAL, errno.EBADF}
PASSING = {errno.ECONNABORTED, errno.EPROTO, errno.EINTR, errno.EPERM, errno.ETIMEDOUT, errno.EHOSTUNREACH}
"""What ended one connection before it was taken, and says nothing of the next."""

log = logging.getLogger(__name__)


def accept_connections(
    listener: socket.socket, take: Callable[[socket.socket, tuple[Any, ...]], None]
) -> None:
    """Call `take(sock, peer)` with every connection that comes, until `stop_listening`.

    Whatever is missing (descriptors, memory, threads), it goes on. A connection for which `take`
    raises is closed; an `OSError` of its own is nothing else.
    """
    taken, said = 0, -QUIET
    while True:
        try:
            _take_one(listener, take)
        except Exception as error:  # noqa: BLE001  whatever is missing comes back
            number = error.errno if isinstance(error, OSError) else None
            if number in CLOSED or listener.fileno() < 0:
                return
            if number in PASSING:
                continue
            if monotonic() - said >= QUIET:
                said = monotonic()
                log.error("connections can't be taken, for now: %s: %s", type(error).__name__, error)
            sleep(PAUSE)
        taken += 1
        if taken % TURN == 0:
            yield_to_others()


def _take_one(listener: socket.socket, take: Callable[[socket.socket, tuple[Any, ...]], None]) -> None:
    sock, peer = listener.accept()
    try:
        take(sock, peer)
    except OSError:
        sock.close()
    except BaseException:
        sock.close()
        raise


def stop_listening(listener: socket.socket) -> None:
    """Free the port at once, and end `accept_connections`, which may be waiting in another thread."""
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
