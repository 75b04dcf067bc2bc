"""Messages: a room's history and changes, and posting, editing, deleting, reacting, reading."""

from __future__ import annotations

from flask import Blueprint, Response

from app.http.rest import envelope
from app.http.rest.envelope import ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, query
from app.services import history, messages, reactions
from app.wire import payloads, schemas, shapes

routes = Blueprint("messages", __name__)
ROOM, MESSAGE = "/rooms/<id:room_id>", "/messages/<id:message_id>"


@routes.get(f"{ROOM}/messages")
@documented("messages", (200, schemas.Message), query=payloads.Reading, listed=True)
def page(room_id: int) -> Response:
    """A page of a room's messages, oldest first.

    The newest, unless `before` or `after` (message ids, not both) ask for those on one side, or `around`
    for those on both, itself included; `has_more` tells of older ones then, and `has_newer` of newer ones.
    Deleted messages are left out.
    """
    asking = actor()
    wanted = query(payloads.Reading)
    found = history.page(asking, room_id, wanted.before, wanted.after, wanted.limit, around=wanted.around)
    return envelope.messages(found, wanted.limit, shapes.message)


@routes.post(f"{ROOM}/messages")
@documented(
    "messages",
    (201, schemas.Message),
    (200, schemas.PostedMessage),
    body=payloads.Draft,
    refuses=(403, 409, 429),
)
def post(room_id: int) -> Response:
    """Post a message.

    1 to 4,000 characters after trimming. With a `client_id` (1 to 64 characters) it may be sent again as
    often as needed: the same request answers the first message (200), for ever; another under the same
    `client_id` is a conflict. Nothing can be posted to a dm whose other person deleted the account.
    """
    asking = actor()
    outcome = messages.post(asking, room_id, body(payloads.Draft).draft())
    return ok(shapes.posted(outcome), 200 if outcome.duplicate else 201)


@routes.get(f"{ROOM}/changes")
@documented("messages", (200, schemas.Changes), query=payloads.Cursor)
def changes(room_id: int) -> Response:
    """What changed in a room after a cursor.

    Each changed message in its present state, deleted ones too. Keep asking with `next` while `has_more`;
    then the cursor is `head`. The answer may be `{"reload": true, "head"}`: load the history anew.
    """
    asking = actor()
    cursor = query(payloads.Cursor)
    return ok(shapes.changes(history.changes(asking, room_id, cursor.after, cursor.after_id, cursor.limit)))


@routes.post(f"{ROOM}/read")
@documented("messages", (200, schemas.ReadMark), body=payloads.Read)
def read(room_id: int) -> Response:
    """Mark a room as read.

    Up to `seq`; it never moves back, nor past the newest message.
    """
    asking = actor()
    return ok(shapes.read_mark(history.mark_read(asking, room_id, body(payloads.Read).seq)))


@routes.get(MESSAGE)
@documented("messages", (200, schemas.Message))
def show(message_id: int) -> Response:
    """One message."""
    return ok(shapes.message(messages.get(actor(), message_id)))


@routes.patch(MESSAGE)
@documented("messages", (200, schemas.Message), body=payloads.Edit, refuses=(429,))
def edit(message_id: int) -> Response:
    """Replace the text of a message of mine."""
    asking = actor()
    return ok(shapes.message(messages.edit(asking, message_id, body(payloads.Edit).content)))


@routes.delete(MESSAGE)
@documented("messages", (200, schemas.Message), refuses=(429,))
def delete(message_id: int) -> Response:
    """Delete a message of mine.

    Its text and its reactions are gone for good; the answer is what is left.
    """
    return ok(shapes.message(messages.delete(actor(), message_id)))


@routes.put(f"{MESSAGE}/reactions")
@documented("messages", (200, schemas.Message), body=payloads.Reaction, refuses=(429,))
def react(message_id: int) -> Response:
    """Put my emoji on a message, or take it off.

    Again is no change. `emoji` is exactly one emoji.
    """
    asking = actor()
    reaction = body(payloads.Reaction)
    return ok(shapes.message(reactions.react(asking, message_id, reaction.emoji, reaction.on)))
