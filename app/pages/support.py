"""The way to support for users, and the desk at which admins answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.exceptions import DomainError, Forbidden
from app.pages import context, identity, views
from app.pages.forms import failed, optional
from app.pages.query import as_id
from app.pages.rooms import ROOM
from app.services.actor import Actor
from app.services.support import conversations
from app.snapshots import SupportSnapshot, UserSnapshot

pages = Blueprint("desk", __name__)
pages.before_request(identity.require)
SHOWN = 100
"""Rooms of one queue on the page."""


@pages.post("/support")
def open_mine() -> Any:
    """My support room, made now if need be; admins go to their desk."""
    actor = identity.actor()
    if actor.is_admin:
        return redirect(url_for("desk.show"), 303)
    return redirect(url_for("rooms.room", room_id=conversations.mine(actor).id), 303)


@pages.get("/admin")
def show() -> Any:
    """The support rooms by queue, and the figures; for admins."""
    return _desk(_admin())


@pages.post("/admin" + ROOM + "/assign")
def assign(room_id: int) -> Any:
    """Take a room, or give it to `admin`."""
    return _do(lambda actor: conversations.assign(actor, room_id, as_id(optional("admin"))))


@pages.post("/admin" + ROOM + "/close")
def close(room_id: int) -> Any:
    """Close a room until its user writes again."""
    return _do(lambda actor: conversations.close(actor, room_id))


def _do(verb: Any) -> Any:
    actor = _admin()
    try:
        verb(actor)
    except DomainError as error:
        if error.status in {409, 422}:
            return _desk(actor, failed(error, set()).problem), error.status
        raise
    return redirect(identity.local_path(optional("next")) or url_for("desk.show", show=_queue()), 303)


def _desk(actor: Actor, problem: str | None = None) -> str:
    shown = _queue()
    figures, admins = conversations.stats(actor), conversations.admins(actor)
    counts = {
        "waiting": figures.unassigned_rooms,
        "mine": conversations.answered_by(actor),
        "active": figures.active_rooms,
        "closed": figures.closed_rooms,
    }
    return render_template(
        "admin.html",
        shown=shown,
        queues=[(name, views.queue_name(name), counts[name]) for name in conversations.QUEUES],
        support_rooms=[_row(one, admins) for one in conversations.queue(actor, shown, SHOWN)],
        more=counts[shown] > SHOWN,
        figures=figures,
        problem=problem,
        **context.shell("admin", entry="js/desk.js"),
    )


def _row(snapshot: SupportSnapshot, admins: list[UserSnapshot]) -> dict[str, Any]:
    last = snapshot.last_message
    me, has_it = identity.actor().user_id, snapshot.admin.id if snapshot.admin else None
    return {
        "id": snapshot.id,
        "user": snapshot.user,
        "name": views.name_of(snapshot.user),
        "email": snapshot.user_email,
        "admin": snapshot.admin,
        "admin_name": views.name_of(snapshot.admin) if snapshot.admin else None,
        "closed": snapshot.status == "closed",
        "preview": views.plain(last)[:160] if last else None,
        "by_user": last is not None and snapshot.sent_by_user(last),
        "moment": last.created_at if last else snapshot.created_at,
        "waiting_since": snapshot.waiting_since,
        "unread": snapshot.unread,
        "can": conversations.can(identity.actor(), snapshot),
        "others": [person for person in admins if person.id not in {me, has_it, snapshot.user.id}],
    }


def _queue() -> str:
    wanted = request.values.get("show", "")
    return wanted if wanted in conversations.QUEUES else "waiting"


def _admin() -> Actor:
    actor = identity.actor()
    if not actor.is_admin:
        raise Forbidden
    return actor
