"""SQLite: one file, which may vanish, be replaced or become read-only while it is open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, make_url

Identity = tuple[int, int] | None


class FileGone(Exception):
    """The file that is open is no longer the one at its path: what is written to it would be lost."""


class OpenFile(sqlite3.Connection):
    """A connection that knows which file it opened."""

    path: str
    opened: Identity

    def has_gone(self) -> bool:
        """Whether the file that is open is no longer at its path; a microsecond or two."""
        return identity(self.path) != self.opened


def path_of(url: str) -> Path:
    """The file of an `sqlite:///` URL. Raises `ValueError` for one that names none."""
    database = make_url(url).database or ""
    if not database or database == ":memory:" or database.startswith("file:"):
        raise ValueError("an sqlite URL must name a file, such as sqlite:////srv/ngobrol.db")
    return Path(database).absolute()


def opener(url: str, **options: Any) -> Callable[[], OpenFile]:
    """A function that opens the file, and never makes a new one in the place of one that has gone."""
    path = str(path_of(url))

    def open_file() -> OpenFile:
        before = identity(path)  # should another take its place meanwhile, this one counts as gone
        raw = sqlite3.connect(
            f"file:{quote(path)}?mode=rw", uri=True, check_same_thread=False, factory=OpenFile, **options
        )
        raw.path, raw.opened = path, before
        return raw

    return open_file


def identity(path: str) -> Identity:
    """Device and inode of what is at `path`; null when nothing is there or can be seen."""
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116  for every group: a Path would take several times as long
        return found.st_dev, found.st_ino
    return None


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds the file's lock, which ends by waiting."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells of what kind it is
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def fault(connection: Connection) -> str | None:
    """Why nothing can be stored in this file; null if it can. Raises what the driver does."""
    raw = connection.connection.cursor()
    try:
        (journal,) = raw.execute("PRAGMA journal_mode=WAL").fetchone()
        raw.execute("BEGIN IMMEDIATE")
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        raw.execute(f"PRAGMA user_version = {version:d}")  # of a file that can only be read all else succeeds
        raw.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if is_busy(error):  # another server is at work
            return None
        raise
    finally:
        raw.close()
    if journal != "wal":
        return "a write-ahead log can't be kept in its folder: is that on a network?"
    return None
