"""What went wrong, as a page; the same words for what is hidden and for what doesn't exist."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, render_template, request, url_for
from flask_babel import gettext

from app.exceptions import Reason
from app.http import error_handlers
from app.i18n import error_text
from app.pages import identity


def init_app(app: Flask) -> None:
    """Show errors as pages wherever no program is asking."""
    error_handlers.use_page(app, page)


def page(error: dict[str, Any], status: int) -> Any:
    """The error page; who isn't signed in (any more) goes to the landing page instead."""
    _know_visitor()
    if status == 401:
        return redirect(url_for("auth.landing", next=_wanted()), 303)
    title, text = _words(status)
    body = render_template("error.html", status=status, title=title, text=text, error_id=error.get("id"))
    return body, status


def _know_visitor() -> None:
    try:
        identity.me()
    except Exception:  # noqa: BLE001  the page must come even when the database doesn't answer
        g.visitor = g.me = None


def _wanted() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _words(status: int) -> tuple[str, str]:
    known = {
        403: (
            gettext("That is not allowed"),
            gettext("This page or form came from elsewhere, or it is not yours."),
        ),
        404: (gettext("Nothing here"), gettext("This page or room doesn't exist, or you can't see it.")),
        405: (gettext("That is not the way"), gettext("This address is for forms only.")),
        413: (gettext("Too large"), gettext("That is more than we can take at once. Please shorten it.")),
        429: (gettext("A little slower"), error_text(Reason("rate_limited"))),
    }
    if status >= 500:
        return (
            gettext("Something broke"),
            gettext(
                "That is our fault, not yours. Please try again; if it stays, tell the operator this id."
            ),
        )
    return known.get(status) or (gettext("We did not get that"), error_text(Reason("bad_request")))
