"""The lobby's events: who sends them stands in each by its token."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, ConfigDict, Field

from app.contracts import identity
from app.contracts.active import LOBBY
from app.contracts.connections import Connection
from app.contracts.contract import Event
from app.contracts.lobby import presence, shapes
from app.exceptions import Forbidden, Unauthenticated
from app.services import lobby
from app.services.active_contracts import ActiveContract
from app.services.actor import Actor
from app.wire import validation
from app.wire.payloads import Content, Id, Payload, Username

Json = dict[str, Any]
MESSAGE_ID = Field(validation_alias=AliasChoices("message_id", "id"))


class Inside(Payload):
    """Documented clients may send more than is documented; it is none of our business."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Join(Inside):
    username: Username


class Leave(Inside):
    username: Username | None = None


class NewMessage(Leave):
    content: Content


class EditMessage(Leave):
    message_id: Annotated[Id, MESSAGE_ID]
    content: Content


class DeleteMessage(Leave):
    message_id: Annotated[Id, MESSAGE_ID]


def by_token(connection: Connection, given: Json) -> Actor:
    """Who the token inside says. It makes the connection speak this contract."""
    if "token" not in given:
        raise Unauthenticated
    actor = identity.by_token(connection, given["token"])
    own_name(actor, given)
    presence.enter(connection)
    return actor


def by_token_or_name(connection: Connection, given: Json) -> Actor:
    """As `by_token`; without a token, who the connection is, or who signs in by that name alone."""
    if "token" in given:
        return by_token(connection, given)
    name = validation.read(Join, given).username
    actor = connection.actor or identity.by_name(connection, name)
    own_name(actor, given)
    presence.enter(connection)
    return identity.known(connection)


def by_token_or_known(connection: Connection, given: Json) -> Actor:
    """Who the token inside says, else who the connection is."""
    actor = identity.by_token(connection, given["token"]) if "token" in given else identity.known(connection)
    own_name(actor, given)
    return actor


def own_name(actor: Actor, given: Json) -> None:
    """Raise `Forbidden` when a `username` is given that is not the actor's."""
    name = given.get("username")
    if isinstance(name, str) and not lobby.is_called(actor, name):
        raise Forbidden("name_of_another")


def join(connection: Connection, actor: Actor, _given: Join) -> Json:
    presence.tell_who_is_here(connection, actor)
    return shapes.person(actor.username)


def leave(connection: Connection, actor: Actor, _given: Leave) -> Json:
    presence.leave(connection)
    return shapes.person(actor.username)


def new_message(_connection: Connection, actor: Actor, given: NewMessage) -> Json:
    return shapes.message(lobby.post(actor, given.content))


def edit_message(_connection: Connection, actor: Actor, given: EditMessage) -> Json:
    return shapes.message(lobby.edit(actor, given.message_id, given.content))


def delete_message(_connection: Connection, actor: Actor, given: DeleteMessage) -> Json:
    return shapes.deleted(lobby.delete(actor, given.message_id).id)


def restore(connection: Connection, before: ActiveContract) -> None:
    """Let a connection hear the lobby that its session had joined."""
    if before.contract == LOBBY:
        presence.enter(connection, restored=True)


EVENTS = {
    "join": Event(Join, join, by_token_or_name),
    "leave": Event(Leave, leave, by_token_or_known),
    "new_message": Event(NewMessage, new_message, by_token, is_question=False),
    "edit_message": Event(EditMessage, edit_message, by_token, is_question=False),
    "delete_message": Event(DeleteMessage, delete_message, by_token, is_question=False),
}
