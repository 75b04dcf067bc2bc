"""Settings: profile, picture, theme, language, password, devices, deletion."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from app import i18n
from app.exceptions import DomainError, Forbidden, NotFound
from app.http import assets, requests, uploads
from app.pages import context, devices, identity
from app.pages.forms import Form, failed, optional, text, ticked
from app.services import accounts, deletion, notifications, pictures, sessions
from app.services.actor import Actor
from app.snapshots import QuietHours
from app.wire import exporting

pages = Blueprint("account", __name__)
PROFILE = ("display_name", "email", "country")
FORMS = (
    "profile_form", "picture_form", "password_form", "quiet_form", "sessions_form", "data_form",
    "delete_form",
)  # fmt: skip
DEVICES = 20
"""On one page."""
FOR_STRANGERS = {"account.language", "account.theme"}
SECTION_OF = {
    "profile": "profile",
    "picture": "profile",
    "picture-removed": "profile",
    "theme": "appearance",
    "language": "appearance",
    "password": "password",
    "notifications": "notifications",
    "revoked": "sessions",
    "revoked-others": "sessions",
}
"""Where on the page stands what the last form achieved."""


@pages.before_request
def _own_account_only() -> Any:
    if request.endpoint in FOR_STRANGERS:
        requests.refuse_cross_site(request)
        return None
    return identity.require()


@pages.get("/settings")
def settings() -> str:
    """Everything about one's account."""
    return _settings()


@pages.post("/settings/profile")
def profile() -> Any:
    """Set display name, e-mail and country; an empty field clears."""
    try:
        given = {name: optional(name) for name in PROFILE if name in request.form}
        if given.get("display_name") == identity.actor().username:
            given["display_name"] = None
        accounts.update_profile(identity.actor(), given)
    except DomainError as error:
        return _refused(error, profile_form=failed(error, set(PROFILE)))
    return _saved("profile")


@pages.post("/settings/picture")
def picture() -> Any:
    """Set the picture."""
    try:
        pictures.replace(identity.actor(), partial(uploads.picture_of_form, "picture"))
    except DomainError as error:
        return _refused(error, picture_form=failed(error, {"picture"}, "picture", typed_again=False))
    return _saved("picture")


@pages.post("/settings/picture/remove")
def remove_picture() -> Any:
    """Take the picture away."""
    pictures.remove(identity.actor())
    return _saved("picture-removed")


@pages.post("/language")
def language() -> Any:
    """Another language, for strangers too; then back to the page it was asked on."""
    return _preferred("language", i18n.LANGUAGES)


@pages.post("/theme")
def theme() -> Any:
    """Light, dark or as the system is, for strangers too; then back to the page it was asked on."""
    return _preferred("theme", accounts.THEMES)


def _preferred(name: str, choices: Collection[str]) -> Any:
    wanted = text(name)
    response = redirect(identity.local_path(optional("next")) or url_for("auth.landing"), 303)
    if wanted in choices:
        identity.keep(response, name, wanted)
        if visitor := identity.visitor():
            accounts.update_profile(visitor, {name: wanted})
    return response


@pages.post("/settings/claim-later")
def claim_later() -> Any:
    """Don't invite this device to protect the name for a while."""
    response = redirect(identity.local_path(optional("next")) or url_for("rooms.dashboard"), 303)
    identity.keep(response, context.CLAIM_LATER, "1", seconds=context.CLAIM_AGAIN)
    return response


@pages.post("/settings/password")
def password() -> Any:
    """Set or change the password; other devices are signed out."""
    actor = identity.actor()
    device = requests.device(request)
    try:
        accounts.set_password(actor, text("password"), optional("current_password"), device=device)
    except DomainError as error:
        return _refused(error, password_form=failed(error, {"password", "current_password"}))
    return _saved("password")


@pages.post("/settings/notifications")
def quiet_hours() -> Any:
    """Set the hours in which no device tells anything."""
    try:
        hours = QuietHours(ticked("on"), text("from"), text("until"))
        notifications.set_quiet_hours(identity.actor(), hours)
    except DomainError as error:
        return _refused(error, quiet_form=failed(error, {"from", "until"}))
    return _saved("notifications")


@pages.get("/settings/export")
def export() -> Any:
    """All of one's data as a file."""
    try:
        return exporting.answer(identity.actor())
    except DomainError as error:
        return _refused(error, data_form=failed(error, set()))


@pages.post("/settings/sessions")
def revoke_others() -> Any:
    """Sign all other devices out."""
    return _end_sessions("revoked-others", lambda: sessions.revoke_others(identity.actor()))


@pages.post("/settings/sessions/<uuid:session_id>")
def revoke(session_id: UUID) -> Any:
    """Sign another device out."""
    return _end_sessions("revoked", lambda: sessions.revoke(identity.actor(), str(session_id)))


def _end_sessions(done: str, verb: Callable[[], None]) -> Any:
    try:
        verb()
    except Forbidden as error:
        return _refused(error, sessions_form=failed(error, set()))
    return _saved(done)


@pages.post("/account/delete")
def delete() -> Any:
    """Delete the account, confirmed by its name and the password it has; `erase` takes its messages too."""
    actor, device = identity.actor(), requests.device(request)
    try:
        deletion.delete(actor, text("username"), ticked("erase"), optional("password"), device=device)
    except DomainError as error:
        return _refused(error, delete_form=failed(error, {"username", "password"}))
    return identity.dismiss("deleted")


def _settings(**refused: Form) -> str:
    actor, done = identity.actor(), request.args.get("done", "")
    forms = dict.fromkeys(FORMS, Form())
    return render_template(
        "settings.html",
        **(forms | refused),
        **_devices(actor),
        saved={SECTION_OF.get(done): context.done()},
        import_map=assets.import_map(),
        boot=context.boot("settings", None),
        strings=i18n.script_strings(i18n.chosen_language()),
    )


def _devices(actor: Actor) -> dict[str, Any]:
    """A page of the devices, and where the next one begins."""
    after = request.args.get("devices_after")
    try:
        found = sessions.mine(actor, DEVICES + 1, after)
    except NotFound:  # signed out since that page was made
        found, after = sessions.mine(actor, DEVICES + 1), None
    shown = [devices.view(one, actor.session_id) for one in found[:DEVICES]]
    return {
        "sessions": shown,
        "devices_from": after,
        "devices_after": shown[-1]["id"] if len(found) > DEVICES else None,
    }


def _saved(done: str) -> Any:
    return redirect(url_for(".settings", done=done, _anchor=SECTION_OF[done]), 303)


def _refused(error: DomainError, **forms: Form) -> Any:
    if error.status >= 500 or error.status == 401:
        raise error
    return _settings(**forms), error.status, context.retry_after(error)
