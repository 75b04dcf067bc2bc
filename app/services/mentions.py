"""Who is named in a text: `@username` as a whole word, whatever its case."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def found(text: str, username: str) -> bool:
    """Whether `text` names this user; scripts find the same in static/js/view/mentions.js."""
    return "@" in text and _pattern(username).search(_folded(text)) is not None


@lru_cache(maxsize=1024)
def _pattern(username: str) -> re.Pattern[str]:
    # A name may have dots and hyphens within, so one that ends a sentence isn't part of it, and one
    # before a letter is.
    return re.compile(rf"(?<![\w.-])@{re.escape(_folded(username))}(?![.-]*\w)")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
