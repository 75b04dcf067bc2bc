"""Registering and signing in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import limits
from app.exceptions import Invalid, NameTaken, Reason, Unauthenticated, UserNotFound
from app.models import User
from app.services import (
    accounts,
    finding,
    impersonation,
    memberships,
    names,
    passwords,
    people,
    policy,
    sessions,
)
from app.services.actor import Actor, Device
from app.services.lookalikes import skeleton
from app.snapshots import AccountSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

SUGGESTIONS = 3


def check_username(username: str, device: Device) -> tuple[str, list[str]]:
    """The name as it would be stored, and free alternatives when it is taken.

    Raises `Invalid`, `RateLimited`.
    """
    limits.hit(limits.NAME_CHECKS, device.network)
    name = names.checked(username)
    with reading() as session:
        free = _free(session, name) and not impersonation.looks_like_another(session, name)
        return name, [] if free else suggestions(session, name)


def suggestions(session: Session, username: str) -> list[str]:
    """`SUGGESTIONS` free, valid names like `username`."""
    endless = names.alternatives(username)
    free: list[str] = []
    while len(free) < SUGGESTIONS:
        some = list(islice(endless, 8))
        keys = [names.canonical(name) for name in some]
        taken = set(session.scalars(select(User.username_key).where(User.username_key.in_(keys))))
        free += [name for name, key in zip(some, keys, strict=True) if key not in taken]
    return free[:SUGGESTIONS]


def register(
    username: str, password: str | None, profile: Mapping[str, str | None], device: Device
) -> AccountSnapshot:
    """A new account, signed in on `device`; `profile` as in `update_profile`. An empty password is none.

    Raises `Invalid`, `RateLimited`, and `NameTaken` with suggestions.
    """
    limits.hit(limits.REGISTRATIONS, device.network)
    return _register(username, password, profile, device)


def _register(
    username: str, password: str | None, profile: Mapping[str, str | None], device: Device
) -> AccountSnapshot:
    name = names.checked(username)
    if not password and not policy.current.passwordless_login:
        raise Invalid({"password": Reason("password_needed")})
    hashed = passwords.hashed(password) if password else None
    return create(name, hashed, accounts.checked_profile(profile), device)


@unit_of_work
def create(
    uow: Unit,
    name: str,
    password_hash: str | None,
    profile: dict[str, Any],
    device: Device,
    *,
    role: str = "user",
) -> AccountSnapshot:
    """Store an account whose fields are checked already. Raises `NameTaken`."""
    if not _free(uow.session, name):
        raise NameTaken(suggestions(uow.session, name))
    if role == "user":
        _refuse_impersonation(uow.session, name, profile.get("display_name"))
    user = User(
        username=name,
        username_key=names.canonical(name),
        skeleton=skeleton(name),
        password_hash=password_hash,
        role=role,
        **profile,
    )
    uow.session.add(user)
    uow.session.flush()
    finding.note(uow, user)
    memberships.enter_lobby(uow, user.id)
    return accounts.snapshot(uow.session, user, sessions.begin(uow, user.id, device, registered=True))


def _refuse_impersonation(session: Session, name: str, display_name: str | None) -> None:
    if impersonation.looks_like_another(session, name):
        raise Invalid({"username": Reason("name_similar")})
    if display_name:
        impersonation.refuse_display_name(session, display_name)


def log_in(
    username: str, password: str | None, device: Device, create_unknown: bool = False
) -> AccountSnapshot:
    """Sign in. A name without a password needs none, a name with one needs it; an empty one is none.

    With `create_unknown`, a name that nobody has and no password make an account and count as registering,
    too. Otherwise raises `Unauthenticated`, in the same words and time for an unknown name as for a wrong
    password; and `RateLimited`, which comes before the costly part, the hash.
    """
    limits.hit(limits.SIGN_INS, device.network)
    if create_unknown and not password and not people.exists(username):
        limits.hit(limits.REGISTRATIONS, device.network)
    with passwords.attempt(username, device):
        return _log_in(username, password, device, create_unknown)


def by_name(username: str, device: Device) -> AccountSnapshot:
    """Sign in by name alone. Raises `UserNotFound`, `Unauthenticated`, `RateLimited`."""
    limits.hit(limits.SIGN_INS, device.network)
    if not people.exists(username):
        raise UserNotFound
    with passwords.attempt(username, device):
        return _log_in(username, None, device, create_unknown=False)


def _log_in(username: str, password: str | None, device: Device, create_unknown: bool) -> AccountSnapshot:
    with reading() as session:
        user = session.scalar(select(User).where(User.username_key == names.canonical(username.strip())))
        found = (user.id, user.password_hash) if user is not None else None
    if found is None and not password and create_unknown and policy.current.passwordless_login:
        try:
            return _register(username, None, {}, device)
        except NameTaken:  # somebody took it this very moment: it exists now
            return _log_in(username, None, device, create_unknown=False)
    open_name = found is not None and found[1] is None and policy.current.passwordless_login
    right = open_name or passwords.matches(password or "", found[1] if found else None)
    if found is None or not right:
        raise Unauthenticated("sign_in_wrong")
    return _sign_in(found[0], found[1], device)


@unit_of_work
def _sign_in(uow: Unit, user_id: int, password_hash: str | None, device: Device) -> AccountSnapshot:
    user = uow.session.get_one(User, user_id)
    if user.deleted_at is not None or user.password_hash != password_hash:
        raise Unauthenticated("sign_in_wrong")
    return accounts.snapshot(uow.session, user, sessions.begin(uow, user_id, device))


def ensure_admin(username: str, password: Callable[[], str]) -> bool:
    """Make the first admin unless there is one; returns whether one was made.

    `password` is asked only then. Raises `NameTaken` when somebody who is no admin has the name.
    """
    if _has_admin():
        return False
    name = names.checked(username, allow_reserved=True)
    try:
        account = create(name, passwords.hashed(password()), {}, Device("", ""), role="admin")
    except NameTaken:
        if _has_admin():  # by a process that starts at the same moment
            return False
        raise
    sessions.revoke(Actor.of(account, ""), account.session_id)
    return True


def _has_admin() -> bool:
    with reading() as session:
        return session.scalar(select(User.id).where(User.role == "admin").limit(1)) is not None


def _free(session: Session, name: str) -> bool:
    return session.scalar(select(User.id).where(User.username_key == names.canonical(name))) is None
