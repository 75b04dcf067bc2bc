"""The events of direct messages; who sends them was shown in the handshake."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from app.contracts import active
from app.contracts.active import DIRECT
from app.contracts.connections import Connection
from app.contracts.contract import Event
from app.contracts.direct import shapes
from app.services import chats
from app.services.active_contracts import ActiveContract
from app.services.actor import Actor
from app.wire.payloads import Content, Id, Payload

Json = dict[str, Any]


class SendMessage(Payload):
    # Documented clients may send more than is documented; it is none of our business.
    model_config = ConfigDict(extra="ignore", frozen=True)

    receiver_id: Id
    content: Content


class MarkAsRead(Payload):
    model_config = ConfigDict(extra="ignore", frozen=True)

    message_id: Id


def send_message(connection: Connection, actor: Actor, given: SendMessage) -> Json:
    active.activate(connection, DIRECT)
    return shapes.sent(chats.post(actor, given.receiver_id, given.content), given.receiver_id)


def mark_as_read(connection: Connection, actor: Actor, given: MarkAsRead) -> Json:
    active.activate(connection, DIRECT)
    chats.mark_read(actor, given.message_id)
    return {"message_id": given.message_id}


def restore(connection: Connection, _before: ActiveContract) -> None:
    """Whoever showed a token in the handshake hears their direct messages."""
    active.activate(connection, DIRECT)


EVENTS = {
    "send_message": Event(SendMessage, send_message, is_question=False),
    "mark_as_read": Event(MarkAsRead, mark_as_read),
}
