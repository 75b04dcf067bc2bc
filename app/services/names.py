"""Usernames: one canonical form, what is allowed, what is reserved, what else is free."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator

from app.exceptions import Invalid
from app.snapshots import DELETED_NAME

SHORTEST, LONGEST = 3, 32
PUNCTUATION = "_.-"
RESERVED = frozenset(
    {DELETED_NAME, "admin", "administrator", "all", "anonymous", "bantuan", "bot", "deleteduser", "everyone"}
    | {"guest", "help", "here", "lobby", "lobi", "me", "moderator", "ngobrol", "null", "official", "operator"}
    | {"resmi", "root", "semua", "server", "sistem", "staff", "superuser", "support", "system", "undefined"}
)


def canonical(username: str) -> str:
    """The form in which two names are the same name: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def checked(username: str, allow_reserved: bool = False) -> str:
    """`username` as it will be stored. Raises `Invalid` on field `username`."""
    name = unicodedata.normalize("NFKC", username.strip())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid({"username": "A username has 3 to 32 characters."})
    if not all(unicodedata.category(c)[0] == "L" or c.isdecimal() or c in PUNCTUATION for c in name):
        raise Invalid({"username": "A username has only letters, digits, _ . and -"})
    if not allow_reserved and re.sub(r"[_.\-]", "", canonical(name)) in RESERVED | {""}:
        raise Invalid({"username": "That username is reserved."})
    return name


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
