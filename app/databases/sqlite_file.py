"""An SQLite file that is open, and whether it is still the one at its path."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import Any
from urllib.parse import quote

Identity = tuple[int, int] | None


class OpenFile(sqlite3.Connection):
    """A connection that knows which file it opened."""

    path: str
    opened: Identity

    def has_gone(self) -> bool:
        """Whether the file that is open is no longer at its path; a microsecond or two."""
        return identity(self.path) != self.opened


def open_file(path: str, **options: Any) -> OpenFile:
    """Open the file, which must be there."""
    before = identity(path)  # should another take its place meanwhile, this one counts as gone
    raw = sqlite3.connect(
        f"file:{quote(path)}?mode=rw", uri=True, check_same_thread=False, factory=OpenFile, **options
    )
    raw.path, raw.opened = path, before
    return raw


def identity(path: str) -> Identity:
    """Device and inode of what is at `path`; null when nothing is there or can be seen."""
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116  for every group: a Path would take several times as long
        return found.st_dev, found.st_ino
    return None
