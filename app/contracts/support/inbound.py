"""The events of customer support; who sends them was shown in the handshake."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictBool

from app.contracts import active, identity
from app.contracts.active import SUPPORT
from app.contracts.channels import emit
from app.contracts.connections import Connection
from app.contracts.contract import Event
from app.contracts.support import room_presence, shapes
from app.databases import MAX_ID
from app.exceptions import DomainError, Invalid, Reason, RoomNotFound
from app.services import history, text, typing_indicator
from app.services.active_contracts import ActiveContract
from app.services.actor import Actor
from app.services.support import conversations
from app.services.writing import Draft
from app.snapshots import SupportSnapshot
from app.wire.payloads import Content, Id, Payload, Text

Json = dict[str, Any]
TEXT = "text"
"""What a message is unless its client calls it something else."""


class Inside(Payload):
    """Documented clients may send more than is documented; it is none of our business."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class OfRoom(Inside):
    roomId: Id | None = None  # noqa: N815  the contract's name


class SendMessage(Inside):
    message: Content
    messageType: Annotated[Text, Field(pattern="^[a-z][a-z0-9_-]{0,15}$")] | None = None  # noqa: N815


class Typing(Inside):
    isTyping: StrictBool  # noqa: N815


class Nothing(Inside):
    """`get_active_rooms`."""


def join_chat(connection: Connection, actor: Actor, given: OfRoom) -> Json:
    """Hear a room, and get its newest messages as `joined_room`."""
    room = _asked(actor, given.roomId)
    _speak(connection, actor)
    room = conversations.attend(actor, room.id)
    room_presence.sit(connection, room.id, actor.user_id, shapes.side(actor.user_id, room))
    try:
        page = history.page(actor, room.id)  # once it hears the room, so that nothing is missed
    except DomainError:
        room_presence.stand(connection)
        raise
    active.remember(connection, SUPPORT, room.id)
    payload = {
        "roomId": room.id,
        "room": shapes.room(room, actor.user_id),
        "messages": [shapes.message(one, room) for one in page.messages],
    }
    emit("joined_room", payload, connection.sid)
    return {"roomId": room.id}


def send_message(connection: Connection, actor: Actor, given: SendMessage) -> Json:
    content = text.cleaned(given.message, "message")
    draft = Draft(content=content, message_type=given.messageType or TEXT)
    return shapes.message(*conversations.post(actor, room_presence.joined(connection), draft))


def typing(connection: Connection, actor: Actor, given: Typing) -> None:
    typing_indicator.show_unlimited(actor, _present(connection, actor).id, given.isTyping)


def mark_messages_read(connection: Connection, actor: Actor, given: OfRoom) -> Json:
    """Mark all of a room as read: the one named, else the one joined."""
    room = _asked(actor, given.roomId) if given.roomId is not None else _present(connection, actor)
    history.mark_read(actor, room.id, MAX_ID)
    return {"roomId": room.id}


def get_active_rooms(connection: Connection, actor: Actor, _given: Nothing) -> list[Json]:
    """Hear of all rooms, and get the active ones as `active_rooms`."""
    conversations.report(actor)  # refused before it is spoken
    _speak(connection, identity.known(connection))
    found = [shapes.room(one, actor.user_id) for one in conversations.queue(actor)]
    emit("active_rooms", found, connection.sid)
    return found


def restore(connection: Connection, before: ActiveContract) -> None:
    """Let a connection hear what its session had heard before; nobody is told."""
    actor = connection.actor
    if before.contract != SUPPORT or actor is None:
        return
    active.restore(connection, SUPPORT)
    if actor.is_admin:
        room_presence.take_role(actor.user_id, is_admin=True)
    if before.support_room_id is None:
        return
    try:
        room = conversations.get(actor, before.support_room_id)
        room_presence.sit(connection, room.id, actor.user_id, shapes.side(actor.user_id, room), told=False)
        conversations.get(actor, room.id)  # what ended meanwhile was heard by nobody here
    except RoomNotFound:
        room_presence.stand(connection)


def _speak(connection: Connection, actor: Actor) -> None:
    active.activate(connection, SUPPORT)
    if actor.is_admin:
        room_presence.take_role(actor.user_id, is_admin=True)


def _asked(actor: Actor, room_id: int | None) -> SupportSnapshot:
    """The room meant by `roomId`; without it, a user's own."""
    if room_id is not None:
        return conversations.get(actor, room_id)
    if actor.is_admin:
        raise Invalid({"roomId": Reason("field_missing")})
    return conversations.mine(actor)


def _present(connection: Connection, actor: Actor) -> SupportSnapshot:
    """The room that the connection joined; a user's own in any case."""
    return conversations.present(actor, room_presence.joined(connection))


EVENTS = {
    "join_chat": Event(OfRoom, join_chat),
    "send_message": Event(SendMessage, send_message, is_question=False),
    # Documented clients send this with every key that is pressed; it must not use up their messages.
    "typing": Event(Typing, typing),
    "mark_messages_read": Event(OfRoom, mark_messages_read),
    "get_active_rooms": Event(Nothing, get_active_rooms),
}
