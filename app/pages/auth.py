"""The landing page, and the way in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.exceptions import DomainError
from app.http import requests
from app.pages import context, identity
from app.pages.forms import Form, failed, optional, text
from app.services import sessions, signing_in

pages = Blueprint("auth", __name__)
FIELDS = {"username", "password"}


@pages.before_request
def _only_our_own_forms() -> None:
    if request.method == "POST":
        requests.refuse_cross_site(request)
    identity.me()


@pages.get("/")
def landing() -> str:
    """Register and login forms, and what this is."""
    return _page(opened="login" in request.args)


@pages.post("/register")
def register() -> Any:
    """A new account, signed in; a taken name is refused with free ones beside it."""
    try:
        chosen = optional("suggestion") or text("username")
        account = signing_in.register(chosen, optional("password"), {}, requests.device(request))
    except DomainError as error:
        return _refused(error, register_form=failed(error, FIELDS))
    return identity.admit(account, optional("next"))


@pages.post("/login")
def login() -> Any:
    """Sign in to an account that exists."""
    try:
        account = signing_in.log_in(text("username"), optional("password"), requests.device(request))
    except DomainError as error:
        return _refused(error, login_form=failed(error, FIELDS), opened=True)
    return identity.admit(account, optional("next"))


@pages.get("/logout")
def ask_to_log_out() -> Any:
    """End the session of whoever came here by themselves; others find a page with one button.

    A link, a picture or a browser that looks ahead must sign nobody out (contract C4).
    """
    if request.method == "HEAD":
        return ""
    if identity.visitor() is None:
        return redirect(url_for(".landing", done="logged-out"), 303)
    return logout() if requests.in_person(request) else render_template("logout.html")


@pages.post("/logout")
def logout() -> Any:
    """End the session, on this page and on its open sockets."""
    visitor = identity.visitor()
    if visitor is not None:
        sessions.log_out(visitor)
    return identity.dismiss("logged-out")


def _refused(error: DomainError, **page: Any) -> Any:
    if error.status >= 500:
        raise error
    return _page(**page), error.status, context.retry_after(error)


def _page(register_form: Form | None = None, login_form: Form | None = None, opened: bool = False) -> str:
    wanted = identity.local_path(request.values.get("next"))
    return render_template(
        "landing.html",
        register_form=register_form or Form(),
        login_form=login_form or Form(),
        login_open=opened,
        # Newcomers begin in the lobby, which needs no explanation.
        next=None if wanted == context.lobby() else wanted,
        done=context.done(),
    )
