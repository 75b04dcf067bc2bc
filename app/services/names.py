"""Usernames: one canonical form, what is allowed, what is reserved, what else is free."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from app.exceptions import Invalid, Reason
from app.services.lookalikes import mixes_scripts, skeleton
from app.services.seen import is_blank
from app.snapshots import DELETED_NAME

SHORTEST, LONGEST = 3, 32
LONGEST_TYPED = 4 * LONGEST
"""Unicode may write one letter as up to four; normalising takes time square to the length of its marks."""
PUNCTUATION = "_.-"
RESERVED = frozenset(
    {DELETED_NAME, "admin", "administrator", "all", "anonymous", "bantuan", "bot", "deleteduser", "everyone"}
    | {"guest", "help", "here", "lobby", "lobi", "me", "moderator", "ngobrol", "null", "official", "operator"}
    | {"resmi", "root", "semua", "server", "sistem", "staff", "superuser", "support", "system", "undefined"}
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
        raise Invalid({"username": Reason("username_length")})
    if not all(_allowed(c) for c in name):
        raise Invalid({"username": Reason("username_characters")})
    if mixes_scripts(name):
        raise Invalid({"username": Reason("name_mixed")})
    if not allow_reserved and is_reserved(name):
        raise Invalid({"username": Reason("username_reserved")})
    return name


def is_reserved(name: str) -> bool:
    """Whether a hasty reader takes it for one of the system's own, or for none at all."""
    return skeleton(name) in _reserved()


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    return frozenset(map(skeleton, RESERVED)) | {""}


def _allowed(c: str) -> bool:
    letter = unicodedata.category(c)[0] == "L" and not is_blank(c)
    return letter or c.isdecimal() or c in PUNCTUATION


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
