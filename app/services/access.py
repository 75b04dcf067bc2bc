"""The only authorisation module: load what the actor may see, or refuse.

What an actor may not see is refused exactly like what does not exist.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exceptions import Conflict, Forbidden, MessageNotFound, RoomNotFound
from app.models import Membership, Message, Room, User, UserSession
from app.services import dm_keys, rights, room_types
from app.services.actor import Actor
from app.services.rights import Facts


def verbs(session: Session, actor: Actor, its_room: Room) -> tuple[str, ...]:
    """What the actor, who is in the room, may do in it: the same that a snapshot tells them by its `can`."""
    return room_types.rights_of(_facts(session, actor, its_room)).can


def can(session: Session, actor: Actor, verb: str, its_room: Room) -> bool:
    """Whether the actor may do this in a room: `verb` is one of `rights.VERBS`."""
    return verb in verbs(session, actor, its_room)


def require(session: Session, actor: Actor, verb: str, its_room: Room) -> None:
    """Refuse (`Forbidden`) what the actor may not do in a room, as of `can`."""
    check(verb, _facts(session, actor, its_room))


def check(verb: str, facts: Facts) -> None:
    """Refuse (`Forbidden`) what a member of whom this is known may not do."""
    if verb not in room_types.rights_of(facts).can:
        raise _refusal(verb)


def _refusal(verb: str) -> Forbidden:
    match verb:
        case rights.POST | rights.ACCEPT:
            return Forbidden("peer_deleted")
        case rights.CHANGE:
            return Forbidden("creator_only")
        case rights.LEAVE:
            return Forbidden("everyone_stays")
    return Forbidden()


def _facts(session: Session, actor: Actor, its_room: Room) -> Facts:
    """What decides about a member's rights, as of `room_mappers.rooms`."""
    plain = Facts(its_room.type, its_room.created_by == actor.user_id, actor.is_admin)
    other = dm_keys.other(its_room.dm_key, actor.user_id)
    if other is not None:
        mine = (Membership.room_id == its_room.id) & (Membership.user_id == actor.user_id)
        query = select(User.deleted_at, Membership.request).outerjoin(Membership, mine)
        gone, request = session.execute(query.where(User.id == other)).one()
        return plain._replace(has_peer=True, peer_gone=gone is not None, request=bool(request))
    for desk in room_types.at_desk(session, [its_room]).values():
        return plain._replace(closed=desk.closed, answers=desk.admin_id == actor.user_id)
    return plain


def room(session: Session, actor: Actor, room_id: int) -> Room:
    """A room the actor is a member of or, for an admin, any open to admins. Raises `RoomNotFound`."""
    found = session.execute(
        select(Room, Membership.user_id)
        .outerjoin(Membership, (Membership.room_id == Room.id) & (Membership.user_id == actor.user_id))
        .where(Room.id == room_id)
    ).first()
    if found is None:
        raise RoomNotFound
    its_room, member = found
    if not (member or reaches(session, actor, its_room)):
        raise RoomNotFound
    return its_room


def membership(session: Session, actor: Actor, room_id: int) -> tuple[Room, Membership]:
    """A room the actor is a member of, with the membership. Raises `RoomNotFound`."""
    found = session.execute(
        select(Room, Membership)
        .join(Membership, Membership.room_id == Room.id)
        .where(Room.id == room_id, Membership.user_id == actor.user_id)
    ).first()
    if found is None:
        raise RoomNotFound
    return found[0], found[1]


def message(session: Session, actor: Actor, message_id: int) -> tuple[Message, Room]:
    """A message, not deleted, in a room as of `room`. Raises `MessageNotFound`."""
    found = session.execute(
        select(Message, Room, Membership.user_id)
        .join(Room, Room.id == Message.room_id)
        .outerjoin(Membership, (Membership.room_id == Room.id) & (Membership.user_id == actor.user_id))
        .where(Message.id == message_id, Message.deleted_at.is_(None))
    ).first()
    if found is None:
        raise MessageNotFound
    its_message, its_room, member = found
    if not (member or reaches(session, actor, its_room)):
        raise MessageNotFound
    return its_message, its_room


def own_message(session: Session, actor: Actor, message_id: int) -> tuple[Message, Room]:
    """A message the actor may change: their own, or any in a room that they moderate.

    Raises `MessageNotFound`, or `Forbidden` for somebody else's that they can see.
    """
    found, its_room = message(session, actor, message_id)
    if found.sender_id != actor.user_id:
        require(session, actor, rights.MODERATE, its_room)
    return found, its_room


def reaches(session: Session, actor: Actor, its_room: Room) -> bool:
    """Whether the room is open to admins, and the actor one at this moment."""
    if not (actor.is_admin and room_types.of(its_room.type).open_to_admins):
        return False
    return session.scalar(select(User.role).where(User.id == actor.user_id)) == "admin"


def admin(session: Session, actor: Actor) -> None:
    """Refuse whoever is no admin at this moment (`Forbidden`), whatever the actor was known as."""
    if session.scalar(select(User.role).where(User.id == actor.user_id)) != "admin":
        raise Forbidden


def dispensable(session: Session, user: User) -> None:
    """Refuse (`Conflict`) what would leave no admin, when `user` is the last one."""
    admins = select(func.count()).select_from(User).where(User.role == "admin")
    if user.role == "admin" and session.scalar(admins) == 1:
        raise Conflict("last_admin")


def is_owner(session: Session, user: User, session_id: str) -> bool:
    """Whether this session of the user's is the owner's for certain.

    An account without a password is open to anyone who knows the name, so there only
    the session that registered it counts as the owner's.
    """
    if user.password_hash is not None:
        return True
    own = session.get(UserSession, session_id)
    return own is not None and own.user_id == user.id and owns(user, own.registered)


def owns(user: Any, registered: bool) -> bool:
    """The same of a session of the user's that is known already, and whether it made the account."""
    return user.password_hash is not None or registered


def claimed(session: Session, actor: Actor, user: User) -> None:
    """Refuse what only a proven owner may do (`Forbidden`), as of `is_owner`."""
    if not is_owner(session, user, actor.session_id):
        raise Forbidden("owner_only")
