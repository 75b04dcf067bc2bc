"""How support rooms stand, beside what every room has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import SupportRoom


class Standing(NamedTuple):
    """Whose support room it is, who answers it, how far any admin has read, and whether it is closed."""

    owner_id: int
    admin_id: int | None
    read_seq: int
    closed: bool


def standing(session: Session, room_ids: Sequence[int]) -> dict[int, Standing]:
    """How each of these support rooms stands."""
    columns = (SupportRoom.room_id, SupportRoom.user_id, SupportRoom.admin_id, SupportRoom.read_seq)
    rows = session.execute(select(*columns, SupportRoom.status).where(SupportRoom.room_id.in_(room_ids)))
    return {row.room_id: Standing(*row[1:4], row.status == "closed") for row in rows}
