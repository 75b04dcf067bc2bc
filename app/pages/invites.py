"""Inviting: what a member passes on, and the page it leads to, for strangers too."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from app.databases import MAX_ID
from app.exceptions import DomainError, RoomNotFound
from app.http import invite_links, requests, tokens
from app.pages import context, identity, views
from app.pages.forms import Form, failed, optional, text
from app.services import joining, rooms, signing_in
from app.services.actor import Actor
from app.snapshots import AccountSnapshot, Invitation

pages = Blueprint("invites", __name__)
ROOM = f"/room/<int(min=1, max={MAX_ID}):room_id>"
JOIN = "/join/<share_id>"
NAME_FIELDS = {"username", "password"}
QR_KEPT = "private, max-age=3600"


@pages.before_request
def _known_or_joining() -> Any:
    if request.endpoint not in {"invites.show", "invites.enter"}:
        return identity.require()
    if request.method == "POST":
        requests.refuse_cross_site(request)
    identity.me()
    return None


@pages.get(JOIN)
def show(share_id: str) -> Any:
    """The room that an invitation leads into, and the way in; members are there at once."""
    try:
        found = _look(share_id)
    except RoomNotFound:
        return _gone()
    if found.inside:
        return redirect(url_for("rooms.room", room_id=found.room_id), 303)
    return _page(share_id, found)


@pages.post(JOIN)
def enter(share_id: str) -> Any:
    """Into the room: as who is signed in, else under a name that is new, or (`login`) one that exists."""
    try:
        found = _look(share_id)
    except RoomNotFound:
        return _gone()
    me = identity.visitor()
    if me is not None:
        return redirect(_joined(me, share_id), 303)
    known = optional("login") is not None
    try:
        account = _admitted(known)
    except DomainError as error:
        if error.status >= 500:
            raise
        form = failed(error, NAME_FIELDS)
        forms = {"login_form": form} if known else {"register_form": form}
        return _page(share_id, found, **forms), error.status, context.retry_after(error)
    actor = tokens.actor_of(tokens.issue(account.id, account.session_id))
    place: str | None = None
    with suppress(DomainError):  # where somebody was faster, the room is lost to them, but not their name
        place = _joined(actor, share_id)
    return identity.admit(account, place)


@pages.get(ROOM + "/invite")
def invite(room_id: int) -> str:
    """A room's address to pass on, as a link, as a QR code and to be read aloud."""
    actor = identity.actor()
    address = invite_links.url(request, actor, room_id)
    room = views.room(rooms.of_member(actor, room_id))
    here = invite_links.only_here(address)
    return render_template("invite.html", room=room, address=address, only_here=here)


@pages.get(ROOM + "/invite.svg")
def qr_code(room_id: int) -> Any:
    """That address as a QR code."""
    response = Response(
        invite_links.qr_code(invite_links.url(request, identity.actor(), room_id)), mimetype="image/svg+xml"
    )
    response.headers["Cache-Control"] = QR_KEPT
    response.add_etag()
    return response.make_conditional(request)


def _look(share_id: str) -> Invitation:
    network = requests.device(request).network
    return joining.look(identity.visitor(), share_id, request.args.get("by"), network)


def _admitted(known: bool) -> AccountSnapshot:
    device = requests.device(request)
    if known:
        return signing_in.log_in(text("username"), optional("password"), device)
    chosen = optional("suggestion") or text("username")
    return signing_in.register(chosen, optional("password"), {}, device)


def _joined(actor: Actor, share_id: str) -> str:
    room_id, code = joining.parse_share_id(share_id)
    joined = joining.join(actor, room_id, code, requests.device(request).network)
    return url_for("rooms.room", room_id=joined.id)


def _page(
    share_id: str, found: Invitation, register_form: Form | None = None, login_form: Form | None = None
) -> str:
    return render_template(
        "join.html",
        invitation=views.invitation(found),
        action=url_for(".enter", share_id=share_id, by=request.args.get("by")),
        register_form=register_form or Form(),
        login_form=login_form or Form(),
        login_open=login_form is not None,
    )


def _gone() -> Any:
    return render_template("join_gone.html", join_form=Form()), 404
