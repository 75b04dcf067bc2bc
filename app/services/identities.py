"""Who somebody is to everybody: names, picture, and the marks that they can't give themselves."""

from __future__ import annotations

from typing import Any

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
