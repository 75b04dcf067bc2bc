"""Finding people by name, and who is here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.concurrency import yield_to_others
from app.exceptions import UserNotFound
from app.models import Membership, Room, User
from app.models.read_queries import PEOPLE
from app.realtime import presence
from app.services import access, dm_keys, mappers, names
from app.services.actor import Actor
from app.snapshots import UserSnapshot
from app.storage.database import reading

MOST_ONLINE = 1_000
MEMBERS_SHOWN = 100
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


def without_dm(actor: Actor, user_ids: Sequence[int] = (), usernames: Sequence[str] = ()) -> int:
    """How many of these people there is no dm with yet; only a name that nobody has is none of them."""
    with reading() as session:
        ids = set(user_ids)
        if usernames:
            keys = [names.canonical(name) for name in usernames]
            ids.update(session.scalars(select(User.id).where(User.username_key.in_(keys))))
        dms = select(func.count()).where(Room.dm_key.in_([dm_keys.of(actor.user_id, one) for one in ids]))
        return len(ids) - (session.scalar(dms) or 0)


def online(_actor: Actor) -> list[UserSnapshot]:
    """Who is online now, by name, at most `MOST_ONLINE`; any signed-in user may know."""
    here = presence.online()[:MOST_ONLINE]
    found: list[UserSnapshot] = []
    for begin in range(0, len(here), AT_ONCE):
        if begin:
            yield_to_others()
        with reading() as session:
            rows = session.execute(PEOPLE, {"ids": here[begin : begin + AT_ONCE]}).all()
        found += [mappers.user(row) for row in rows if row.deleted_at is None]
    return sorted(found, key=lambda person: names.canonical(person.username))


def members(actor: Actor, room_id: int) -> list[UserSnapshot]:
    """At most `MEMBERS_SHOWN` members, those online first. Raises `RoomNotFound`."""
    with reading() as session:
        access.room(session, actor, room_id)
        here = (
            select(User).join(Membership, Membership.user_id == User.id).where(Membership.room_id == room_id)
        )
        online = presence.online()[:MEMBERS_SHOWN]
        found = {u.id: u for u in session.scalars(here.where(User.id.in_(online)))}
        # In the order of their memberships' own index: everybody is in the lobby.
        rest = here.where(User.id.not_in(online)).order_by(Membership.user_id)
        found |= {u.id: u for u in session.scalars(rest.limit(MEMBERS_SHOWN - len(found)))}
        shown = sorted(found.values(), key=lambda row: (row.id not in online, row.username_key or ""))
        return [mappers.user(row) for row in shown]
