"""The support desk's figures, computed from what is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.models import Message, SupportOpening, SupportRoom
from app.services import access
from app.services.actor import Actor
from app.snapshots import SupportStats
from app.storage.database import aside


def stats(actor: Actor) -> SupportStats:
    """The figures since the beginning. Raises `Forbidden` unless the actor is an admin."""
    with aside() as session:
        access.admin(session, actor)
        return SupportStats(*_rooms(session), *_messages(session), *_averages(session))


def _rooms(session: Session) -> tuple[int, int, int, int]:
    active = SupportRoom.status == "active"
    total, open_, waiting = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((active, 1), else_=0)), 0),
            func.coalesce(func.sum(case((active & SupportRoom.admin_id.is_(None), 1), else_=0)), 0),
        ).select_from(SupportRoom)
    ).one()
    return total, open_, total - open_, waiting


def _messages(session: Session) -> tuple[int, int]:
    unread = (Message.sender_id == SupportRoom.user_id) & (Message.seq > SupportRoom.read_seq)
    found = session.execute(
        select(func.count(), func.coalesce(func.sum(case((unread, 1), else_=0)), 0))
        .select_from(Message)
        .join(SupportRoom, SupportRoom.room_id == Message.room_id)
        .where(Message.deleted_at.is_(None))
    ).one()
    return found[0], found[1]


def _averages(session: Session) -> tuple[float | None, float | None, float | None]:
    since = SupportOpening.opened_at
    ends = (SupportOpening.first_response_at, SupportOpening.assigned_at, SupportOpening.closed_at)
    # An average leaves out what is null: what has not come to that yet.
    found = session.execute(select(*(func.avg(_seconds(session, since, end)) for end in ends))).one()
    first, wait, resolution = (None if value is None else round(float(value), 3) for value in found)
    return first, wait, resolution


def _seconds(session: Session, since: Any, until: Any) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(until) - func.julianday(since)) * 86_400
    return func.extract("epoch", until - since)
