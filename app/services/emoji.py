"""Which texts are emoji: Unicode's list as the `emoji` package has it, without its names in memory."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TABLE = Path("unicode_codes", "emoji.json")
LINKS = "\u200d\ufe0e\ufe0f"
"""A joiner and the variation selectors, which may follow any emoji."""


def is_emoji(text: str) -> bool:
    """Whether `text` is exactly one emoji."""
    return text in _known()


def only_emoji(text: str) -> bool:
    """Whether `text` is emoji one after another, and nothing else."""
    at = 0
    while at < len(text):
        size = next((n for n in range(_longest(), 0, -1) if text[at : at + n] in _known()), 0)
        if not size:
            return False
        at += size
        while at < len(text) and text[at] in LINKS:
            at += 1
    return True


@cache
def _known() -> frozenset[str]:
    # Read by ourselves: importing the package keeps every name, alias and version for ever, 5 MB.
    package = find_spec("emoji")
    if package is None or package.origin is None:
        raise ImportError("the emoji package is missing")
    table = (Path(package.origin).parent / TABLE).read_text("utf-8")
    known: frozenset[str] = json.loads(table, object_pairs_hook=_keys_of_whole)
    return known


def _keys_of_whole(pairs: list[tuple[str, Any]]) -> frozenset[str] | None:
    # Of what is inside, an emoji's facts, nothing is kept: only the whole has nulls for values.
    return None if pairs[0][1] else frozenset(key for key, _ in pairs)


@cache
def _longest() -> int:
    return max(map(len, _known()))
