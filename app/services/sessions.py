"""Sessions: who is signed in on which device, and the end of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete as delete_rows
from sqlalchemy import select, update

from app.clock import now
from app.events import SessionsEnded
from app.exceptions import NotFound, Unauthenticated
from app.models import User, UserSession
from app.services import assembly, policy
from app.services.actor import Actor, Device
from app.services.database import reading
from app.services.unit_of_work import Unit, unit_of_work
from app.snapshots import SessionSnapshot

TOUCH_EVERY = timedelta(hours=1)
"""How exactly the last use is known; noting every request would cost a write each."""


def authenticate(user_id: int, session_id: str) -> Actor:
    """The actor of a living session. Raises `Unauthenticated`."""
    with reading() as session:
        found = session.execute(
            select(User, UserSession.last_used_at)
            .join(UserSession, UserSession.user_id == User.id)
            .where(UserSession.id == session_id, User.id == user_id, User.deleted_at.is_(None))
        ).first()
        if found is None or found[1] < now() - policy.current.session_life:
            raise Unauthenticated
        user, last_used_at = found
        actor = assembly.actor(user, session_id)
    if last_used_at < now() - TOUCH_EVERY:
        touch([session_id])
    return actor


@unit_of_work
def touch(uow: Unit, session_ids: list[str]) -> None:
    """Note that these sessions are in use now."""
    uow.session.execute(update(UserSession).where(UserSession.id.in_(session_ids)).values(last_used_at=now()))


def begin(uow: Unit, user_id: int, device: Device, registered: bool = False) -> str:
    """Within a unit: a new session's id; `registered` when it made the account."""
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


def mine(actor: Actor) -> list[SessionSnapshot]:
    """The actor's living sessions, the most recently used first."""
    with reading() as session:
        rows = session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == actor.user_id,
                UserSession.last_used_at >= now() - policy.current.session_life,
            )
            .order_by(UserSession.last_used_at.desc(), UserSession.created_at.desc())
        )
        return [
            SessionSnapshot(r.id, r.user_id, r.user_agent, r.address, r.created_at, r.last_used_at)
            for r in rows
        ]


@unit_of_work
def log_out(uow: Unit, actor: Actor) -> None:
    """End the actor's present session at once, on HTTP and on open sockets."""
    end(uow, actor.user_id, [actor.session_id], "logout")


@unit_of_work
def revoke(uow: Unit, actor: Actor, session_id: str) -> None:
    """End another of the actor's sessions. Raises `NotFound`."""
    row = uow.session.get(UserSession, session_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFound("There is no such session.")
    end(uow, actor.user_id, [session_id], "revoked")


@unit_of_work
def revoke_others(uow: Unit, actor: Actor) -> None:
    """End all of the actor's sessions but the present one."""
    end_all(uow, actor.user_id, "revoked", keep=actor.session_id)


def end_all(uow: Unit, user_id: int, reason: str, keep: str | None = None) -> None:
    """Within a unit: end every session of a user, but for `keep`."""
    ids = uow.session.scalars(select(UserSession.id).where(UserSession.user_id == user_id)).all()
    end(uow, user_id, [i for i in ids if i != keep], reason)


def end(uow: Unit, user_id: int, session_ids: list[str], reason: str) -> None:
    """Within a unit: these sessions' tokens are dead once it commits."""
    if session_ids:
        uow.session.execute(delete_rows(UserSession).where(UserSession.id.in_(session_ids)))
        uow.publish(SessionsEnded(user_id, tuple(session_ids), reason))


@unit_of_work
def sweep(uow: Unit) -> int:
    """End the sessions that were not used for too long; returns how many."""
    old = uow.session.execute(
        select(UserSession.id, UserSession.user_id).where(
            UserSession.last_used_at < now() - policy.current.session_life
        )
    ).all()
    for session_id, user_id in old:
        end(uow, user_id, [session_id], "expired")
    return len(old)
