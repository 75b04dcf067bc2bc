"""The dashboard, and making, opening, joining and leaving rooms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.databases import MAX_ID
from app.exceptions import DomainError, Invalid, Reason
from app.http import requests
from app.pages import context, conversation, identity
from app.pages.forms import Form, failed, optional, text, ticked
from app.pages.query import number
from app.services import joining, message_requests, notifications, opening, rooms

pages = Blueprint("rooms", __name__)
pages.before_request(identity.require)
ROOM = f"/room/<int(min=1, max={MAX_ID}):room_id>"


@pages.get("/dashboard")
def dashboard() -> str:
    """Welcome, create a room, join a room, my rooms."""
    return _dashboard()


@pages.get("/my-rooms")
def mine() -> str:
    """One's rooms with their facts, `before` those that follow one of them."""
    before = number("before")
    return render_template("my_rooms.html", before=before, **context.shell("my_rooms", before=before))


@pages.post("/room/create")
def create() -> Any:
    """A group, or the dm with `username`; without one, a dm that waits for somebody."""
    actor = identity.actor()
    try:
        if text("type") == "group":
            opened = opening.group(actor, optional("name"), ticked("invite_only"))
        elif text("type") == "dm":
            opened = opening.dm(actor, text("username").strip() or None).room
        else:
            raise Invalid({"type": Reason("not_a_choice", choices="group, dm")})
    except DomainError as error:
        form = failed(error, {"name", "username", "type"}, "username" if error.status == 404 else None)
        return _refused(error, create_form=form)
    return redirect(url_for("rooms.room", room_id=opened.id), 303)


@pages.post("/room/join")
def join() -> Any:
    """Into the room with this id; `123456789-code` for one by invitation."""
    try:
        room_id, code = joining.parse_share_id(text("room_id"))
        joined = joining.join(identity.actor(), room_id, code, requests.device(request).network)
    except DomainError as error:
        return _refused(error, join_form=failed(error, {"room_id"}, "room_id"))
    return redirect(url_for("rooms.room", room_id=joined.id), 303)


@pages.post("/welcome")
def welcomed() -> Any:
    """Put the welcome in the lobby away, in this browser."""
    response = redirect(context.lobby(), 303)
    identity.keep(response, context.WELCOMED, "1")
    return response


@pages.get(ROOM)
def room(room_id: int) -> Any:
    """The chat room."""
    return conversation.page(room_id)


@pages.post(ROOM + "/accept")
def accept(room_id: int) -> Any:
    """Take a stranger's dm for a usual one."""
    message_requests.accept(identity.actor(), room_id)
    return redirect(url_for("rooms.room", room_id=room_id), 303)


@pages.post(ROOM + "/leave")
def leave(room_id: int) -> Any:
    """Leave; the room stays for the others."""
    rooms.leave(identity.actor(), room_id)
    return redirect(url_for("rooms.dashboard", done="left"), 303)


@pages.post(ROOM + "/change")
def change(room_id: int) -> Any:
    """Rename a group, or make it invite-only or open; for its creator."""
    actor = identity.actor()
    closed = rooms.of_member(actor, room_id).invite_code is not None
    wanted = ticked("invite_only")
    try:
        rooms.update(actor, room_id, text("name"), wanted if wanted != closed else None)
    except Invalid as error:
        form = failed(error, {"name"})
        return conversation.page(room_id, room_form=form), error.status
    return redirect(url_for("rooms.room", room_id=room_id), 303)


@pages.post(ROOM + "/notifications")
def set_notifications(room_id: int) -> Any:
    """Choose what of a room one is told, on all devices."""
    notifications.set_level(identity.actor(), room_id, text("level"))
    return redirect(url_for("rooms.room", room_id=room_id, _anchor="details"), 303)


def _dashboard(create_form: Form | None = None, join_form: Form | None = None) -> str:
    return render_template(
        "dashboard.html",
        create_form=create_form or Form(),
        join_form=join_form or Form(),
        done=context.done(),
        **context.shell("dashboard"),
    )


def _refused(error: DomainError, **forms: Form) -> Any:
    if error.status >= 500:
        raise error
    return _dashboard(**forms), error.status, context.retry_after(error)
