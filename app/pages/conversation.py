"""The chat room's page: a page of history, the composer, who is here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request

from app.exceptions import MessageNotFound
from app.http import requests
from app.pages import context, identity, views
from app.pages.forms import Form
from app.pages.query import as_id, number
from app.services import history, messages, people, rooms
from app.services.actor import Actor
from app.snapshots import MessageSnapshot, Page

LIVE = "live"
"""The cookie by which a browser tells that its scripts work, and mark as read what is really seen."""


@dataclass
class Composer:
    """The message being written; `client_id` makes a form sent twice one message."""

    content: str = ""
    error: str | None = None
    reply: views.Quote | None = None
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Editing:
    """A message of one's own under the pen."""

    id: int
    content: str
    error: str | None = None


def page(
    room_id: int,
    composer: Composer | None = None,
    editing: Editing | None = None,
    room_form: Form | None = None,
) -> str:
    """The page of a room; its newest messages where none is found at the address (`?m=`).

    Raises `RoomNotFound`, and `MessageNotFound` for a bound of another room.
    """
    actor, before, around = identity.actor(), number("before"), number("m")
    here = rooms.get(actor, room_id)
    shown = _shown(actor, room_id, before, around)
    ids = {one.id for one in shown.messages}
    astray = before is None and around is not None and around not in ids
    # Who opened a dm as a stranger isn't told that it was read before it is accepted.
    if before is None and (around is None or astray) and not here.request:
        _mark_read(actor, room_id, shown)
    return render_template(
        "room.html",
        room=views.room(here),
        feed=views.feed(shown.messages, _quotes(actor, shown), here.last_read_seq, here.peer_read_seq),
        shown=ids,
        older=shown.messages[0].id if shown.has_more else None,
        before=before,
        pointed=around,
        astray=astray,
        newest=before is None and not shown.has_newer,
        edit=editing or _editing(actor),
        composer=composer or Composer(reply=reply(actor, room_id, request.args.get("reply"))),
        members=people.members(actor, room_id),
        room_form=room_form or Form(),
        notification_levels=context.notification_levels(),
        **context.shell("room", room_id),
    )


def _shown(actor: Actor, room_id: int, before: int | None, around: int | None) -> Page:
    if before is None and around is not None:
        try:
            return history.page(actor, room_id, around=around)
        except MessageNotFound:
            return history.page(actor, room_id)
    return history.page(actor, room_id, before=before)


def reply(actor: Actor, room_id: int, value: str | None) -> views.Quote | None:
    """The message of this room that is replied to, or null."""
    found = as_id(value)
    original = _message(actor, found) if found else None
    return views.quote_of(original) if original and original.room_id == room_id else None


def _mark_read(actor: Actor, room_id: int, shown: Page) -> None:
    looking = request.method == "GET" and not requests.ahead_of_time(request)
    if looking and LIVE not in request.cookies:
        history.mark_read(actor, room_id, shown.head)


def _editing(actor: Actor) -> Editing | None:
    wanted = as_id(request.args.get("edit"))
    found = _message(actor, wanted) if wanted else None
    return Editing(found.id, found.content) if found and found.sender.id == actor.user_id else None


def _quotes(actor: Actor, shown: Page) -> dict[int, views.Quote]:
    known: dict[int, Any] = {one.id: one for one in shown.messages}
    wanted = {one.reply_to for one in shown.messages if one.reply_to is not None}
    return {i: views.quote_of(known.get(i) or _message(actor, i)) for i in wanted}


def _message(actor: Actor, message_id: int) -> MessageSnapshot | None:
    try:
        return messages.get(actor, message_id)
    except MessageNotFound:
        return None
