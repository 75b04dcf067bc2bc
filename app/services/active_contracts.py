"""Which contract a session uses on the default namespace: its next connection uses it too."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from app.models import UserSession
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work


class ActiveContract(NamedTuple):
    """The contract used last of those that exclude each other, and the support room joined in it."""

    contract: str | None
    support_room_id: int | None


def of(session_id: str) -> ActiveContract:
    """What this session uses; one that is over uses none."""
    with reading() as session:
        found = session.execute(
            select(UserSession.contract, UserSession.support_room_id).where(UserSession.id == session_id)
        ).first()
    return ActiveContract(*found) if found else ActiveContract(None, None)


@unit_of_work
def remember(uow: Unit, session_id: str, contract: str | None, support_room_id: int | None = None) -> None:
    """Note which contract this session uses now; null: none any more."""
    uow.conn.execute(
        update(UserSession)
        .where(UserSession.id == session_id)
        .values(contract=contract, support_room_id=support_room_id)
    )
