"""Roles: who is an admin, by whose word."""

from __future__ import annotations

from sqlalchemy import select

from app.events import UserChanged
from app.exceptions import Conflict, UserNotFound
from app.models import User
from app.services import access, mappers, names, passwords, room_types, sessions, signing_in
from app.services.actor import Actor, Device
from app.snapshots import UserSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

ADMIN, USER = "admin", "user"


def has_password(username: str) -> bool:
    """Whether somebody has this name, and a password; an unknown name has none."""
    with reading() as session:
        known = select(User.password_hash).where(User.username_key == names.canonical(username.strip()))
        return session.scalar(known) is not None


def make_admin(username: str, password: str | None = None) -> bool:
    """The operator's word: this name is an admin's; returns whether the account was made for it.

    A `password` given replaces the one there was, and every session ends. Raises `Invalid`,
    and `Conflict` when there would be none.
    """
    name = names.checked(username, allow_reserved=True)
    hashed = passwords.hashed(password) if password is not None else None
    if _promote(name, hashed):
        return False
    if hashed is None:
        raise Conflict("admin_without_password")
    account = signing_in.create(name, hashed, {}, Device("", ""), role=ADMIN)
    sessions.log_out(Actor.of(account, account.session_id))
    return True


@unit_of_work
def _promote(uow: Unit, name: str, hashed: str | None) -> bool:
    user = uow.session.scalar(select(User).where(User.username_key == names.canonical(name)))
    if user is None:
        return False
    if hashed is not None:
        user.password_hash = hashed
        sessions.end_all(uow, user.id, "password_changed")
    _become(uow, user, ADMIN)
    return True


@unit_of_work
def set_role(uow: Unit, actor: Actor, user_id: int, role: str) -> UserSnapshot:
    """Make somebody an admin, or a user again; as it is already is no error.

    Raises `Forbidden` unless the actor is an admin, `UserNotFound`, and `Conflict` for an
    account without a password and for the last admin.
    """
    access.admin(uow.session, actor)
    user = uow.session.get(User, user_id)
    if user is None or user.deleted_at is not None:
        raise UserNotFound
    if role == USER:
        access.dispensable(uow.session, user)
    _become(uow, user, role)
    return mappers.user(user)


def _become(uow: Unit, user: User, role: str) -> None:
    if role == ADMIN and user.password_hash is None:
        raise Conflict("admin_without_password")
    if user.role != role:
        user.role = role
        uow.session.flush()
        uow.publish(UserChanged(mappers.user(user)))
        room_types.role_changed(uow, user.id, is_admin=role == ADMIN)
