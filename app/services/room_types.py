"""What each type of room allows, and what follows from what happens in it.

This is the only module that tells a lobby, a group, a dm and a support room apart: the others ask
`of(room.type)`. A fact is an attribute, a rule or a consequence is a method; what a type doesn't say
is as `RoomType` has it. Whether somebody is in a room at all is asked by `access`.

The services that keep a type's rules stand on this module, so they are imported where they are called.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.events import MessagePosted, RoomRead
from app.exceptions import RoomNotFound
from app.models import Room
from app.services import dm_keys, rights
from app.services.actor import Actor
from app.services.rights import Facts, Rights, granted
from app.services.support import desks
from app.storage.unit_of_work import Unit


class RoomType:
    """What holds in every room whose type doesn't say otherwise."""

    name: ClassVar[str]
    notifications: ClassVar[str] = "all"
    """What of it its members are told unless they chose otherwise."""
    voluntary: ClassVar[bool] = False
    """People go in and out as they like."""
    introduces: ClassVar[bool] = False
    """Who is in one with somebody is no stranger to them."""
    requested: ClassVar[bool] = False
    """To somebody whom a stranger put into it, it is a request until they accept."""
    shows_reading: ClassVar[bool] = False
    """Its members see how far the others have read."""
    shows_presence: ClassVar[bool] = False
    """Its members see whether the other is online, without asking."""
    for_everyone: ClassVar[bool] = False
    """Everyone is in it from the beginning, so the start page invites to it."""
    by_role: ClassVar[bool] = False
    """An admin of the server has other rights in it than its other members."""
    open_to_admins: ClassVar[bool] = False
    """Every admin may see it, and becomes a member by acting in it."""
    streamed: ClassVar[bool] = True
    """Whoever listens at a plain terminal hears it."""
    has_desk: ClassVar[bool] = False
    """The support desk knows how it stands."""

    def grant(self, facts: Facts) -> Rights:
        """What such a member is in it, and may do."""
        raise NotImplementedError

    def is_open(self, room: Room, code: str | None, count: int, user_id: int | None) -> bool:
        """Whether somebody (null: not signed in) could join it with this code, `count` being inside."""
        return False

    def join(self, uow: Unit, actor: Actor, room: Room, code: str | None) -> Room:
        """Let somebody in who isn't inside; returns the room that they entered. Raises `RoomNotFound`."""
        raise RoomNotFound

    def posted(self, uow: Unit, actor: Actor, event: MessagePosted, run: int) -> None:
        """A message was stored, the sender's `run` of messages having begun at that place: tell the room.

        Raises `Forbidden`, which takes the message back, where they may not write.
        """
        uow.publish(event)

    def read(self, uow: Unit, actor: Actor, event: RoomRead) -> None:
        """A member's read pointer moved forward: tell the room."""
        uow.publish(event)


class Lobby(RoomType):
    """The one public room."""

    name = "lobby"
    notifications = "mentions"  # everybody was put there, nobody chose it
    for_everyone = True
    by_role = True

    def grant(self, facts: Facts) -> Rights:
        role = rights.ADMIN if facts.is_admin else rights.MEMBER
        return granted(role, rights.POST, rights.INVITE, facts.is_admin and rights.MODERATE)


class Group(RoomType):
    """A room for many, entered by its id, or by invitation."""

    name = "group"
    voluntary = True
    introduces = True

    def grant(self, facts: Facts) -> Rights:
        role = rights.OWNER if facts.created else rights.MEMBER
        return granted(role, rights.POST, rights.INVITE, facts.created and rights.CHANGE, rights.LEAVE)

    def is_open(self, room: Room, code: str | None, count: int, user_id: int | None) -> bool:
        known = room.invite_code  # without one, any code does
        return known is None or secrets.compare_digest(known.encode(), (code or "").encode())

    def join(self, uow: Unit, actor: Actor, room: Room, code: str | None) -> Room:
        from app.services import memberships

        if not self.is_open(room, code, 0, actor.user_id):
            raise RoomNotFound
        memberships.enter(uow, actor.user_id, room)
        return room


