"""What stands in a page's address."""

from __future__ import annotations

from flask import request

from app.databases import MAX_ID
from app.exceptions import NotFound


def number(name: str) -> int | None:
    """An id from the address, null when absent. Raises `NotFound` for what can't be one."""
    value = request.args.get(name)
    if not value:
        return None
    found = as_id(value)
    if found is None:
        raise NotFound
    return found


def as_id(value: str | None) -> int | None:
    """`value` as an id, or null when it can't be one."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > 19:
        return None
    found = int(value)
    return found if 1 <= found <= MAX_ID else None
