"""What a session has spoken on the default namespace: its next connection speaks it too."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from app.models import UserSession
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work


class Spoken(NamedTuple):
    """The contract spoken last of those that exclude each other, and the support room joined in it."""

    contract: str | None
    support_room_id: int | None


def of(session_id: str) -> Spoken:
    """What this session has spoken; one that is over has spoken nothing."""
    with reading() as session:
        found = session.execute(
            select(UserSession.contract, UserSession.support_room_id).where(UserSession.id == session_id)
        ).first()
    return Spoken(*found) if found else Spoken(None, None)


@unit_of_work
def remember(uow: Unit, session_id: str, contract: str | None, support_room_id: int | None = None) -> None:
    """Note what this session speaks now; null: nothing any more."""
    uow.conn.execute(
        update(UserSession)
        .where(UserSession.id == session_id)
        .values(contract=contract, support_room_id=support_room_id)
    )
