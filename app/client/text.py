"""What others wrote, made safe for a terminal: the one place where that is done.

Control characters could move the cursor, fake other people's lines or write to the clipboard;
what turns the direction of text around makes it read as something else.
"""

from __future__ import annotations

import re

BREAKS = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
COMMANDING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """`text` with nothing but line feeds that a terminal would obey."""
    return COMMANDING.sub(REPLACEMENT, BREAKS.sub("\n", text).replace("\t", " "))


def clean_line(text: str) -> str:
    """`text` as one line that no terminal takes for a command."""
    return clean(text).replace("\n", " ")
