"""Accounts: registering, signing in, profile, password, deletion."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import now
from app.events import UserChanged
from app.exceptions import Forbidden, Invalid, NameTaken, Unauthenticated, UserNotFound
from app.models import Membership, Room, User
from app.realtime import presence
from app.services import access, assembly, names, passwords, policy, rooms, sessions, text
from app.services.actor import Actor, Device
from app.services.database import reading
from app.services.erasure import erase_messages
from app.services.unit_of_work import Unit, unit_of_work
from app.snapshots import AccountSnapshot, UserSnapshot

LANGUAGES = ("id", "en")
SUGGESTIONS = 3
FOUND_AT_ONCE = 20
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WRONG = "The username or the password is wrong."


def check_username(username: str) -> tuple[str, list[str]]:
    """The name as it would be stored, and free alternatives when it is taken. Raises `Invalid`."""
    name = names.checked(username)
    with reading() as session:
        return name, [] if _free(session, name) else suggestions(session, name)


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
    """A new account, signed in on `device`; `profile` as in `update_profile`.

    Raises `Invalid`, and `NameTaken` with suggestions.
    """
    name = names.checked(username)
    if password is None and not policy.current.passwordless_login:
        raise Invalid({"password": "A password is needed here."})
    hashed = passwords.hashed(password) if password is not None else None
    return create(name, hashed, _checked_profile(profile), device)


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
    user = User(
        username=name, username_key=names.canonical(name), password_hash=password_hash, role=role, **profile
    )
    uow.session.add(user)
    uow.session.flush()
    rooms.enter_lobby(uow, user.id)
    return _account(user, sessions.begin(uow, user.id, device, registered=True))


def log_in(
    username: str, password: str | None, device: Device, create_unknown: bool = False
) -> AccountSnapshot:
    """Sign in. A name without a password needs none, a name with one needs it.

    With `create_unknown`, a name that nobody has and no password make an account.
    Otherwise raises `Unauthenticated`, in the same words and time for an unknown name
    as for a wrong password.
    """
    with reading() as session:
        user = session.scalar(select(User).where(User.username_key == names.canonical(username.strip())))
        found = (user.id, user.password_hash) if user is not None else None
    if found is None and password is None and create_unknown and policy.current.passwordless_login:
        try:
            return register(username, None, {}, device)
        except NameTaken:  # somebody took it this very moment: it exists now
            return log_in(username, None, device)
    open_name = found is not None and found[1] is None and policy.current.passwordless_login
    right = open_name or passwords.matches(password or "", found[1] if found else None)
    if found is None or not right:
        raise Unauthenticated(WRONG)
    return _sign_in(found[0], found[1], device)


@unit_of_work
def _sign_in(uow: Unit, user_id: int, password_hash: str | None, device: Device) -> AccountSnapshot:
    user = uow.session.get_one(User, user_id)
    if user.deleted_at is not None or user.password_hash != password_hash:
        raise Unauthenticated(WRONG)
    return _account(user, sessions.begin(uow, user_id, device))


def me(actor: Actor) -> AccountSnapshot:
    """What the actor may know of themselves. Raises `Unauthenticated` when the account is gone."""
    with reading() as session:
        return _account(_own(session, actor), actor.session_id)


def get(user_id: int) -> UserSnapshot:
    """A user that exists and is not deleted. Raises `UserNotFound`."""
    with reading() as session:
        user = session.get(User, user_id)
        if user is None or user.deleted_at is not None:
            raise UserNotFound
        return assembly.user(user)


def search(query: str, limit: int = FOUND_AT_ONCE) -> list[UserSnapshot]:
    """Users whose username or display name begins with `query`, by name."""
    prefix = names.canonical(query.strip())
    with reading() as session:
        rows = session.scalars(
            select(User)
            .where(
                User.deleted_at.is_(None),
                or_(
                    User.username_key.startswith(prefix, autoescape=True),
                    User.display_name.istartswith(query.strip(), autoescape=True),
                ),
            )
            .order_by(User.username_key)
            .limit(limit)
        )
        return [assembly.user(row) for row in rows]


def update_profile(actor: Actor, profile: Mapping[str, str | None]) -> AccountSnapshot:
    """Set those of `display_name`, `email`, `country`, `language` that are given; null or "" clears.

    Raises `Invalid`, and `Forbidden` for the e-mail address of a name not proven to be one's own.
    """
    return _update_profile(actor, _checked_profile(profile))


@unit_of_work
def _update_profile(uow: Unit, actor: Actor, profile: dict[str, Any]) -> AccountSnapshot:
    user = _own(uow.session, actor)
    if "email" in profile and profile["email"] != user.email:
        access.claimed(uow.session, actor, user)
    for field, value in profile.items():
        setattr(user, field, value)
    uow.session.flush()
    uow.publish(UserChanged(assembly.user(user)))
    return _account(user, actor.session_id)


def set_password(actor: Actor, password: str, current: str | None) -> AccountSnapshot:
    """Set or change the password; every other session of the actor ends.

    Raises `Invalid` (also for a wrong `current`), `Forbidden` for a name not proven to be one's own.
    """
    hashed = passwords.hashed(password)
    with reading() as session:
        user = _own(session, actor)
        before = user.password_hash
        access.claimed(session, actor, user)
    if before is not None and not passwords.matches(current or "", before):
        raise Invalid({"current_password": "That is not your present password."})
    return _set_password(actor, hashed, before)


@unit_of_work
def _set_password(uow: Unit, actor: Actor, hashed: str, before: str | None) -> AccountSnapshot:
    user = _own(uow.session, actor)
    if user.password_hash != before:
        raise Forbidden("The password was changed elsewhere just now.")
    user.password_hash = hashed
    sessions.end_all(uow, user.id, "password_changed", keep=actor.session_id)
    uow.session.flush()
    uow.publish(UserChanged(assembly.user(user)))
    return _account(user, actor.session_id)


@unit_of_work
def delete(uow: Unit, actor: Actor, username: str, erase: bool = False) -> None:
    """Delete the actor's account: it leaves every room and all its sessions end.

    Its messages stay under a neutral name, or are deleted too with `erase`. `username`
    is typed again as confirmation. Raises `Invalid`, `Forbidden`.
    """
    user = _own(uow.session, actor)
    if names.canonical(username.strip()) != user.username_key:
        raise Invalid({"username": "Type your username to confirm."})
    access.claimed(uow.session, actor, user)
    if erase:
        erase_messages(uow, user.id)
    mine = select(Room).join(Membership, Membership.room_id == Room.id).where(Membership.user_id == user.id)
    for room in uow.session.scalars(mine).all():
        rooms.exit_room(uow, user.id, room)
    sessions.end_all(uow, user.id, "account_deleted")
    user.username, user.username_key, user.deleted_at = "", None, now()
    user.display_name = user.email = user.country = user.language = user.password_hash = None
    user.role = "user"
    uow.session.flush()
    uow.publish(UserChanged(assembly.user(user)))


def ensure_admin(username: str, password: Callable[[], str]) -> bool:
    """Make the first admin unless there is one; returns whether one was made.

    `password` is asked only then. Raises `NameTaken` when somebody who is no admin has the name.
    """
    with reading() as session:
        if session.scalar(select(User.id).where(User.role == "admin").limit(1)) is not None:
            return False
    name = names.checked(username, allow_reserved=True)
    account = create(name, passwords.hashed(password()), {}, Device("", ""), role="admin")
    sessions.revoke(
        Actor(account.id, account.username, account.display_name, "admin", ""), account.session_id
    )
    return True


def _own(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id)
    if user is None or user.deleted_at is not None:
        raise Unauthenticated
    return user


def _free(session: Session, name: str) -> bool:
    return session.scalar(select(User.id).where(User.username_key == names.canonical(name))) is None


def _checked_profile(profile: Mapping[str, str | None]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for field, value in profile.items():
        longest = 254 if field == "email" else 64
        checked[field] = text.line(value, field, longest) if value and value.strip() else None
    if (email := checked.get("email")) and not EMAIL.fullmatch(email):
        raise Invalid({"email": "This is not an e-mail address."})
    if (language := checked.get("language")) and language not in LANGUAGES:
        raise Invalid({"language": "Choose one of: " + ", ".join(LANGUAGES)})
    return checked


def _account(user: User, session_id: str) -> AccountSnapshot:
    public = assembly.user(user)
    return AccountSnapshot(
        id=user.id,
        username=public.username,
        display_name=public.display_name,
        country=user.country,
        role=user.role,
        verified=public.verified,
        is_online=presence.is_online(user.id),
        email=user.email,
        language=user.language,
        session_id=session_id,
        created_at=user.created_at,
    )
