"""Exceptions in words that hold nobody's data: messages, names and tokens don't belong in a log."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, StatementError

FRAMES = 40  # innermost ones that are shown of each exception
LONGEST = 300  # characters of an exception's own text

# They quote the value that they are about. Where it happened says what it is.
QUOTING = (ValueError, LookupError, StatementError)
# Classes of SQLSTATE that are about the database, not about what is in it
# (PostgreSQL, Appendix A): connections, read-only or failed transactions, sign-in, rollbacks, resources,
# locks, operators, the system, internal errors.
ABOUT_ITSELF = {"08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX"}


def traceback_of(error: BaseException | None) -> str:
    """The traceback of `error` and of what led to it, without values that strangers chose."""
    parts = []
    for one in chain(error):
        frames = "".join(traceback.format_tb(one.__traceback__, limit=-FRAMES))
        parts.append(f"Traceback (most recent call last):\n{frames}{in_words(one)}")
    return "\n\nThis led to:\n\n".join(reversed(parts))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """`error`, what caused it, what caused that, and so on; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def in_words(error: BaseException) -> str:
    """Its class, and its text where that is not about somebody's data."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = _text(error)
    return f"{name}: {said}" if said else name


def _text(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if _is_of_sqlite(cause):  # names columns, never values
        return _first_line(cause)
    if hasattr(cause, "pgcode"):
        code = getattr(cause, "pgcode", None)  # none where no PostgreSQL answered at all
        return _first_line(cause) if not code or code[:2] in ABOUT_ITSELF else f"SQLSTATE {code}"
    return "" if isinstance(error, QUOTING) else _first_line(error)


def _is_of_sqlite(error: BaseException | None) -> bool:
    driver = sys.modules.get("sqlite3")  # which is loaded where it is used
    return driver is not None and isinstance(error, driver.Error)


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or [""])[0][:LONGEST]
