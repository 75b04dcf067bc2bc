"""What differs between greenlets and threads; besides `main`, the only user of eventlet.

`use(name)` is called once, before anything runs; everybody else calls the
functions below and never asks which mode it is.
"""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable
from functools import partial
from threading import BoundedSemaphore, Thread
from typing import Any, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)

BACKLOG = 4096
BLOCKING_AT_ONCE = 4  # a hash takes tens of MiB: more at once would be a way to exhaust memory
LONGEST_WAIT = 2  # seconds for one's turn to compute aside
SWITCH = 0.0002  # seconds that a thread may compute while the hub waits to go on

_mode = "threading"
_blocking = BoundedSemaphore(BLOCKING_AT_ONCE)
_computing = BoundedSemaphore(1)


class TooBusy(Exception):
    """Others have so much computed aside that there is no turn soon."""


def use(mode: str, postgresql: bool = False) -> None:
    """Choose `eventlet` or `threading` for the whole process, and say whether it uses PostgreSQL."""
    global _mode, _blocking, _computing
    _mode = mode
    _blocking = BoundedSemaphore(BLOCKING_AT_ONCE)
    _computing = BoundedSemaphore(1)
    if mode == "eventlet":
        from eventlet import tpool

        # For hashes, one more for commits, and one that computes.
        tpool.set_num_threads(BLOCKING_AT_ONCE + 2)
        # After each call that blocked the hub waits this long for such a thread; usually it is 5 ms.
        sys.setswitchinterval(SWITCH)
        socket.getaddrinfo = _getaddrinfo
        _log_what_greenlets_raise()
        if postgresql:
            from eventlet.support.psycopg2_patcher import make_psycopg_green

            make_psycopg_green()


def _log_what_greenlets_raise() -> None:
    # eventlet would print it, values and all.
    from eventlet import hubs

    hub = hubs.get_hub()
    hub.squelch_generic_exception = lambda raised: log.error("a greenlet failed", exc_info=raised)
    hub.squelch_timer_exception = lambda _timer, raised: log.error("a greenlet failed", exc_info=raised)


def _getaddrinfo(*args: Any, **options: Any) -> Any:
    # A name server that is slow to answer must not stop the other greenlets.
    from eventlet import patcher

    return run_blocking(partial(patcher.original("socket").getaddrinfo, *args, **options))


def off_hub(function: Callable[..., T], *args: Any) -> T:
    """Run a call that blocks in C (an fsync, say) without stopping the other greenlets."""
    if _mode != "eventlet":
        return function(*args)
    from eventlet import tpool

    result: T = tpool.execute(function, *args)
    return result


def run_blocking(function: Callable[..., T], *args: Any) -> T:
    """Run slow work (a password hash, say) aside, at most `BLOCKING_AT_ONCE` at a time."""
    with _blocking:
        return off_hub(function, *args)


def compute(function: Callable[..., T], *args: Any) -> T:
    """Run work in Python of some milliseconds aside, one at a time, while the hub goes on beside it.

    Raises `TooBusy` when its turn doesn't come within `LONGEST_WAIT` seconds.
    """
    if not _computing.acquire(timeout=LONGEST_WAIT):
        raise TooBusy
    try:
        return off_hub(function, *args)
    finally:
        _computing.release()


def yield_to_others() -> None:
    """Let other greenlets run; real threads need no such courtesy."""
    if _mode == "eventlet":
        import eventlet

        eventlet.sleep(0)


def spawn(function: Callable[..., object], *args: Any) -> None:
    """Run `function` beside everything else; the process's end doesn't wait for it."""
    if _mode == "eventlet":
        import eventlet

        eventlet.spawn(function, *args)
    else:
        Thread(target=function, args=args, daemon=True).start()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket with TCP_NODELAY, which accepted sockets inherit.

    Without it every small answer waits up to 40 ms for the peer's delayed ACK.
    Raises `OSError` when the address can't be had.
    """
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, proto)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(address)
    listener.listen(BACKLOG)
    return listener
