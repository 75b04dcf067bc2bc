"""Which characters are seen: what shows nothing is no name and no message."""

from __future__ import annotations

import unicodedata

# Default_Ignorable_Code_Point in DerivedCoreProperties.txt of the Unicode Character Database 16.0.
IGNORABLE = frozenset(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
        (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
        (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
    )
    for code in range(first, last + 1)
)  # fmt: skip
TAGS = range(0xE0000, 0xE1000)
"""The rest of that property: too many to list."""
BLANK = frozenset("\u2800\U0001d159\U00013441\U00013442")
"""Signs by category, whose glyph in the Unicode code charts is empty: the braille pattern without
dots, the musical null notehead, and the blanks of Egyptian hieroglyphs."""
UNSEEN = frozenset({"Cf", "Co", "Cs", "Mc", "Me", "Mn"})
"""Categories of what, beside white space, is not seen by itself. Control characters are: browsers show a
sign for them (CSS Text Module Level 3). Unassigned ones are, too: they may be emoji that are younger than
our Unicode."""


def is_seen(text: str) -> bool:
    """Whether anything of `text` can be seen."""
    return any(map(_is_seen, text))


def is_blank(c: str) -> bool:
    """Whether this character shows nothing although its category is that of letters or signs."""
    return c in IGNORABLE or c in BLANK or ord(c) in TAGS or _is_noncharacter(c)


def _is_seen(c: str) -> bool:
    return not c.isspace() and unicodedata.category(c) not in UNSEEN and not is_blank(c)


def _is_noncharacter(c: str) -> bool:
    """Whether Unicode has set it aside for ever (The Unicode Standard, 23.7)."""
    return ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
