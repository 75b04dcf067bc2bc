"""Signing in and what else asks for a password, with their limits: before the hash, the costly part."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from app import limits
from app.exceptions import Unauthenticated, UserNotFound, WrongPassword
from app.services import accounts, names, people, signing_in
from app.services.actor import Actor, Device
from app.snapshots import AccountSnapshot


def check_username(username: str, device: Device) -> tuple[str, list[str]]:
    """As `signing_in.check_username`; also raises `RateLimited`."""
    limits.hit(limits.NAME_CHECKS, device.network)
    return signing_in.check_username(username)


def register(
    username: str, password: str | None, profile: Mapping[str, str | None], device: Device
) -> AccountSnapshot:
    """As `signing_in.register`; also raises `RateLimited`."""
    limits.hit(limits.REGISTRATIONS, device.network)
    return signing_in.register(username, password, profile, device)


def log_in(
    username: str, password: str | None, device: Device, create_unknown: bool = False
) -> AccountSnapshot:
    """As `signing_in.log_in`; also raises `RateLimited`, and counts failed passwords.

    Where it makes an account it counts as registering, too.
    """
    limits.hit(limits.SIGN_INS, device.network)
    if create_unknown and not password and not people.exists(username):
        limits.hit(limits.REGISTRATIONS, device.network)
    with _password_try(username, device):
        return signing_in.log_in(username, password, device, create_unknown)


def by_name(username: str, device: Device) -> AccountSnapshot:
    """Sign in by name alone. Raises `UserNotFound`, `Unauthenticated`, `RateLimited`."""
    limits.hit(limits.SIGN_INS, device.network)
    if not people.exists(username):
        raise UserNotFound
    with _password_try(username, device):
        return signing_in.log_in(username, None, device)


def set_password(actor: Actor, password: str, current: str | None, device: Device) -> AccountSnapshot:
    """As `accounts.set_password`; also raises `RateLimited`, and counts wrong `current` ones."""
    with _password_try(actor.username, device):
        return accounts.set_password(actor, password, current)


def delete(actor: Actor, username: str, erase: bool, password: str | None, device: Device) -> None:
    """As `accounts.delete`; also raises `RateLimited`, and counts wrong passwords."""
    with _password_try(actor.username, device):
        accounts.delete(actor, username, erase, password)


def _password_try(username: str, device: Device) -> AbstractContextManager[None]:
    key = names.canonical(username.strip())[:64], device.network
    return limits.attempt(limits.FAILED_PASSWORDS, *key, failing=(Unauthenticated, WrongPassword))
