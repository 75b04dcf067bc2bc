"""Tests of several workers beside each other, but for those that measure."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GATE = Path(__file__)
ROOM = Path(__file__).with_name("__init__.py")
"""Two files that every worker sees and that need no tidying up; only their locks are used."""


@contextmanager
def together() -> Iterator[None]:
    """Run while nobody is alone."""
    with _turn(fcntl.LOCK_SH):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Run while nobody else does."""
    with _turn(fcntl.LOCK_EX):
        yield


@contextmanager
def _turn(kind: int) -> Iterator[None]:
    """Whoever asks passes the gate, so that who wants to be alone isn't overtaken for ever."""
    with GATE.open() as gate, ROOM.open() as room:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(room, kind)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield
