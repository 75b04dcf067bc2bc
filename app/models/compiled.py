"""Statements that run for every message and every connection, handed to the driver as they are.

SQLAlchemy's own way through a statement costs several times what SQLite needs for it.
Here too it writes the SQL and says how values are converted; but what it would work
out anew for each execution is worked out once.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError, IntegrityError

Convert = Callable[[Any], Any]


class CompiledStatement:
    """A statement with named parameters that returns at most one row, of numbers and texts."""

    def __init__(self, statement: ClauseElement, *, columns: Sequence[str] = ()) -> None:
        """`columns` are those that an INSERT without `values` sets, each by a parameter of its name."""
        self._statement = statement
        self._columns_set = list(columns) or None
        self._for = cache(self._compile)

    def first(self, conn: Connection, values: dict[str, Any]) -> Any:
        """Run it; returns the row as the driver gives it, or null.

        Raises SQLAlchemy's `IntegrityError`, and everything else as the driver does.
        """
        sql, given = self.bound(conn.dialect, values)
        cursor = conn.connection.cursor()
        try:
            cursor.execute(sql, given)
            return cursor.fetchone()
        except conn.dialect.loaded_dbapi.IntegrityError as error:
            raise IntegrityError(sql, None, error) from error
        finally:
            cursor.close()

    def bound(self, dialect: Dialect, values: dict[str, Any]) -> tuple[str, Any]:
        """The SQL and its parameters, as the driver wants them."""
        sql, order, constants, conversions = self._for(dialect)
        given: Any = constants | values
        for name, convert in conversions:
            given[name] = convert(given[name])
        return sql, given if order is None else order(given)

    def _compile(self, dialect: Dialect) -> Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns_set)
        converters = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        return Compiled(
            str(compiled),
            _in_order(compiled.positiontup) if compiled.positional else None,
            {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
            [(name, convert) for name, convert in converters.items() if convert is not None],
        )


def _in_order(names: list[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    if len(names) == 1:
        return lambda given: (given[names[0]],)
    return itemgetter(*names)


class CompiledRows(CompiledStatement):
    """A statement that returns any number of rows, of columns of any type."""

    def __init__(self, statement: Select[Any]) -> None:
        super().__init__(statement)
        self._columns = list(statement.selected_columns)
        names = [str(column.key) for column in self._columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._make: Callable[[Sequence[Any]], Any] = row._make
        self._converters = cache(self._conversions)

    def all(self, conn: Connection, values: dict[str, Any]) -> list[Any]:
        """Run it; returns its rows, named after the columns. Raises as SQLAlchemy would."""
        sql, given = self.bound(conn.dialect, values)
        cursor = conn.connection.cursor()
        try:
            if conn.dispatch.before_cursor_execute:
                for told in conn.dispatch.before_cursor_execute:
                    told(conn, cursor, sql, given, None, False)
            cursor.execute(sql, given)
            found = cursor.fetchall()
        except conn.dialect.loaded_dbapi.Error as error:
            known = conn.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(sql, given, error, known, hide_parameters=True) from error
        finally:
            cursor.close()
        return [self._converted(list(row), self._converters(conn.dialect)) for row in found]

    def _converted(self, row: list[Any], conversions: list[tuple[int, Convert]]) -> Any:
        for place, convert in conversions:
            row[place] = convert(row[place])
        return self._make(row)

    def _conversions(self, dialect: Dialect) -> list[tuple[int, Convert]]:
        """Which columns of a row are converted, and how."""
        converters = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in self._columns
        ]
        return [(place, convert) for place, convert in enumerate(converters) if convert is not None]


class Compiled(NamedTuple):
    """A statement as one kind of database wants it."""

    sql: str
    order: Callable[[dict[str, Any]], tuple[Any, ...]] | None
    """Puts the values in the places of the statement; null where the driver goes by their names."""
    constants: dict[str, Any]
    conversions: list[tuple[str, Convert]]
