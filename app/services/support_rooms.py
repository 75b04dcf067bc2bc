"""Support rooms as snapshots, a fixed number of queries for any number of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.models import Membership, Message, SupportOpening, SupportRoom, User
from app.services import assembly
from app.snapshots import MessageSnapshot, SupportSnapshot

Owner, Admin, Theirs = aliased(User), aliased(User), aliased(Membership)
OPENED_AT = (
    select(SupportOpening.opened_at)
    .where(SupportOpening.room_id == SupportRoom.room_id, SupportOpening.closed_at.is_(None))
    .correlate(SupportRoom)
    .scalar_subquery()
)
"""When the user's present request began."""


def snapshots(session: Session, query: Select[Any]) -> list[SupportSnapshot]:
    """Snapshots of what `query`, a selection of `SupportRoom`, selects, in its order."""
    newest = (
        select(Message.id)
        .where(Message.room_id == SupportRoom.room_id, Message.deleted_at.is_(None))
        .order_by(Message.seq.desc())
        .limit(1)
        .correlate(SupportRoom)
        .scalar_subquery()
    )
    by_user = Message.sender_id == SupportRoom.user_id
    whole = (
        query.join(Owner, Owner.id == SupportRoom.user_id)
        .outerjoin(Admin, Admin.id == SupportRoom.admin_id)
        .outerjoin(Theirs, (Theirs.room_id == SupportRoom.room_id) & (Theirs.user_id == SupportRoom.user_id))
        .with_only_columns(
            SupportRoom,
            Owner,
            Admin,
            func.coalesce(Theirs.last_read_seq, 0),
            newest,
            OPENED_AT,
            _unread(by_user, SupportRoom.read_seq),
            _unread(~by_user, func.coalesce(Theirs.last_read_seq, 0)),
            maintain_column_froms=True,
        )
    )
    rows = session.execute(whole.execution_options(populate_existing=True)).all()
    ids = [row[4] for row in rows if row[4]]
    last = {one.id: one for one in assembly.messages(session, select(Message).where(Message.id.in_(ids)))}
    return [_snapshot(row, last.get(row[4])) for row in rows]


def snapshot(session: Session, room_id: int) -> SupportSnapshot:
    """One support room that is known to exist."""
    return snapshots(session, select(SupportRoom).where(SupportRoom.room_id == room_id))[0]


def _unread(whose: ColumnElement[bool], since: Any) -> ColumnElement[int]:
    counted = (
        select(Message.id)
        .where(
            Message.room_id == SupportRoom.room_id, Message.seq > since, whose, Message.deleted_at.is_(None)
        )
        .limit(assembly.UNREAD_CAP)
        .correlate(SupportRoom, Theirs)
        .subquery()
    )
    return select(func.count()).select_from(counted).scalar_subquery()


def _snapshot(row: Any, last: MessageSnapshot | None) -> SupportSnapshot:
    room, owner, admin, user_read_seq, _, opened_at, unread, user_unread = row
    return SupportSnapshot(
        id=room.room_id,
        user=assembly.person(owner.id, owner.username, owner.display_name, owner.deleted_at),
        user_email=owner.email,
        admin=assembly.person(admin.id, admin.username, admin.display_name, admin.deleted_at)
        if admin
        else None,
        status=room.status,
        created_at=room.created_at,
        updated_at=room.updated_at,
        waiting_since=opened_at,
        last_message=last,
        unread=unread,
        user_unread=user_unread,
        read_seq=room.read_seq,
        user_read_seq=user_read_seq,
    )
