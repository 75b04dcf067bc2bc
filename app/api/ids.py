"""Ids in paths."""

from __future__ import annotations

from werkzeug.routing import BaseConverter

from app.databases import MAX_ID

NOBODY = 0


class IdConverter(BaseConverter):
    """Digits as a number; one that no column can hold becomes `NOBODY`, so that it answers
    exactly like an id that nothing has.
    """

    regex = r"[0-9]+"

    def to_python(self, value: str) -> int:
        if len(value) > len(str(MAX_ID)):
            return NOBODY
        number = int(value)
        return number if number <= MAX_ID else NOBODY
