"""Which texts are emoji: Unicode's list, which `make emojis` writes down."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".txt")
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
    return frozenset(TABLE.read_text("utf-8").splitlines())


@cache
def _longest() -> int:
    return max(map(len, _known()))
