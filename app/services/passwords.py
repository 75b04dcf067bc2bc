"""Passwords: hashed off the main loop, and tried only so often."""

from __future__ import annotations

from contextlib import AbstractContextManager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app import limits
from app.concurrency import run_blocking
from app.exceptions import Invalid, Reason, Unauthenticated, WrongPassword
from app.services import names
from app.services.actor import Device

SHORTEST, LONGEST = 8, 256

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 rounds, 1 lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when there is no such user, so that the answer takes as long.
_DUMMY = _hasher.hash("nobody has this password")


def check(password: str) -> None:
    """Raise `Invalid` on field `password` unless it has 8 to 256 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": Reason("password_length")})


def attempt(username: str, device: Device) -> AbstractContextManager[None]:
    """Around what asks for the password of this account: wrong ones are counted. Raises `RateLimited`.

    It counts before the hash, the costly part.
    """
    key = names.canonical(username.strip())[:64], device.network
    return limits.attempt(limits.FAILED_PASSWORDS, *key, failing=(Unauthenticated, WrongPassword))


def hashed(password: str) -> str:
    """A salted hash. Raises `Invalid` as `check` does."""
    check(password)
    return run_blocking(_hasher.hash, _bytes(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`; takes as long when `stored` is null."""
    same = run_blocking(_verified, stored or _DUMMY, _bytes(password[: LONGEST + 1]))
    return same and stored is not None


def _verified(stored: str, password: bytes) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
