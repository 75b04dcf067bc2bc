"""Customer support: every user's one room with the admins, and what admins do with these rooms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import limits
from app.events import UserChanged
from app.exceptions import Conflict, Forbidden, Invalid, Reason, RoomNotFound, UserNotFound
from app.models import SupportRoom, User
from app.services import access, mappers, messages, rights, room_types
from app.services.actor import Actor
from app.services.rights import Facts
from app.services.support import handover, rules, views
from app.services.support.stats import stats
from app.services.writing import Draft, checked
from app.snapshots import MessageSnapshot, SupportSnapshot, UserSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

__all__ = [
    "admins", "answered_by", "assign", "attend", "can", "close", "get", "mine", "of_anybody", "owner",
    "post", "present", "queue", "report", "stats",
]  # fmt: skip

MOST_ROOMS = 100
"""Listed at once."""
QUEUES = ("waiting", "mine", "active", "closed")


def mine(actor: Actor) -> SupportSnapshot:
    """The actor's own support room, made when it is needed for the first time.

    Raises `Forbidden` for an admin: they are the ones who answer.
    """
    with reading() as session:
        own = session.scalar(select(SupportRoom.room_id).where(SupportRoom.user_id == actor.user_id))
        if own is not None:
            return _as_seen(session, actor, own)
    return _open(actor)


@unit_of_work
def _open(uow: Unit, actor: Actor) -> SupportSnapshot:
    if actor.is_admin:
        raise Forbidden("admin_has_no_support")
    return _as_seen(uow.session, actor, rules.room_of(uow, actor.user_id).room_id)


def get(actor: Actor, room_id: int) -> SupportSnapshot:
    """A support room that the actor may see: their own, or any for an admin. Raises `RoomNotFound`."""
    with reading() as session:
        if not room_types.of(access.room(session, actor, room_id).type).has_desk:
            raise RoomNotFound
        return _as_seen(session, actor, room_id)


def present(actor: Actor, joined: int | None) -> SupportSnapshot:
    """The room that somebody joined; a user's own in any case. Raises `RoomNotFound`."""
    if joined is not None:
        return get(actor, joined)
    if actor.is_admin:
        raise RoomNotFound("room_not_joined")
    return mine(actor)


def post(actor: Actor, joined: int | None, draft: Draft) -> tuple[MessageSnapshot, SupportSnapshot]:
    """As `messages.post`, in the room that is `present`; with the room as it was before."""
    limits.message(actor.user_id)
    room = present(actor, joined)
    return messages.post_checked(actor, room.id, checked(draft)).message, room


def of_anybody(actor: Actor, room_id: int) -> SupportSnapshot:
    """Any support room. Raises `Forbidden` unless the actor is an admin, `RoomNotFound`."""
    with reading() as session:
        access.admin(session, actor)
        if session.get(SupportRoom, room_id) is None:
            raise RoomNotFound
        return views.snapshot(session, room_id)


@unit_of_work
def attend(uow: Unit, actor: Actor, room_id: int) -> SupportSnapshot:
    """As `get`; an admin becomes a member. Raises `RoomNotFound`."""
    room = access.room(uow.session, actor, room_id)
    if not room_types.of(room.type).has_desk:
        raise RoomNotFound
    rules.attend(uow, actor, room_id)
    return _as_seen(uow.session, actor, room_id)


def queue(
    actor: Actor, which: str = "active", limit: int = MOST_ROOMS, before: int | None = None
) -> list[SupportSnapshot]:
    """At most `limit` of one of `QUEUES`: what waits, the oldest first, else the most recently changed first.

    With `before`, of the latter those that follow that room. Raises `Forbidden` unless the actor is an
    admin, and `RoomNotFound`.
    """
    query = select(SupportRoom).where(SupportRoom.status == ("closed" if which == "closed" else "active"))
    order: tuple[Any, ...] = (SupportRoom.updated_at.desc(), SupportRoom.room_id)
    if which == "waiting":
        query = query.where(SupportRoom.admin_id.is_(None))
        order = rules.OLDEST_FIRST
    elif which == "mine":
        query = query.where(SupportRoom.admin_id == actor.user_id)
    with reading() as session:
        access.admin(session, actor)
        if before is not None:
            query = query.where(_follows(session, before))
        return views.snapshots(session, query.order_by(*order).limit(limit), actor.user_id)


def _follows(session: Session, room_id: int) -> ColumnElement[bool]:
    """Being further down than this room in a list of the most recently changed first."""
    desk = session.get(SupportRoom, room_id)
    if desk is None:
        raise RoomNotFound
    same = and_(SupportRoom.updated_at == desk.updated_at, SupportRoom.room_id > room_id)
    return or_(SupportRoom.updated_at < desk.updated_at, same)


