"""Tests of several workers beside each other, but for those that measure."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class Turns:
    """Who may run now, among the workers of one run of the tests; null for a run without any.

    Whoever asks passes the gate, so that who wants to be alone isn't overtaken for ever.
    """

    def __init__(self, run: str | None) -> None:
        self._path = Path(tempfile.gettempdir()) / f"ngobrol-turns-{run}"
        self._has_others = run is not None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run while nobody is alone."""
        with self._turn(fcntl.LOCK_SH):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Run while nobody else does."""
        with self._turn(fcntl.LOCK_EX):
            yield

    @contextmanager
    def _turn(self, kind: int) -> Iterator[None]:
        if not self._has_others:
            yield
            return
        with self._file("gate") as gate, self._file("room") as room:
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(room, kind)
            fcntl.flock(gate, fcntl.LOCK_UN)
            yield

    def _file(self, name: str) -> TextIO:
        return self._path.with_suffix(f".{name}").open("w")
