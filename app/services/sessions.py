"""Sessions: who is signed in on which device, and the end of it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

from app import jobs
from app.clock import earliest, latest
from app.events import SessionsEnded
from app.exceptions import Forbidden, NotFound, NotSaved, Unauthenticated
from app.models import User, UserSession
from app.models.read_queries import ACCOUNT
from app.services import access, mappers, policy
from app.services.actor import Actor, Device
from app.snapshots import SessionSnapshot
from app.storage.database import reading, reading_rows
from app.storage.unit_of_work import Unit, unit_of_work

TOUCH_EVERY = timedelta(hours=1)
"""How exactly the last use is known; noting every request would cost a write each."""
SWEEP_EVERY = timedelta(hours=1)
MOST = 50
"""Of one account: anybody may sign in to a name without a password, and some scripts do it each time."""
NEWEST_FIRST = UserSession.last_used_at.desc(), UserSession.id.desc()
AT_ONCE = 500
"""Ended by one statement, which takes a limited number of parameters."""


def authenticate(user_id: int, session_id: str) -> Actor:
    """The actor of a living session. Raises `Unauthenticated`."""
    return mappers.actor(living(user_id, session_id), session_id)


def living(user_id: int, session_id: str) -> Any:
    """All that is known of whom a living session belongs to, in one statement. Raises `Unauthenticated`."""
    with reading_rows() as connection:
        found = ACCOUNT.all(connection, {"user": user_id, "session": session_id})
    if not found or found[0].last_used_at < _oldest():
        raise Unauthenticated
    if found[0].last_used_at < latest() - TOUCH_EVERY:
        with suppress(NotSaved):  # where nothing can be stored one can still read
            touch([session_id])
    return found[0]


@unit_of_work
def touch(uow: Unit, session_ids: list[str]) -> None:
    """Note that these sessions are in use now."""
    moment = latest()
    older = UserSession.id.in_(session_ids), UserSession.last_used_at < moment
    uow.session.execute(update(UserSession).where(*older).values(last_used_at=moment))


def begin(uow: Unit, user_id: int, device: Device, registered: bool = False) -> str:
    """Within a unit: a new session's id; `registered` when it made the account.

    Beyond `MOST` those that were not used for longest end, but never the one that made the account.
    """
    _make_room(uow, user_id)
    session_id = str(uuid.uuid4())
    uow.session.add(
        UserSession(
            id=session_id,
            user_id=user_id,
            registered=registered,
            user_agent=device.user_agent[:255],
            address=device.address[:64],
        )
    )
    uow.session.flush()
    return session_id


def _make_room(uow: Unit, user_id: int) -> None:
    beyond = (
        select(UserSession.id)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.registered.desc(), *NEWEST_FIRST)
        .offset(MOST - 1)
        .limit(AT_ONCE)
    )
    end(uow, user_id, list(uow.session.scalars(beyond)), "expired")


def mine(actor: Actor, limit: int = MOST, before: str | None = None) -> list[SessionSnapshot]:
    """The actor's living sessions: the present one, then the others, the most recently used first.

    At most `limit` of them, or of those after the session `before`. What others of the same name sign in
    from is seen by the owner only. Raises `NotFound` for a session `before` that is over.
    """
    with reading() as session:
        user = session.get_one(User, actor.user_id)
        sees_all = access.is_owner(session, user, actor.session_id)
        rows = list(session.scalars(_living(session, actor, before).limit(limit)))
    return [_snapshot(row, actor, sees_all) for row in rows]


def _living(session: Session, actor: Actor, before: str | None) -> Select[UserSession]:
    present = UserSession.id == actor.session_id
    query = (
        select(UserSession)
        .where(UserSession.user_id == actor.user_id, UserSession.last_used_at >= _oldest())
        .order_by(present.desc(), *NEWEST_FIRST)
    )
    if before is None:
        return query
    last = _own(session, actor, before)
    if last.id == actor.session_id:
        return query.where(~present)
    used_as_long_ago = and_(UserSession.last_used_at == last.last_used_at, UserSession.id < last.id)
    return query.where(~present, or_(UserSession.last_used_at < last.last_used_at, used_as_long_ago))


def _own(session: Session, actor: Actor, session_id: str) -> UserSession:
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFound("session_not_found")
    return row


def _snapshot(row: UserSession, actor: Actor, sees_all: bool) -> SessionSnapshot:
    shown = sees_all or row.id == actor.session_id
    return SessionSnapshot(
        id=row.id,
        user_agent=row.user_agent if shown else None,
        address=row.address if shown else None,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        registered=row.registered,
        can_end=shown or not row.registered,
    )


@unit_of_work
def log_out(uow: Unit, actor: Actor) -> None:
    """End the actor's present session at once, on HTTP and on open sockets."""
    end(uow, actor.user_id, [actor.session_id], "logout")


