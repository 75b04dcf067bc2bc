"""What a name is mistaken for, and whether it mixes scripts: Unicode Technical Standard #39.

Two names with one skeleton look alike to a hasty reader. Skeletons are for comparing, never shown.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from app.services.seen import is_blank

LONGEST = 128
# What UTS #39 keeps apart, but not everybody who reads quickly.
ALIKE = str.maketrans("мткĸнвʟɪʀᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡʏʜɴꜱ", "mtkkhbliracdejkmoptuvwyhns")
SAME = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})
"""Which of these it is depends on the font, and on whether a name is in capitals."""
WRITTEN_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
"""Scripts that one word may have (UTS #39, 5.2, highly restrictive)."""
SHARED = {"IDEOGRAPHIC": "CJK", "KATAKANA-HIRAGANA": "KATAKANA", "MODIFIER": ""}
"""First words in the names of letters that are no script's, and what they count as."""


def skeleton(name: str) -> str:
    """What `name` is read as, without regard to case, accents, spaces and punctuation; at most `LONGEST`."""
    read = unicodedata.normalize("NFKC", name)[:LONGEST]
    for _ in range(2):  # a capital and its small letter may be read as different things
        read = unicodedata.normalize("NFD", read.translate(ALIKE)).translate(_prototypes()).casefold()
    return "".join(filter(_is_read, read)).translate(SAME)[:LONGEST]


def _is_read(c: str) -> bool:
    """Whether it is a letter or digit that shows; a Hangul filler is a letter, too."""
    return unicodedata.category(c)[0] in "LN" and not is_blank(c)


def mixes_scripts(word: str) -> bool:
    """Whether letters of scripts stand in `word` that nobody writes together, as a Cyrillic а in "admin"."""
    scripts = {_script(c) for c in unicodedata.normalize("NFKC", word) if c.isalpha()} - {""}
    return len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER)


def _script(letter: str) -> str:
    """The script of a letter, which is how its name begins."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return SHARED.get(first, first)


@lru_cache(maxsize=1)
def _prototypes() -> dict[int, str]:
    """Unicode's own list, as `make lookalikes` writes it down."""
    kept = Path(__file__).with_name("confusables.txt").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in kept.split("\n") if line)
    return {ord(c): prototype for prototype, _, characters in lines for c in characters}
