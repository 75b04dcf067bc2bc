"""Statements that run for every message, handed to the driver as they are.

SQLAlchemy's own way through a statement costs several times what SQLite needs for it.
Here too it writes the SQL and says how values are converted; but what it would work
out anew for each execution is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import IntegrityError


class Parameter(NamedTuple):
    """A place in a statement: the name of its value, or the constant that stands there."""

    name: str
    constant: Any
    convert: Callable[[Any], Any] | None

    def of(self, values: dict[str, Any]) -> Any:
        """The value for the driver."""
        value = values.get(self.name, self.constant)
        return value if self.convert is None else self.convert(value)


class Prepared:
    """A statement with named parameters that returns at most one row, of numbers and texts."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._for = cache(self._compile)

    def first(self, conn: Connection, values: dict[str, Any]) -> Any:
        """Run it; returns the row as the driver gives it, or null.

        Raises SQLAlchemy's `IntegrityError`, and everything else as the driver does.
        """
        sql, parameters, positional = self._for(conn.dialect)
        given: Any = (
            [one.of(values) for one in parameters]
            if positional
            else {one.name: one.of(values) for one in parameters}
        )
        cursor = conn.connection.cursor()
        try:
            cursor.execute(sql, given)
            return cursor.fetchone()
        except conn.dialect.loaded_dbapi.IntegrityError as error:
            raise IntegrityError(sql, given, error) from error
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> tuple[str, list[Parameter], bool]:
        compiled: Any = self._statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        parameters = [
            Parameter(name, constant.value, constant.type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
            for constant in [compiled.binds[name]]
        ]
        return str(compiled), parameters, compiled.positional
