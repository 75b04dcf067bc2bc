"""Finding people by the beginning of any word of their names, through an index."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy import delete as delete_rows

from app import limits
from app.models import NameKey, User
from app.models.read_queries import PEOPLE
from app.models.user import KEY_LENGTH, users
from app.services import mappers
from app.services.actor import Actor
from app.services.folding import folded
from app.snapshots import UserSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit

FOUND_AT_ONCE = 20
MOST_WORDS = 8
"""Of one name; what begins later is not found."""
WORD = re.compile(r"[^\W_]+")
LAST = "\U0010ffff"
"""No text comes after it."""

_beginning = (
    select(NameKey.user_id, NameKey.key)
    .where(NameKey.key >= bindparam("first"), NameKey.key < bindparam("last"))
    .order_by(NameKey.key, NameKey.user_id)
    .limit(bindparam("keys"))
    .subquery()
)
BY_KEY = (
    select(_beginning.c.user_id)
    .group_by(_beginning.c.user_id)
    .order_by(func.min(_beginning.c.key), _beginning.c.user_id)
    .limit(bindparam("limit"))
)
BY_NAME = (
    select(users.c.id)
    .where(users.c.username_key.is_not(None))
    .order_by(users.c.username_key)
    .limit(bindparam("limit"))
)


def search(actor: Actor, query: str, limit: int = FOUND_AT_ONCE) -> list[UserSnapshot]:
    """Users with a word in their username or display name from which on it begins with `query`.

    Whatever the case and however the letters are composed; in the order of their usernames. Without a
    query the first of all. Raises `RateLimited`.
    """
    limits.search(actor.user_id)
    wanted = _key(query)
    with reading() as session:
        if wanted:
            # Each has so many keys at most, so as many people as there are to be found come of these.
            bounds = {"first": wanted, "last": wanted + LAST, "keys": 2 * (MOST_WORDS + 1) * limit}
            ids = session.scalars(BY_KEY, bounds | {"limit": limit}).all()
        else:
            ids = session.scalars(BY_NAME, {"limit": limit}).all()
        found = session.execute(PEOPLE, {"ids": ids}).all()
    return sorted(map(mappers.user, found), key=lambda person: folded(person.username))


def note(uow: Unit, user: User) -> None:
    """Within a unit: have a user found by their present names, or, once deleted, by none."""
    uow.conn.execute(delete_rows(NameKey).where(NameKey.user_id == user.id))
    if user.deleted_at is None:
        rows = [{"key": key, "user_id": user.id} for key in keys(user.username, user.display_name)]
        uow.conn.execute(insert(NameKey), rows)


def keys(*names: str | None) -> set[str]:
    """All that somebody with these names is found by the beginning of."""
    found = set()
    for name in filter(None, names):
        whole = " ".join(folded(name).split())
        begins = [0, *(word.start() for word in WORD.finditer(whole))][: MOST_WORDS + 1]
        found |= {whole[begin : begin + KEY_LENGTH] for begin in begins}
    return found - {""}


def _key(text: str) -> str:
    return " ".join(folded(text).split())[:KEY_LENGTH]
