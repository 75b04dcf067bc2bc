"""How many files the process may have open, and how many of them are connections."""

from __future__ import annotations

import resource
from contextlib import suppress

MOST_HTTP = 20_000
MOST_TERMINALS = 1_000
OTHERS = 64  # of the database, the log, files that are sent, and connections that are on their way out


def raise_limit() -> None:
    """Raise the soft limit of open files to the hard one (`ulimit -Hn`), where that is allowed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def for_terminals() -> int:
    """How many terminals may be connected."""
    return max(8, min(MOST_TERMINALS, _limit() // 8))


def for_http() -> int:
    """How many other connections there may be."""
    limit = _limit()
    return max(16, min(MOST_HTTP, limit - for_terminals() - max(OTHERS, limit // 8)))


def _limit() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft != resource.RLIM_INFINITY else 1 << 20
