"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only where the type is exactly INTEGER (which has 64 bits there).
BigId = BigInteger().with_variant(Integer, "sqlite")


class _SqliteDateTime(sqlite.DATETIME):
    """As the library stores it, in a third of the time: each message has two of them to convert."""

    def bind_processor(self, _dialect: Dialect) -> Any:
        return lambda moment: moment and moment.isoformat(" ", "microseconds")


class Ids(TypeDecorator[tuple[int, ...]]):
    """A few ids in one column, null for none: for what is read with its row, and never looked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, _dialect: Dialect) -> str | None:
        return " ".join(map(str, value)) if value else None

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[int, ...]:
        return tuple(map(int, value.split())) if value else ()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC without a zone and always loaded with one."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _SqliteDateTime() if dialect.name == "sqlite" else DateTime()  # type: ignore[no-untyped-call]

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value and value.replace(tzinfo=None)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """As the library's; SQLite's text in one step, of which a list of rooms takes hundreds."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda text: text and datetime.fromisoformat(text + "+00:00")
