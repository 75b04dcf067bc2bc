"""What each type of room allows, and what follows from what happens in it.

This is the only module that tells a lobby, a group, a dm and a support room apart: the others ask
`of(room.type)`. A fact is an attribute, a rule or a consequence is a method; what a type doesn't say
is as `RoomType` has it. Whether somebody is in a room at all is asked by `access`.

The services that keep a type's rules stand on this module, so they are imported where they are called.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.events import MessagePosted, RoomRead
from app.exceptions import RoomNotFound
from app.models import Room
from app.services import dm_keys
from app.services.actor import Actor
from app.services.support import desks
from app.snapshots import DELETED_NAME, RoomSnapshot
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
    moderated: ClassVar[bool] = False
    """An admin may change what others wrote in it."""
    open_to_admins: ClassVar[bool] = False
    """Every admin may see it, and becomes a member by acting in it."""
    streamed: ClassVar[bool] = True
    """Whoever listens at a plain terminal hears it."""
    has_desk: ClassVar[bool] = False
    """The support desk knows how it stands."""

    def may_post(self, room: RoomSnapshot) -> bool:
        """Whether this member may write, for screens; `posted` refuses whoever may not."""
        return True

    def may_leave(self, room: Room | RoomSnapshot, user_id: int) -> bool:
        """Whether this member may go."""
        return self.voluntary

    def may_change(self, room: Room | RoomSnapshot, user_id: int) -> bool:
        """Whether this member may rename it, and open or close it."""
        return False

    def may_invite(self, room: RoomSnapshot) -> bool:
        """Whether others can go in by its share ID, so that its members may pass it on."""
        return False

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
    moderated = True


class Group(RoomType):
    """A room for many, entered by its id, or by invitation."""

    name = "group"
    voluntary = True
    introduces = True

    def may_change(self, room: Room | RoomSnapshot, user_id: int) -> bool:
        return room.created_by == user_id

    def may_invite(self, room: RoomSnapshot) -> bool:
        return True

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

    def may_post(self, room: RoomSnapshot) -> bool:
        """Nobody would read what is written to an account that was deleted."""
        return room.peer is None or room.peer.username != DELETED_NAME

    def may_invite(self, room: RoomSnapshot) -> bool:
        return room.peer is None

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
    streamed = False
    has_desk = True

    def may_leave(self, room: Room | RoomSnapshot, user_id: int) -> bool:
        return room.created_by != user_id

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


def of(name: str) -> RoomType:
    """The type that a room's `type` names."""
    return TYPES[name]


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
