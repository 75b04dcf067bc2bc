"""The end of an account: once it is confirmed it is carried through, even if the process dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Collection
from hashlib import blake2b

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import now
from app.events import UserChanged
from app.exceptions import Conflict, Forbidden, Invalid, Reason, Unauthenticated, WrongPassword
from app.jobs import Job
from app.models import Membership, Picture, Room, User
from app.services import (
    access,
    accounts,
    erasure,
    finding,
    mappers,
    memberships,
    names,
    passwords,
    room_types,
    sessions,
)
from app.services.actor import Actor, Device
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

KIND = "delete_account"

log = logging.getLogger(__name__)


def delete(
    actor: Actor, username: str, erase: bool = False, password: str | None = None, *, device: Device
) -> None:
    """Delete the actor's account: it leaves every room and all its sessions end.

    Its messages stay under a neutral name, or are deleted too with `erase`. `username` is typed again as
    confirmation, and the password where there is one. Raises `Invalid`, `WrongPassword` on field `password`,
    `RateLimited` after too many of those, `Forbidden`, and `Conflict` for the last admin.
    """
    with passwords.attempt(actor.username, device):
        stored = _proven(actor, username, password)
    job = _promise(actor.user_id, erase, stored)
    with jobs.keeping(job):
        erased_in = erasure.erase_most(actor.user_id) if erase else set()
        _carry_through(job, erased_in, actor)


def _proven(actor: Actor, username: str, password: str | None) -> str | None:
    """The stored password, once the typed one was found to be it."""
    with reading() as session:
        stored = _confirmed(session, actor, username).password_hash
    if stored is not None and not passwords.matches(password or "", stored):
        raise WrongPassword({"password": Reason("password_wrong")})
    return stored


@jobs.handler(KIND)
def go_on(job: Job) -> None:
    """Carry through what a process that died had begun, unless something speaks against it by now."""
    try:
        with reading() as session:
            _present(session, job)
        erased_in: set[int] = set()
        if job.payload["erase"]:
            erasure.erase_most(job.payload["user_id"])
            # What the other process erased was told to nobody.
            erased_in = erasure.written_in(job.payload["user_id"])
        _carry_through(job, erased_in)
    except (Conflict, Forbidden, Unauthenticated) as refusal:
        log.warning("the account %d is not deleted after all: %s", job.payload["user_id"], refusal)


def _carry_through(job: Job, erased_in: Collection[int], actor: Actor | None = None) -> None:
    memberships.leave_most(job.payload["user_id"])
    _delete(job, erased_in, actor)


def _confirmed(session: Session, actor: Actor, username: str) -> User:
    user = accounts.own(session, actor)
    if names.canonical(username.strip()) != user.username_key:
        raise Invalid({"username": Reason("username_unconfirmed")})
    access.claimed(session, actor, user)
    access.dispensable(session, user)
    return user


@unit_of_work
def _promise(uow: Unit, user_id: int, erase: bool, stored: str | None) -> Job:
    return jobs.promise(uow, KIND, {"user_id": user_id, "erase": erase, "password": _trace(stored)})


def _present(session: Session, job: Job) -> User:
    """Whose account is to be deleted. Raises `Unauthenticated` when it is gone, `Forbidden`, `Conflict`."""
    user = session.get(User, job.payload["user_id"])
    if user is None or user.deleted_at is not None:
        raise Unauthenticated
    access.dispensable(session, user)
    if _trace(user.password_hash) != job.payload["password"]:
        raise Forbidden("password_changed")
    return user


def _trace(stored: str | None) -> str | None:
    """What a stored password is known again by."""
    return stored and blake2b(stored.encode(), digest_size=16).hexdigest()


@unit_of_work
def _delete(uow: Unit, job: Job, erased_in: Collection[int], actor: Actor | None) -> None:
    user = _present(uow.session, job)
    if actor is not None:
        access.claimed(uow.session, actor, user)
    job.done(uow)
    if job.payload["erase"]:
        erasure.erase_messages(uow, user.id, erased_in)
    mine = select(Room).join(Membership, Membership.room_id == Room.id).where(Membership.user_id == user.id)
    for room in uow.session.scalars(mine).all():
        memberships.exit_room(uow, user.id, room)
    sessions.end_all(uow, user.id, "account_deleted")
    _forget(uow, user)
    uow.publish(UserChanged(mappers.user(user)))
    room_types.account_deleted(uow, user.id)


def _forget(uow: Unit, user: User) -> None:
    """Take from the row, which stays for its messages, all that it said of the person."""
    user.username, user.username_key, user.skeleton, user.deleted_at = "", None, None, now()
    user.display_name = user.email = user.country = user.language = user.theme = None
    user.password_hash = user.picture = None
    uow.conn.execute(delete_rows(Picture).where(Picture.user_id == user.id))
    user.role = "user"
    user.quiet_on, user.quiet_from, user.quiet_until = False, "22:00", "07:00"
    uow.session.flush()
    finding.note(uow, user)
