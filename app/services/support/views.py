"""Support rooms as snapshots, a fixed number of queries for any number of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Membership, Room, SupportOpening, SupportRoom, User
from app.models.read_queries import LAST_MESSAGE, PERSON, UNREAD_CAP, person
from app.models.types import BigId
from app.models.unread import unread
from app.services import identities, mappers
from app.snapshots import MessageSnapshot, SupportSnapshot

Owner, Admin, Theirs = aliased(User), aliased(User), aliased(Membership, name="theirs")
OPENED_AT = (
    select(SupportOpening.opened_at)
    .where(SupportOpening.room_id == SupportRoom.room_id, SupportOpening.closed_at.is_(None))
    .correlate(SupportRoom)
    .scalar_subquery()
)
"""When the user's present request began."""
_room = ("support_rooms.room_id", "rooms.head")
_viewer = bindparam("viewer", type_=BigId)
_user_unread = unread(
    *_room, "coalesce(theirs.last_read_seq, 0)", "m.sender_id <> support_rooms.user_id", UNREAD_CAP
)
COLUMNS = (
    SupportRoom.room_id,
    SupportRoom.user_id,
    SupportRoom.admin_id,
    SupportRoom.status,
    SupportRoom.created_at,
    SupportRoom.updated_at,
    SupportRoom.read_seq,
    Owner.email,
    func.coalesce(Theirs.last_read_seq, 0).label("user_read_seq"),
    LAST_MESSAGE.label("last"),
    OPENED_AT.label("opened_at"),
    # The plus keeps SQLite from going through all that the user ever wrote anywhere.
    unread(*_room, "support_rooms.read_seq", "+m.sender_id = support_rooms.user_id", UNREAD_CAP).label(
        "unread"
    ),
    case((or_(_viewer.is_(None), SupportRoom.user_id == _viewer), _user_unread)).label("user_unread"),
    *person(Owner),
    *person(Admin),
)
"""At the end stand who the two are."""


def snapshots(session: Session, query: Select[Any], viewer_id: int | None = None) -> list[SupportSnapshot]:
    """Snapshots of what `query`, a selection of `SupportRoom`, selects, in its order.

    For a viewer, what users have not read is counted in the viewer's own room only.
    """
    whole = (
        query.join(Room, Room.id == SupportRoom.room_id)
        .join(Owner, Owner.id == SupportRoom.user_id)
        .outerjoin(Admin, Admin.id == SupportRoom.admin_id)
        .outerjoin(Theirs, (Theirs.room_id == SupportRoom.room_id) & (Theirs.user_id == SupportRoom.user_id))
        .with_only_columns(*COLUMNS, maintain_column_froms=True)
    )
    rows = session.execute(whole, {"viewer": viewer_id}).all()
    last = mappers.by_id(session, [row.last for row in rows])
    return [_snapshot(row, last.get(row.last)) for row in rows]


def snapshot(session: Session, room_id: int) -> SupportSnapshot:
    """One support room that is known to exist."""
    return snapshots(session, select(SupportRoom).where(SupportRoom.room_id == room_id))[0]


def _snapshot(row: Any, last: MessageSnapshot | None) -> SupportSnapshot:
    size = len(PERSON)
    owner, admin = row[-2 * size : -size], row[-size:]
    return SupportSnapshot(
        id=row.room_id,
        user=identities.in_columns(owner),
        user_email=row.email,
        admin=None if row.admin_id is None else identities.in_columns(admin),
        status=row.status,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=row.opened_at,
        last_message=last,
        unread=row.unread,
        user_unread=row.user_unread,
        read_seq=row.read_seq,
        user_read_seq=row.user_read_seq,
    )
