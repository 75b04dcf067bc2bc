"""Sending, changing and reading messages by forms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for

from app.clock import iso
from app.databases import MAX_ID
from app.exceptions import DomainError, Forbidden, Invalid, RateLimited
from app.http.error_handlers import as_json
from app.i18n import error_text
from app.pages import context, conversation, identity
from app.pages.forms import optional, text, typed
from app.pages.query import as_id, number
from app.pages.rooms import ROOM
from app.services import history, messages, reactions
from app.services.writing import Draft
from app.snapshots import MessageSnapshot
from app.wire import payloads, validation
from app.wire.errors import describe

pages = Blueprint("messages", __name__)
MESSAGE = ROOM + f"/message/<int(min=1, max={MAX_ID}):message_id>"


@pages.before_request
def _members_only() -> Any:
    return None if request.endpoint == "messages.listed" else identity.require()


@pages.post(ROOM + "/send")
def send(room_id: int) -> Any:
    """Post; the page comes back with the text kept when that fails."""
    actor = identity.actor()
    quote = conversation.reply(actor, room_id, optional("reply_to"))
    composer = conversation.Composer(typed().get("content", ""), reply=quote)
    try:
        messages.post_in_any_case(actor, room_id, _draft())
    except (Forbidden, Invalid, RateLimited) as error:
        composer.error = _fault(error)
        return conversation.page(room_id, composer), error.status, context.retry_after(error)
    return redirect(url_for("rooms.room", room_id=room_id), 303)


def _draft() -> Draft:
    reply_to = as_id(optional("reply_to"))
    return Draft(content=_lines(text("content")), client_id=optional("client_id"), reply_to=reply_to)


@pages.get(ROOM + "/messages")
def listed(room_id: int) -> Any:
    """The room's messages as JSON, paged by message id, oldest first."""
    try:
        actor = identity.actor()
        asked = validation.read_query(payloads.Paging, request.args)
        page = history.page(actor, room_id, asked.before, asked.after, asked.limit)
    except DomainError as error:
        return as_json(*describe(error))
    shown = page.messages
    paging = {
        "limit": asked.limit,
        "has_more": page.has_more,
        "before": shown[0].id if shown else None,
        "after": shown[-1].id if shown else None,
    }
    return jsonify({"success": True, "data": [_shape(one) for one in shown], "paging": paging})


@pages.post(MESSAGE + "/edit")
def edit(room_id: int, message_id: int) -> Any:
    """Replace the text of one's own message."""
    actor = identity.actor()
    try:
        messages.edit(actor, message_id, _lines(text("content")))
    except (Invalid, RateLimited) as error:
        editing = conversation.Editing(message_id, typed().get("content", ""), _fault(error))
        return conversation.page(room_id, editing=editing), error.status, context.retry_after(error)
    return _back(room_id, message_id)


@pages.post(MESSAGE + "/delete")
def delete(room_id: int, message_id: int) -> Any:
    """Delete one's own message."""
    messages.delete(identity.actor(), message_id)
    return _back(room_id)


@pages.post(MESSAGE + "/react")
def react(room_id: int, message_id: int) -> Any:
    """Put an emoji on a message, or take one's own off again."""
    reactions.toggle(identity.actor(), message_id, text("emoji"))
    return _back(room_id, message_id)


def _back(room_id: int, message_id: int | None = None) -> Any:
    anchor = f"m-{message_id}" if message_id else None
    before, around = number("before"), number("m")
    return redirect(url_for("rooms.room", room_id=room_id, before=before, m=around, _anchor=anchor), 303)


def _lines(content: str) -> str:
    # A form sends CRLF whatever the person typed.
    return content.replace("\r\n", "\n")


def _fault(error: DomainError) -> str:
    faults = error.faults if isinstance(error, Invalid) else {}
    return error_text(next(iter(faults.values()), error.reason))


def _shape(snapshot: MessageSnapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "room_id": snapshot.room_id,
        "sender_id": snapshot.sender.id,
        "username": snapshot.sender.username,
        "content": snapshot.content,
        "created_at": iso(snapshot.created_at),
    }
