"""Usernames: one canonical form, what is allowed, what is reserved, what else is free."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator

from app.exceptions import Invalid
from app.snapshots import DELETED_NAME

SHORTEST, LONGEST = 3, 32
LONGEST_TYPED = 4 * LONGEST
"""Unicode may write one letter as up to four; normalising takes time square to the length of its marks."""
PUNCTUATION = "_.-"
INVISIBLE = frozenset("\u115f\u1160")
"""Hangul's fillers: letters by name, but nothing that is seen."""
RESERVED = frozenset(
    {DELETED_NAME, "admin", "administrator", "all", "anonymous", "bantuan", "bot", "deleteduser", "everyone"}
    | {"guest", "help", "here", "lobby", "lobi", "me", "moderator", "ngobrol", "null", "official", "operator"}
    | {"resmi", "root", "semua", "server", "sistem", "staff", "superuser", "support", "system", "undefined"}
)
# Letters of other scripts, and digits, in the place of those that they are read as.
LOOKALIKES = str.maketrans(
    "аαɑᴀсᴄԁᴅеᴇһнʜіιıɪ1јкκᴋӏʟмᴍɴոоοօᴏ0рρᴘʀѕꜱтτᴛυսᴜѵνᴠѡᴡуʏ",
    "aaaaccddeehhhiiiiijkkkllmmnnoooooppprsstttuuuvvvwwyy",
)


def canonical(username: str) -> str:
    """The form in which two names are the same name: NFKC, case folded.

    What is too long for a name stays as it is, and is like no name.
    """
    if len(username) > LONGEST_TYPED:
        return username
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def checked(username: str, allow_reserved: bool = False) -> str:
    """`username` as it will be stored. Raises `Invalid` on field `username`."""
    name = username.strip()
    if len(name) <= LONGEST_TYPED:
        name = unicodedata.normalize("NFKC", name)
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid({"username": "A username has 3 to 32 characters."})
    if not all(_allowed(c) for c in name):
        raise Invalid({"username": "A username has only letters, digits, _ . and -"})
    if not allow_reserved and _read_as(name) in RESERVED | {""}:
        raise Invalid({"username": "That username is reserved."})
    return name


def _allowed(c: str) -> bool:
    letter = unicodedata.category(c)[0] == "L" and c not in INVISIBLE
    return letter or c.isdecimal() or c in PUNCTUATION


def _read_as(name: str) -> str:
    """What a hasty reader takes a name for."""
    return re.sub(r"[_.\-]", "", canonical(name)).translate(LOOKALIKES)


def alternatives(username: str) -> Iterator[str]:
    """An endless row of valid names like `username`, some of which will be free."""
    kept = "".join(
        c for c in unicodedata.normalize("NFKC", username) if c.isalpha() or c.isdecimal() or c in PUNCTUATION
    )
    stem = (kept or "user")[: LONGEST - 6]
    if len(stem) < SHORTEST - 1:
        stem = f"{stem}user"
    for suffix in range(2, 10):
        yield f"{stem}{suffix}"
    while True:
        yield f"{stem}_{secrets.randbelow(90_000) + 10_000}"