class Dm(RoomType):
    """A room for two people, or one with their notes; half open until it has its second."""

    name = "dm"
    voluntary = True
    requested = True
    shows_reading = True
    shows_presence = True

    def grant(self, facts: Facts) -> Rights:
        """Nobody would read what is written to an account that was deleted."""
        alive = not facts.peer_gone
        answer = (alive and rights.POST, alive and facts.request and rights.ACCEPT)
        return granted(rights.MEMBER, *answer, not facts.has_peer and rights.INVITE, rights.LEAVE)

    def is_open(self, room: Room, code: str | None, count: int, user_id: int | None) -> bool:
        pair = dm_keys.pair(room.dm_key)
        return user_id in pair if pair else count > 0

    def join(self, uow: Unit, actor: Actor, room: Room, code: str | None) -> Room:
        """As in every type; if the two share a dm already, that one is entered instead."""
        from app.services import memberships

        pair = dm_keys.pair(room.dm_key)
        if pair is None:
            room = memberships.complete(uow, actor.user_id, room)
        elif actor.user_id not in pair:
            raise RoomNotFound
        memberships.enter(uow, actor.user_id, room)
        return room

    def posted(self, uow: Unit, actor: Actor, event: MessagePosted, run: int) -> None:
        """Whoever left is back before the room is told; whose account is gone can't be written to."""
        from app.services import memberships

        if event.room.pair is not None:
            memberships.reach(uow, event.room, actor.user_id, number=event.message.seq, run=run)
        uow.publish(event)


class Support(RoomType):
    """A user's one room with the admins."""

    name = "support"
    shows_reading = True
    open_to_admins = True
    by_role = True
    streamed = False
    has_desk = True

    def grant(self, facts: Facts) -> Rights:
        """Its user stays in it, and is not the one who answers, even as an admin."""
        other, at_desk = not facts.created, facts.is_admin and not facts.closed
        role = rights.ADMIN if facts.is_admin and other else rights.MEMBER
        take = at_desk and other and not facts.answers and rights.TAKE
        desk = (take, at_desk and rights.ASSIGN, at_desk and rights.CLOSE)
        return granted(role, rights.POST, *desk, other and rights.LEAVE)

    def join(self, uow: Unit, actor: Actor, room: Room, code: str | None) -> Room:
        if not attend(uow, actor, room.id):
            raise RoomNotFound
        return room

    def posted(self, uow: Unit, actor: Actor, event: MessagePosted, run: int) -> None:
        """The desk takes it up."""
        from app.services.support import rules

        uow.publish(event)
        rules.posted(uow, actor, event.message)

    def read(self, uow: Unit, actor: Actor, event: RoomRead) -> None:
        """The desk knows how far each side has read."""
        from app.services.support import rules

        uow.publish(event)
        rules.read(uow, actor, event.room.id, event.seq)


TYPES: dict[str, RoomType] = {kind.name: kind for kind in (Lobby(), Group(), Dm(), Support())}
VOLUNTARY = tuple(name for name, kind in TYPES.items() if kind.voluntary)
INTRODUCING = tuple(name for name, kind in TYPES.items() if kind.introduces)
BY_ROLE = tuple(name for name, kind in TYPES.items() if kind.by_role)


def of(name: str) -> RoomType:
    """The type that a room's `type` names."""
    return TYPES[name]


@cache
def rights_of(facts: Facts) -> Rights:
    """What such a member is and may do: worked out once for all to whom the same holds."""
    return of(facts.type).grant(facts)


def attend(uow: Unit, actor: Actor, room_id: int) -> bool:
    """Within a unit: an admin who acts in a room that is open to them is a member from now on.

    False where that is none of it: the room must know the actor already.
    """
    if not actor.is_admin:
        return False
    from app.services.support import rules

    return rules.attend(uow, actor, room_id)


def role_changed(uow: Unit, user_id: int, is_admin: bool) -> None:
    """Within a unit: somebody is an admin from now on, or no more."""
    from app.services.support import rules

    if is_admin:
        rules.distribute(uow)
    else:
        rules.dismiss(uow, user_id, "demoted")


def account_deleted(uow: Unit, user_id: int) -> None:
    """Within a unit: an account is gone, and has left its rooms."""
    from app.services.support import rules

    rules.forget(uow, user_id)


def at_desk(session: Session, rooms: Iterable[Any]) -> dict[int, desks.Standing]:
    """How those of these rooms stand that the support desk knows; no statement when it knows none."""
    known = [room.id for room in rooms if of(room.type).has_desk]
    return desks.standing(session, known) if known else {}
