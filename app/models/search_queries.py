"""Going through a room's messages for a text, some at a time, from a place on.

Each database lower-cases the ASCII letters by itself and alike; a text that has others is handed over to be
compared with care (`app/services/folding.py`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, bindparam, cast, collate, func, or_, select

from app.models.compiled import CompiledStatement
from app.models.message import messages

_one = messages.c


class Step(NamedTuple):
    """The statements of one step, from the place `seq` on (itself left out)."""

    end: CompiledStatement
    """The place and id of the `size`-th message from there; nothing where there are fewer."""
    candidates: CompiledStatement
    """Place, id and text of what may contain `text` up to the place `end`, itself included."""


@cache
def step(dialect: str, *, older: bool, ascii_text: bool) -> Step:
    """The statements for going backwards or forwards, looking for a text of ASCII letters only or another."""
    order = _one.seq.desc() if older else _one.seq.asc()
    begin = _one.seq < bindparam("seq") if older else _one.seq > bindparam("seq")
    alive = (_one.room_id == bindparam("room"), _one.deleted_at.is_(None), begin)
    end = select(_one.seq, _one.id).where(*alive).order_by(order).offset(bindparam("size")).limit(1)
    until = _one.seq >= bindparam("end") if older else _one.seq <= bindparam("end")
    candidates = select(_one.seq, _one.id, _one.content).where(*alive, until).order_by(order)
    return Step(
        CompiledStatement(end), CompiledStatement(candidates.where(_may_contain(dialect, ascii_text)))
    )


def _may_contain(dialect: str, ascii_text: bool) -> ColumnElement[bool]:
    sqlite = dialect == "sqlite"
    size: Any = func.length(cast(_one.content, LargeBinary)) if sqlite else func.octet_length(_one.content)
    has_others: ColumnElement[bool] = size != func.length(_one.content)
    if not ascii_text:  # which no text of ASCII letters contains
        return has_others
    # The collation says which letters PostgreSQL knows: SQLite's.
    lower = func.lower(_one.content if sqlite else collate(_one.content, "C"))
    place = func.instr if sqlite else func.strpos
    return or_(place(lower, bindparam("text")) > 0, has_others)
