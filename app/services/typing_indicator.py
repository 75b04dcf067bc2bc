"""Who is typing: told to the room, kept nowhere."""

from __future__ import annotations

from app import limits
from app.events import TypingChanged
from app.realtime import bus
from app.services import access, rights, room_mappers, room_types
from app.services.actor import Actor
from app.storage.database import reading


def show(actor: Actor, room_id: int, is_typing: bool) -> None:
    """Tell the room that the actor is typing, or has stopped. Raises `RoomNotFound`, `RateLimited`.

    Who opened a dm as a stranger isn't told before it is accepted, nobody where nothing can be posted.
    """
    limits.message(actor.user_id)
    show_unlimited(actor, room_id, is_typing)


def show_unlimited(actor: Actor, room_id: int, is_typing: bool) -> None:
    """As `show`, without using up messages: for clients that say it with every key that is pressed."""
    with reading() as session:
        room = access.room(session, actor, room_id)
        if room_types.of(room.type).requested:
            verbs = access.verbs(session, actor, room)
            if rights.ACCEPT in verbs or rights.POST not in verbs:
                return
        event = TypingChanged(room_mappers.ref(room), actor.person, is_typing)
    bus.publish([event])
