"""The contract's REST calls."""

from __future__ import annotations

from flask import Blueprint, Response

from app.contracts.support import schemas, shapes
from app.http.rest import envelope
from app.http.rest.envelope import first, ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, query
from app.services import history
from app.services.support import conversations
from app.wire import payloads

routes = Blueprint("support", __name__, url_prefix="/api/chat")
ROOM = "/rooms/<id:room_id>"


@routes.get("/room")
@documented("support", (200, schemas.SupportConversation), query=payloads.Paging, refuses=(403, 404))
def support_room() -> Response:
    """My support room and its messages.

    For users; the room is made when it is needed for the first time. The newest messages, unless
    `before` or `after` ask for others.
    """
    asking, wanted = actor(), query(payloads.Paging)
    room = conversations.mine(asking)
    page = history.page(asking, room.id, wanted.before, wanted.after, wanted.limit)
    messages = [shapes.message(one, room) for one in page.messages]
    return ok({"room": shapes.room(room, asking.user_id), "messages": messages})


@routes.get("/rooms")
@documented("support", (200, schemas.SupportRoom), query=payloads.Further, refuses=(403, 404), listed=True)
def support_rooms() -> Response:
    """A page of the active support rooms, the most recently active first.

    Admins only. `before` is the id of one of them: those that follow it. `paging` has the next.
    """
    asking, wanted = actor(), query(payloads.Further)
    found = conversations.queue(asking, limit=wanted.limit + 1, before=wanted.before)
    return first([shapes.room(one, asking.user_id) for one in found], wanted.limit, by_id=True)


@routes.get(f"{ROOM}/messages")
@documented("support", (200, schemas.SupportMessage), query=payloads.Paging, refuses=(403,), listed=True)
def support_messages(room_id: int) -> Response:
    """A page of a support room's messages, oldest first.

    Admins only. The newest, unless `before` or `after` (message ids, not both) ask for those on one side.
    """
    asking, wanted = actor(), query(payloads.Paging)
    room = conversations.of_anybody(asking, room_id)
    page = history.page(asking, room_id, wanted.before, wanted.after, wanted.limit)
    return envelope.messages(page, wanted.limit, lambda message: shapes.message(message, room))


@routes.patch(f"{ROOM}/assign")
@documented("support", (200, schemas.SupportRoom), body=schemas.SupportAssignment, refuses=(409,))
def support_assign(room_id: int) -> Response:
    """Take a support room, or give it to another admin.

    Admins only. Without `admin_id` I take it, from whoever has it. A closed room is a conflict.
    """
    asking = actor()
    admin_id = body(schemas.SupportAssignment).admin_id
    return ok(shapes.room(conversations.assign(asking, room_id, admin_id), asking.user_id))


@routes.patch(f"{ROOM}/close")
@documented("support", (200, schemas.SupportRoom))
def support_close(room_id: int) -> Response:
    """Close a support room.

    Admins only. The user's next message opens it again.
    """
    asking = actor()
    return ok(shapes.room(conversations.close(asking, room_id), asking.user_id))


@routes.get("/stats")
@documented("support", (200, schemas.SupportStats), refuses=(403,))
def support_figures() -> Response:
    """The support desk's figures since the beginning.

    Admins only. Averages are in seconds, null while there is nothing to average.
    """
    return ok(shapes.stats(conversations.stats(actor())))
