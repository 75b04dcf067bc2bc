"""Registering and signing in with their limits: before the hash, which is the costly part."""

from __future__ import annotations

from collections.abc import Mapping

from app.edge import limits
from app.exceptions import Unauthenticated
from app.services import accounts, names
from app.services.actor import Device
from app.snapshots import AccountSnapshot


def register(
    username: str, password: str | None, profile: Mapping[str, str | None], device: Device
) -> AccountSnapshot:
    """As `accounts.register`; also raises `RateLimited`."""
    limits.hit(limits.REGISTRATIONS, device.address)
    return accounts.register(username, password, profile, device)


def log_in(
    username: str, password: str | None, device: Device, create_unknown: bool = False
) -> AccountSnapshot:
    """As `accounts.log_in`; also raises `RateLimited`, and counts failed passwords."""
    limits.hit(limits.SIGN_INS, device.address)
    key = (names.canonical(username.strip())[:64], device.address)
    limits.check(limits.FAILED_PASSWORDS, *key)
    try:
        return accounts.log_in(username, password, device, create_unknown)
    except Unauthenticated:
        limits.hit(limits.FAILED_PASSWORDS, *key)
        raise
