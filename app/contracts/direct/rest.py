"""Reading direct messages over REST; writing them is for the socket alone."""

from __future__ import annotations

from flask import Blueprint, Response

from app.contracts.direct import schemas, shapes
from app.http.rest import envelope
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, query
from app.services import chats
from app.wire import payloads
from app.wire.schemas import Bare

routes = Blueprint("direct", __name__, url_prefix="/api/chats")


@routes.get("/", strict_slashes=False)
@documented("direct", (200, schemas.Chat), query=payloads.Further, listed=True)
def recent_chats() -> Response:
    """Everyone I have messages with, the newest message first.

    `before` is the id of a message: those whose newest one is older. `paging` has the next.
    """
    asking, wanted = actor(), query(payloads.Further)
    found, more = chats.recent(asking, wanted.before, wanted.limit)
    last = found[-1].last.id if found else None
    return envelope.listed([shapes.chat(one) for one in found], wanted.limit, more, before=last)


@routes.get("/history/<id:user_id>")
@documented("direct", (200, schemas.DirectMessage), query=payloads.Paging, listed=True)
def chat_history(user_id: int) -> Response:
    """A page of the messages with a person, oldest first.

    The newest, unless `before` or `after` (message ids, not both) ask for those on one side. Deleted
    messages are left out.
    """
    asking, wanted = actor(), query(payloads.Paging)
    found, more = chats.with_person(asking, user_id, wanted.before, wanted.after, wanted.limit)
    return envelope.page([shapes.letter(one) for one in found], wanted.limit, more)


@routes.get("/unread")
@documented("direct", (200, schemas.UnreadMessage), query=schemas.UnreadMessages, listed=True)
def unread_messages() -> Response:
    """Every direct message to me that I have not read, oldest first.

    At most the newest 1,000, or a page of them when `limit`, `before` or `after` ask for one.
    """
    asking, wanted = actor(), query(schemas.UnreadMessages)
    found, more = chats.unread(asking, wanted.before, wanted.after, wanted.limit or chats.MOST_UNREAD)
    return envelope.page([shapes.unread(one) for one in found], wanted.limit, more)


@routes.patch("/<id:message_id>/read")
@documented("direct", (200, Bare))
def mark_chat_read(message_id: int) -> Response:
    """Mark a message to me as read, and all that the same person sent before it."""
    chats.mark_read(actor(), message_id)
    return envelope.done()
