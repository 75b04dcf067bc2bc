"""The commands of `/chat`: read the payload, call one service, shape the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from app.edge import limits, payloads, shapes
from app.edge.engine import answers, library
from app.exceptions import BadRequest, Unauthenticated
from app.extensions import socketio
from app.services import history, messages, rooms
from app.services.actor import Actor
from app.sockets import connections
from app.sockets.channels import HERE

Json = dict[str, Any]


def send_message(actor: Actor, given: payloads.SendMessage) -> Json:
    return shapes.posted(messages.post(actor, given.room_id, given.content, given.client_id, given.reply_to))


def edit_message(actor: Actor, given: payloads.EditMessage) -> Json:
    return shapes.message(messages.edit(actor, given.message_id, given.content))


def delete_message(actor: Actor, given: payloads.DeleteMessage) -> Json:
    return shapes.message(messages.delete(actor, given.message_id))


def react(actor: Actor, given: payloads.React) -> Json:
    return shapes.message(messages.react(actor, given.message_id, given.emoji, given.on))


def mark_read(actor: Actor, given: payloads.MarkRead) -> Json:
    return shapes.read_mark(history.mark_read(actor, given.room_id, given.seq))


def typing(actor: Actor, given: payloads.TypingIn) -> None:
    rooms.typing(actor, given.room_id, given.is_typing)


def changes(actor: Actor, given: payloads.ChangesOf) -> Json:
    return shapes.changes(history.changes(actor, given.room_id, given.after, given.after_id, given.limit))


def read_history(actor: Actor, given: payloads.HistoryOf) -> Json:
    if given.around_seq is not None:
        return shapes.page(history.at(actor, given.room_id, given.around_seq, given.limit))
    found = history.page(actor, given.room_id, given.before, given.after, given.limit, around=given.around)
    return shapes.page(found)


def read_rooms(actor: Actor, given: payloads.Further) -> Json:
    return shapes.rooms(*rooms.listed(actor, given.before, given.limit))


class Command(NamedTuple):
    """What a command takes, what it counts against, and what it does."""

    payload: type[payloads.Payload]
    limit: Callable[[int], None]
    run: Callable[[Actor, Any], Json | None]


COMMANDS = {
    "send_message": Command(payloads.SendMessage, limits.message, send_message),
    "edit_message": Command(payloads.EditMessage, limits.message, edit_message),
    "delete_message": Command(payloads.DeleteMessage, limits.message, delete_message),
    "react": Command(payloads.React, limits.message, react),
    "mark_read": Command(payloads.MarkRead, limits.reading, mark_read),
    "typing": Command(payloads.TypingIn, limits.message, typing),
    "changes": Command(payloads.ChangesOf, limits.reading, changes),
    "rooms": Command(payloads.Further, limits.reading, read_rooms),
    "history": Command(payloads.HistoryOf, limits.reading, read_history),
}


def bind() -> None:
    """Have the server call the commands."""
    on = partial(socketio.server.on, namespace=HERE.name)
    for name, command in COMMANDS.items():
        on(name, partial(answer, command))
    on(library.UNREADABLE, unreadable)
    on("*", unknown)


def answer(command: Command, sid: str, *arguments: Any) -> Json:
    """The acknowledgement of a command; whatever goes wrong is one too."""

    def work() -> Json | None:
        actor = actor_of(sid)
        command.limit(actor.user_id)
        return command.run(actor, payloads.read(command.payload, arguments[0] if arguments else None))

    return answers.answer(HERE, sid, work)


def unknown(_event: str, sid: str, *_: Any) -> Json:
    """There is no such command."""
    return answers.refuse(HERE, sid, BadRequest("There is no such command."))


def unreadable(sid: str, *_: Any) -> Json:
    """What came was no command at all."""
    return answers.refuse(
        HERE, sid, BadRequest("This is not a command; text and one JSON object are expected.")
    )


def actor_of(sid: str) -> Actor:
    """Who acts on this connection. Raises `Unauthenticated` when it is closing."""
    connection = connections.get(sid)
    if connection is None:
        raise Unauthenticated
    return connection.actor
