"""Who somebody is to everybody: names, picture, and the marks that they can't give themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.read_queries import PERSON
from app.models.user import users
from app.snapshots import DELETED_NAME, Person


def person(row: Any) -> Person:
    """Whom a user's row (or `PEOPLE`'s) names."""
    return beside(
        row.id,
        row.username,
        row.display_name,
        row.deleted_at,
        row.picture,
        role=row.role,
        verified=row.password_hash is not None,
    )


def in_columns(values: Sequence[Any]) -> Person:
    """Whom the values of the columns `read_queries.person` name."""
    user_id, username, display_name, deleted_at, picture, role, password_hash = values
    verified = password_hash is not None
    return beside(user_id, username, display_name, deleted_at, picture, role=role, verified=verified)


def by_id(session: Session, user_ids: Collection[int]) -> dict[int, Person]:
    """Who these people are, deleted ones too; at most as many as a statement takes parameters."""
    rows = session.execute(select(*PERSON).where(users.c.id.in_(user_ids)))
    return {row.id: person(row) for row in rows}


def beside(
    user_id: int,
    username: str,
    display_name: str | None,
    deleted_at: Any,
    picture: str | None,
    *,
    role: str,
    verified: bool,
) -> Person:
    """Who stands beside a message."""
    if deleted_at is not None:
        return Person(user_id, DELETED_NAME, DELETED_NAME)
    return Person(user_id, username, display_name or username, picture=picture, role=role, verified=verified)
