"""Accounts: profile and password; their end is in `deletion`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.events import PreferencesSet, UserChanged
from app.exceptions import Forbidden, Invalid, Reason, Unauthenticated, UserNotFound, WrongPassword
from app.models import User
from app.realtime import presence
from app.services import access, finding, impersonation, mappers, passwords, sessions, text
from app.services.actor import Actor, Device
from app.snapshots import AccountSnapshot, QuietHours, UserSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

LANGUAGES = ("id", "en")
THEMES = ("system", "light", "dark")
PRIVATE = {"language", "theme"}
"""What of a profile is nobody else's business, and told to nobody else."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def me(actor: Actor) -> AccountSnapshot:
    """What the actor may know of themselves. Raises `Unauthenticated` when the account is gone."""
    with reading() as session:
        return snapshot(session, own(session, actor), actor.session_id)


def signed_in(user_id: int, session_id: str) -> AccountSnapshot:
    """The same of whom a living session belongs to, in one statement. Raises `Unauthenticated`."""
    row = sessions.living(user_id, session_id)
    return _snapshot(row, session_id, access.owns(row, row.registered))


def get(user_id: int) -> UserSnapshot:
    """A user that exists and is not deleted. Raises `UserNotFound`."""
    with reading() as session:
        user = session.get(User, user_id)
        if user is None or user.deleted_at is not None:
            raise UserNotFound
        return mappers.user(user)


def update_profile(actor: Actor, profile: Mapping[str, str | None]) -> AccountSnapshot:
    """Set those of `display_name`, `email`, `country`, `language`, `theme` given; null or "" clears.

    Raises `Invalid`, and `Forbidden` for the e-mail address of a name not proven to be one's own.
    """
    return _update_profile(actor, checked_profile(profile))


@unit_of_work
def _update_profile(uow: Unit, actor: Actor, profile: dict[str, Any]) -> AccountSnapshot:
    user = own(uow.session, actor)
    if "email" in profile:  # even the one that is there: whether it is would tell others which it is
        access.claimed(uow.session, actor, user)
    shown = profile.get("display_name")
    if shown and shown != user.display_name and user.role != "admin":
        impersonation.refuse_display_name(uow.session, shown, user.id)
    for field, value in profile.items():
        setattr(user, field, value)
    uow.session.flush()
    if "display_name" in profile:
        finding.note(uow, user)
    if profile.keys() & PRIVATE:
        uow.publish(PreferencesSet(user.id, user.language, user.theme))
    if profile.keys() - PRIVATE:
        uow.publish(UserChanged(mappers.user(user)))
    return snapshot(uow.session, user, actor.session_id)


def set_password(actor: Actor, password: str, current: str | None, *, device: Device) -> AccountSnapshot:
    """Set or change the password; every other session of the actor ends.

    Raises `Invalid`, `WrongPassword` on field `current_password`, `RateLimited` after too many of those, and
    `Forbidden` for a name not proven to be one's own.
    """
    with passwords.attempt(actor.username, device):
        return _proven_password(actor, password, current)


def _proven_password(actor: Actor, password: str, current: str | None) -> AccountSnapshot:
    passwords.check(password)
    with reading() as session:
        user = own(session, actor)
        before = user.password_hash
        access.claimed(session, actor, user)
    if before is not None and not passwords.matches(current or "", before):
        raise WrongPassword({"current_password": Reason("password_wrong")})
    return _set_password(actor, passwords.hashed(password), before)


@unit_of_work
def _set_password(uow: Unit, actor: Actor, hashed: str, before: str | None) -> AccountSnapshot:
    user = own(uow.session, actor)
    _unchanged(user, before)
    user.password_hash = hashed
    sessions.end_all(uow, user.id, "password_changed", keep=actor.session_id)
    uow.session.flush()
    uow.publish(UserChanged(mappers.user(user)))
    return snapshot(uow.session, user, actor.session_id)


def _unchanged(user: User, stored: str | None) -> None:
    if user.password_hash != stored:
        raise Forbidden("password_changed")


def own(session: Session, actor: Actor) -> User:
    """The actor's row. Raises `Unauthenticated` when the account is gone."""
    user = session.get(User, actor.user_id)
    if user is None or user.deleted_at is not None:
        raise Unauthenticated
    return user


def checked_profile(profile: Mapping[str, str | None]) -> dict[str, Any]:
    """The given fields, trimmed, "" as null. Raises `Invalid` with the fields' faults."""
    checked: dict[str, Any] = {}
    for field, value in profile.items():
        longest = 254 if field == "email" else 64
        checked[field] = text.line(value, field, longest) if value and value.strip() else None
    if (email := checked.get("email")) and not EMAIL.fullmatch(email):
        raise Invalid({"email": Reason("not_an_address")})
    for field, choices in (("language", LANGUAGES), ("theme", THEMES)):
        if (chosen := checked.get(field)) and chosen not in choices:
            raise Invalid({field: Reason("not_a_choice", choices=", ".join(choices))})
    return checked


def snapshot(session: Session, user: User, session_id: str) -> AccountSnapshot:
    """What a user may know of themselves, signed in by this session."""
    return _snapshot(user, session_id, access.is_owner(session, user, session_id))


def _snapshot(user: Any, session_id: str, is_owner: bool) -> AccountSnapshot:
    public = mappers.user(user)
    return AccountSnapshot(
        id=user.id,
        username=public.username,
        display_name=public.display_name,
        country=user.country,
        role=user.role,
        verified=public.verified,
        is_online=presence.is_online(user.id),
        picture=user.picture,
        is_owner=is_owner,
        email=user.email if is_owner else None,
        language=user.language,
        theme=user.theme,
        session_id=session_id,
        created_at=user.created_at,
        quiet_hours=QuietHours(user.quiet_on, user.quiet_from, user.quiet_until),
    )