def answered_by(actor: Actor) -> int:
    """How many active rooms the actor answers."""
    mine = select(func.count()).where(SupportRoom.admin_id == actor.user_id, SupportRoom.status == "active")
    with reading() as session:
        return session.scalar(mine) or 0


def admins(actor: Actor) -> list[UserSnapshot]:
    """Everyone a room can be given to, by name. Raises `Forbidden` unless the actor is an admin."""
    with reading() as session:
        access.admin(session, actor)
        rows = session.scalars(select(User).where(User.role == "admin").order_by(User.username_key))
        return [mappers.user(row) for row in rows]


@unit_of_work
def assign(uow: Unit, actor: Actor, room_id: int, admin_id: int | None = None) -> SupportSnapshot:
    """Give a room to an admin, or take it (null), from whoever has it; the same again is no error.

    Raises `Forbidden` unless the actor is an admin, `RoomNotFound`, `Conflict` when it is
    closed, `UserNotFound`, and `Invalid` for somebody who can't answer it.
    """
    desk = _room(uow, actor, room_id)
    if rights.ASSIGN not in _rights(actor, desk):
        raise Conflict("support_closed")
    wanted = uow.session.get(User, admin_id or actor.user_id)
    if wanted is None or wanted.deleted_at is not None:
        raise UserNotFound
    if wanted.role != "admin" or wanted.id == desk.user_id:
        raise Invalid({"admin_id": Reason("admin_unfit")})
    if desk.admin_id != wanted.id:
        given = "taken" if desk.admin_id is None else "taken_over"
        reason = given if wanted.id == actor.user_id else "given"
        rules.hand(uow, desk, wanted.id, reason, actor.person)
    return views.snapshot(uow.session, room_id)


@unit_of_work
def close(uow: Unit, actor: Actor, room_id: int) -> SupportSnapshot:
    """Close a room until the user's next message; the same again is no error.

    Raises `Forbidden` unless the actor is an admin, `RoomNotFound`.
    """
    desk = _room(uow, actor, room_id)
    if rights.CLOSE in _rights(actor, desk):
        rules.end(uow, desk, actor.person)
        rules.distribute(uow)
    return views.snapshot(uow.session, room_id)


def report(actor: Actor) -> None:
    """An admin begins to answer. Raises `Forbidden` unless the actor is an admin.

    One who was made so beside the server, by the operator's command, is heard of only now.
    """
    with reading() as session:
        access.admin(session, actor)
    if not actor.is_admin:
        _tell_role(actor.user_id)
        handover.admin_came(actor.user_id)


@unit_of_work
def _tell_role(uow: Unit, user_id: int) -> None:
    # In a unit, or a newer change could be told before this one.
    uow.publish(UserChanged(mappers.user(uow.session.get_one(User, user_id))))


def owner(room_id: int) -> int | None:
    """Whose support room it is; null when it is none."""
    with reading() as session:
        return session.scalar(select(SupportRoom.user_id).where(SupportRoom.room_id == room_id))


def can(actor: Actor, snapshot: SupportSnapshot) -> tuple[str, ...]:
    """What the actor may do in a support room that they see."""
    answers = snapshot.admin is not None and snapshot.admin.id == actor.user_id
    return _can(snapshot.user.id == actor.user_id, actor.is_admin, snapshot.status, answers)


def _rights(admin: Actor, desk: SupportRoom) -> tuple[str, ...]:
    """The same of an admin who was just proven to be one."""
    return _can(desk.user_id == admin.user_id, True, desk.status, desk.admin_id == admin.user_id)


def _can(own: bool, is_admin: bool, status: str, answers: bool) -> tuple[str, ...]:
    facts = Facts(room_types.Support.name, own, is_admin, closed=status == "closed", answers=answers)
    return room_types.rights_of(facts).can


def _as_seen(session: Session, actor: Actor, room_id: int) -> SupportSnapshot:
    """A room that the actor may see; the user's e-mail address is for admins and for its certain owner."""
    room = views.snapshot(session, room_id)
    if room.user_email is None or room.user.id != actor.user_id:
        return room
    user = session.get_one(User, actor.user_id)
    return room if access.is_owner(session, user, actor.session_id) else replace(room, user_email=None)


def _room(uow: Unit, actor: Actor, room_id: int) -> SupportRoom:
    access.admin(uow.session, actor)
    desk = uow.session.get(SupportRoom, room_id)
    if desk is None:
        raise RoomNotFound
    return desk
