"""Making rooms and writing to somebody for the first time, at every door, with their limits.

Whoever is written to can't keep it from happening, so nobody writes to very many new people.
"""

from __future__ import annotations

from collections.abc import Sequence

from app import limits
from app.exceptions import Invalid, Reason
from app.services import people, rooms
from app.services.actor import Actor
from app.services.rooms import Opened
from app.snapshots import RoomSnapshot


def room(
    actor: Actor, wanted: str, name: str | None = None, invite_only: bool = False, username: str | None = None
) -> Opened:
    """A room of a type that people make themselves. Raises as `group` and `dm`, and `Invalid` for another."""
    if wanted == "group":
        return Opened(group(actor, name, invite_only), created=True)
    if wanted == "dm":
        return dm(actor, username)
    raise Invalid({"type": Reason("not_a_choice", choices="group, dm")})


def group(actor: Actor, name: str | None, invite_only: bool = False) -> RoomSnapshot:
    """As `rooms.create_group`; also raises `RateLimited`."""
    name = rooms.checked_name(name)
    limits.hit(limits.NEW_ROOMS, str(actor.user_id))
    return rooms.create_group(actor, name, invite_only)


def dm(actor: Actor, username: str | None = None) -> Opened:
    """As `rooms.open_dm`; also raises `RateLimited`."""
    if username is None:
        limits.hit(limits.NEW_ROOMS, str(actor.user_id))
    else:
        meet(actor, usernames=[username])
    return rooms.open_dm(actor, username)


def meet(actor: Actor, user_ids: Sequence[int] = (), usernames: Sequence[str] = ()) -> None:
    """Before these people are written to: count those the actor has no dm with. Raises `RateLimited`."""
    if new := people.without_dm(actor, user_ids, usernames):
        limits.hit(limits.NEW_PEOPLE, str(actor.user_id), times=new)
