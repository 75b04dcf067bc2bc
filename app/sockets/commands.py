"""The commands of `/chat`: read the payload, call one service, shape the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from app import limits
from app.engine import acknowledgements, server
from app.exceptions import BadRequest, Unauthenticated
from app.extensions import socketio
from app.services import history, message_requests, messages, reactions, rooms, typing_indicator
from app.sockets import connections, presence_batch, presence_watch
from app.sockets.channels import HERE
from app.sockets.connections import Connection
from app.wire import payloads, shapes, validation

Json = dict[str, Any]


def send_message(by: Connection, given: payloads.SendMessage) -> Json:
    return shapes.posted(messages.post(by.actor, given.room_id, given.draft()))


def edit_message(by: Connection, given: payloads.EditMessage) -> Json:
    return shapes.message(messages.edit(by.actor, given.message_id, given.content))


def delete_message(by: Connection, given: payloads.DeleteMessage) -> Json:
    return shapes.message(messages.delete(by.actor, given.message_id))


def react(by: Connection, given: payloads.React) -> Json:
    return shapes.message(reactions.react(by.actor, given.message_id, given.emoji, given.on))


def mark_read(by: Connection, given: payloads.MarkRead) -> Json:
    return shapes.read_mark(history.mark_read(by.actor, given.room_id, given.seq))


def typing(by: Connection, given: payloads.TypingIn) -> None:
    typing_indicator.show(by.actor, given.room_id, given.is_typing)


def accept(by: Connection, given: payloads.Accept) -> Json:
    return shapes.room(message_requests.accept(by.actor, given.room_id))


def changes(by: Connection, given: payloads.ChangesOf) -> Json:
    return shapes.changes(history.changes(by.actor, given.room_id, given.after, given.after_id, given.limit))


def read_history(by: Connection, given: payloads.HistoryOf) -> Json:
    if given.around_seq is not None:
        return shapes.page(history.at(by.actor, given.room_id, given.around_seq, given.limit))
    found = history.page(by.actor, given.room_id, given.before, given.after, given.limit, around=given.around)
    return shapes.page(found)


def read_rooms(by: Connection, given: payloads.Further) -> Json:
    return shapes.rooms(*rooms.listed(by.actor, given.before, given.limit))


def watch_presence(by: Connection, given: payloads.WatchPresence) -> Json:
    presence_watch.ask(by.sid, given.user_ids, given.count)
    return {"online": presence_batch.online(given.user_ids), "online_count": presence_batch.count()}


class Command(NamedTuple):
    """What a command takes, and what it does."""

    payload: type[payloads.Payload]
    run: Callable[[Connection, Any], Json | None]
    is_question: bool = True
    """It counts as one, as a request does over HTTP; else its service counts it, as a message."""


COMMANDS = {
    "send_message": Command(payloads.SendMessage, send_message, is_question=False),
    "edit_message": Command(payloads.EditMessage, edit_message, is_question=False),
    "delete_message": Command(payloads.DeleteMessage, delete_message, is_question=False),
    "react": Command(payloads.React, react, is_question=False),
    "mark_read": Command(payloads.MarkRead, mark_read),
    "typing": Command(payloads.TypingIn, typing, is_question=False),
    "accept": Command(payloads.Accept, accept, is_question=False),
    "changes": Command(payloads.ChangesOf, changes),
    "rooms": Command(payloads.Further, read_rooms),
    "history": Command(payloads.HistoryOf, read_history),
    "watch_presence": Command(payloads.WatchPresence, watch_presence),
}


def bind() -> None:
    """Have the server call the commands."""
    on = partial(socketio.server.on, namespace=HERE.name)
    for name, command in COMMANDS.items():
        on(name, partial(answer, command))
    on(server.UNREADABLE, unreadable)
    on("*", unknown)


def answer(command: Command, sid: str, *arguments: Any) -> Json:
    """The acknowledgement of a command; whatever goes wrong is one too."""

    def work() -> Json | None:
        connection = connection_of(sid)
        if command.is_question:
            limits.reading(connection.actor.user_id)
        return command.run(connection, validation.read(command.payload, arguments[0] if arguments else None))

    return acknowledgements.answer(HERE, sid, work)


def unknown(_event: str, sid: str, *_: Any) -> Json:
    """Answer to what no command is called."""
    return acknowledgements.refuse(HERE, sid, BadRequest("command_not_found"))


def unreadable(sid: str, *_: Any) -> Json:
    """What came was no command at all."""
    return acknowledgements.refuse(HERE, sid, BadRequest("not_a_command"))


def connection_of(sid: str) -> Connection:
    """Who acts on this connection. Raises `Unauthenticated` when it is closing."""
    connection = connections.get(sid)
    if connection is None:
        raise Unauthenticated
    return connection
