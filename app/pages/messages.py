"""Sending, changing and reading messages by forms."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for

from app import limits
from app.clock import iso
from app.databases import MAX_ID
from app.exceptions import Conflict, DomainError, Forbidden, Invalid, MessageNotFound, RateLimited
from app.http.error_handlers import as_json
from app.i18n import error_text
from app.pages import context, conversation, identity
from app.pages.forms import optional, text, typed
from app.pages.query import as_id, number
from app.pages.rooms import ROOM
from app.services import history, messages
from app.services.actor import Actor
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
        limits.message(actor.user_id)
        _post(actor, room_id, as_id(optional("reply_to")))
    except (Forbidden, Invalid, RateLimited) as error:
        composer.error = _fault(error)
        return conversation.page(room_id, composer), error.status, context.retry_after(error)
    return redirect(url_for("rooms.room", room_id=room_id), 303)


def _post(actor: Actor, room_id: int, reply_to: int | None) -> None:
    """Post what the form says; sent again it is one message, whatever became of what it replies to."""
    content, client_id = _lines(text("content")), optional("client_id")
    for known_as, to in ((client_id, reply_to), (client_id, None), (None, reply_to)):
        # The original is gone; or an old page, sent again with another text: a new message after all.
        with suppress(MessageNotFound, Conflict):
            messages.post(actor, room_id, Draft(content=content, client_id=known_as, reply_to=to))
            return
    messages.post(actor, room_id, Draft(content=content))


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
        limits.message(actor.user_id)
        messages.edit(actor, message_id, _lines(text("content")))
    except (Invalid, RateLimited) as error:
        editing = conversation.Editing(message_id, typed().get("content", ""), _fault(error))
        return conversation.page(room_id, editing=editing), error.status, context.retry_after(error)
    return _back(room_id, message_id)


@pages.post(MESSAGE + "/delete")
def delete(room_id: int, message_id: int) -> Any:
    """Delete one's own message."""
    actor = identity.actor()
    limits.message(actor.user_id)
    messages.delete(actor, message_id)
    return _back(room_id)


@pages.post(MESSAGE + "/react")
def react(room_id: int, message_id: int) -> Any:
    """Put an emoji on a message, or take one's own off again."""
    actor, emoji = identity.actor(), text("emoji")
    limits.message(actor.user_id)
    found = messages.get(actor, message_id)
    on = not any(r.emoji == emoji and actor.user_id in r.user_ids for r in found.reactions)
    messages.react(actor, message_id, emoji, on)
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


def _shape(one: MessageSnapshot) -> dict[str, Any]:
    return {
        "id": one.id,
        "room_id": one.room_id,
        "sender_id": one.sender.id,
        "username": one.sender.username,
        "content": one.content,
        "created_at": iso(one.created_at),
    }