@unit_of_work
def replace(uow: Unit, actor: Actor, session_id: str) -> None:
    """End the actor's present session for another of theirs on the same device.

    That one takes along that it made the account: signing in again must not lose the claim on a name.
    """
    present = uow.session.get(UserSession, actor.session_id)
    if present is not None and present.registered:
        _own(uow.session, actor, session_id).registered = True
        uow.session.flush()
    end(uow, actor.user_id, [actor.session_id], "logout")


@unit_of_work
def revoke(uow: Unit, actor: Actor, session_id: str) -> None:
    """End a session of the actor's. Raises `NotFound`, and `Forbidden` as of `_endable`."""
    row = _own(uow.session, actor, session_id)
    _endable(uow.session, actor, row.registered)
    end(uow, actor.user_id, [session_id], "revoked")


@unit_of_work
def revoke_others(uow: Unit, actor: Actor) -> None:
    """End all of the actor's sessions but the present one. Raises `Forbidden` as of `_endable`."""
    made_it = select(UserSession.id).where(UserSession.user_id == actor.user_id, UserSession.registered)
    _endable(uow.session, actor, uow.session.scalar(made_it) is not None)
    end_all(uow, actor.user_id, "revoked", keep=actor.session_id)


def _endable(session: Session, actor: Actor, registered: bool) -> None:
    """Refuse (`Forbidden`) to end the session that made a name without a password, but to itself.

    Others of that name could end the owner's claim on it for ever.
    """
    user = session.get_one(User, actor.user_id)
    if registered and not access.is_owner(session, user, actor.session_id):
        raise Forbidden("owner_session")


def end_all(uow: Unit, user_id: int, reason: str, keep: str | None = None) -> None:
    """Within a unit: end every session of a user, but for `keep`."""
    ids = uow.session.scalars(select(UserSession.id).where(UserSession.user_id == user_id)).all()
    end(uow, user_id, [i for i in ids if i != keep], reason)


def end(uow: Unit, user_id: int, session_ids: list[str], reason: str) -> None:
    """Within a unit: these sessions' tokens are dead once it commits."""
    for first in range(0, len(session_ids), AT_ONCE):
        some = session_ids[first : first + AT_ONCE]
        uow.session.execute(delete_rows(UserSession).where(UserSession.id.in_(some)))
        uow.publish(SessionsEnded(user_id, tuple(some), reason))


@unit_of_work
def sweep(uow: Unit) -> int:
    """End the sessions that were not used for too long; returns how many."""
    old = uow.session.execute(
        select(UserSession.id, UserSession.user_id).where(UserSession.last_used_at < _oldest())
    ).all()
    for session_id, user_id in old:
        end(uow, user_id, [session_id], "expired")
    return len(old)


jobs.every(SWEEP_EVERY, "sweep_sessions")(sweep)


def _oldest() -> datetime:
    """What was last used before it is over."""
    return earliest() - policy.current.session_life
