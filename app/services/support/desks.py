"""How support rooms stand, beside what every room has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import SupportRoom


class Standing(NamedTuple):
    """Whose support room it is, how far any admin has read, and whether it is closed."""

    owner_id: int
    read_seq: int
    closed: bool


def standing(session: Session, room_ids: Sequence[int]) -> dict[int, Standing]:
    """How each of these support rooms stands."""
    rows = session.execute(
        select(SupportRoom.room_id, SupportRoom.user_id, SupportRoom.read_seq, SupportRoom.status).where(
            SupportRoom.room_id.in_(room_ids)
        )
    )
    return {room_id: Standing(owner, read, status == "closed") for room_id, owner, read, status in rows}
