"""The one form in which texts are compared, whatever their case and however their letters are composed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST_MARKS = 30
"""Combining marks in a row that are put in order together: Unicode's Stream-Safe Text Format (UAX #15)"""
JOINER = "\u034f"
"""What is put between two such rows, as that format has it."""
LAST_WITH_MARKS = 0x1F000
"""Beyond are pictures and Han, and no mark."""


def folded(text: str) -> str:
    """`text` for comparing: NFKC and case folded, as Unicode's NFKC_Casefold, but nothing is left out.

    Takes time in proportion to its length, whatever it holds. What is stored folded is to be
    folded anew when this changes.
    """
    if text.isascii():
        return text.lower()
    once = unicodedata.normalize("NFKC", with_short_rows(text)).casefold()
    # İ folds to an i with a dot above, which nobody types who looks for it.
    return unicodedata.normalize("NFKC", once).replace("i\u0307", "i")


def with_short_rows(text: str) -> str:
    """`text` without a row of more than `MOST_MARKS` combining marks.

    To normalise one takes time square to its length.
    """
    return _row().sub(rf"\1{JOINER}", text) if _may_be_row().search(text) else text


@cache
def _may_be_row() -> re.Pattern[str]:
    """Quicker by far than to look for each mark beyond the basic plane."""
    return re.compile(f"[{_marks(0x10000)}\U00010000-{chr(LAST_WITH_MARKS)}]{{{MOST_MARKS}}}")


@cache
def _row() -> re.Pattern[str]:
    return re.compile(f"([{_marks(LAST_WITH_MARKS)}]{{{MOST_MARKS}}})")


def _marks(until: int) -> str:
    return re.escape("".join(c for c in map(chr, range(until)) if unicodedata.combining(c)))
