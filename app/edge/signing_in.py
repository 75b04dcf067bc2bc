"""Registering and signing in with their limits: before the hash, which is the costly part."""

from __future__ import annotations

from collections.abc import Mapping

from app.edge import limits
from app.exceptions import Invalid, Unauthenticated, UserNotFound
from app.services import accounts, names, people, signing_in
from app.services.actor import Actor, Device
from app.services.signing_in import check_username
from app.snapshots import AccountSnapshot

__all__ = ["by_name", "check_username", "log_in", "register", "set_password"]


def register(
    username: str, password: str | None, profile: Mapping[str, str | None], device: Device
) -> AccountSnapshot:
    """As `signing_in.register`; also raises `RateLimited`."""
    limits.hit(limits.REGISTRATIONS, device.network)
    return signing_in.register(username, password, profile, device)


def log_in(
    username: str, password: str | None, device: Device, create_unknown: bool = False
) -> AccountSnapshot:
    """As `signing_in.log_in`; also raises `RateLimited`, and counts failed passwords."""
    limits.hit(limits.SIGN_INS, device.network)
    key = _key(username, device)
    limits.check(limits.FAILED_PASSWORDS, *key)
    try:
        return signing_in.log_in(username, password, device, create_unknown)
    except Unauthenticated:
        limits.hit(limits.FAILED_PASSWORDS, *key)
        raise


def by_name(username: str, device: Device) -> AccountSnapshot:
    """Sign in by name alone. Raises `UserNotFound`, `Unauthenticated`, `RateLimited`."""
    limits.hit(limits.SIGN_INS, device.network)
    if not people.exists(username):
        raise UserNotFound
    return signing_in.log_in(username, None, device)


def set_password(actor: Actor, password: str, current: str | None, device: Device) -> AccountSnapshot:
    """As `accounts.set_password`; also raises `RateLimited`, and counts wrong `current` ones."""
    key = _key(actor.username, device)
    limits.check(limits.FAILED_PASSWORDS, *key)
    try:
        return accounts.set_password(actor, password, current)
    except Invalid as refusal:
        if "current_password" in refusal.fields:
            limits.hit(limits.FAILED_PASSWORDS, *key)
        raise


def _key(username: str, device: Device) -> tuple[str, str]:
    return names.canonical(username.strip())[:64], device.network
