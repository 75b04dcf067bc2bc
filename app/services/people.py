"""Finding people by name, and who is here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import UserNotFound
from app.models import User
from app.realtime import presence
from app.services import assembly, names
from app.services.actor import Actor
from app.services.database import reading
from app.snapshots import UserSnapshot

AT_ONCE = 500  # a statement takes a limited number of parameters


def exists(username: str) -> bool:
    """Whether somebody has this name."""
    with reading() as session:
        key = names.canonical(username.strip())
        return session.scalar(select(User.id).where(User.username_key == key)) is not None


def ids(session: Session, usernames: Sequence[str]) -> list[int]:
    """The ids of the people with these names, each once, in order. Raises `UserNotFound`."""
    keys = list(dict.fromkeys(names.canonical(name) for name in usernames))
    rows = session.execute(select(User.username_key, User.id).where(User.username_key.in_(keys)))
    found = {row.username_key: row.id for row in rows}
    if len(found) < len(keys):
        raise UserNotFound
    return [found[key] for key in keys]


def online(_actor: Actor) -> list[UserSnapshot]:
    """Everyone who is online now, by name; any signed-in user may know."""
    here = presence.online()
    with reading() as session:
        rows = [
            row
            for begin in range(0, len(here), AT_ONCE)
            for row in session.scalars(
                select(User).where(User.id.in_(here[begin : begin + AT_ONCE]), User.deleted_at.is_(None))
            )
        ]
        return [assembly.user(row) for row in sorted(rows, key=lambda row: row.username_key or "")]
