"""Oneself: profile, password, sessions, deletion."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from app.api.asking import actor, body, device
from app.api.envelope import ok, whole
from app.edge import payloads, shapes, signing_in
from app.services import accounts, sessions

routes = Blueprint("me", __name__, url_prefix="/me")


@routes.get("")
def show() -> Response:
    """Who I am."""
    return ok(shapes.account(accounts.me(actor())))


@routes.patch("")
def change() -> Response:
    """Change my profile."""
    asking = actor()
    profile = body(payloads.ProfileChange).model_dump(exclude_unset=True)
    return ok(shapes.account(accounts.update_profile(asking, profile)))


@routes.delete("")
def delete() -> Response:
    """Delete my account."""
    asking = actor()
    confirmation = body(payloads.AccountDeletion)
    accounts.delete(asking, confirmation.username, confirmation.erase)
    return ok()


@routes.put("/password")
def set_password() -> Response:
    """Set or change my password."""
    asking = actor()
    change = body(payloads.PasswordChange)
    account = signing_in.set_password(asking, change.password, change.current_password, device())
    return ok(shapes.account(account))


@routes.get("/sessions")
def list_sessions() -> Response:
    """My signed-in devices, the most recently used first."""
    asking = actor()
    return whole(shapes.session(one, asking.session_id) for one in sessions.mine(asking))


@routes.delete("/sessions/<uuid:session_id>")
def revoke_session(session_id: UUID) -> Response:
    """Sign one of my devices out."""
    sessions.revoke(actor(), str(session_id))
    return ok()
