"""SQLite: one file, which may vanish, be replaced or become read-only while it is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, make_url

if TYPE_CHECKING:
    from app.databases.sqlite_file import OpenFile

BUSY, LOCKED = 5, 6
"""SQLite's numbers for these errors."""


class FileGone(Exception):
    """The file that is open is no longer the one at its path: what is written to it would be lost."""


def path_of(url: str) -> Path:
    """The file of an `sqlite:///` URL. Raises `ValueError` for one that names none."""
    database = make_url(url).database or ""
    if not database or database == ":memory:" or database.startswith("file:"):
        raise ValueError("an sqlite URL must name a file, such as sqlite:////srv/ngobrol.db")
    return Path(database).absolute()


def opener(url: str, **options: Any) -> Callable[[], OpenFile]:
    """A function that opens the file, and never makes a new one in the place of one that has gone."""
    # Only here: with the library, the driver takes 1.5 MB where PostgreSQL is used.
    from app.databases.sqlite_file import open_file

    return partial(open_file, str(path_of(url)), **options)


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds the file's lock, which ends by waiting."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells of what kind it is
    return code in {BUSY, LOCKED}


def fault(connection: Connection) -> str | None:
    """Why nothing can be stored in this file; null if it can. Raises what the driver does."""
    raw = connection.connection.cursor()
    try:
        (journal,) = raw.execute("PRAGMA journal_mode=WAL").fetchone()
        raw.execute("BEGIN IMMEDIATE")
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        raw.execute(f"PRAGMA user_version = {version:d}")  # of a file that can only be read all else succeeds
        raw.execute("COMMIT")
    except connection.dialect.loaded_dbapi.OperationalError as error:
        if is_busy(error):  # another server is at work
            return None
        raise
    finally:
        raw.close()
    if journal != "wal":
        return "a write-ahead log can't be kept in its folder: is that on a network?"
    return None
