"""Who looks at a page: the cookie, and where to go after signing in."""

from __future__ import annotations

from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Response, g, redirect, request, url_for

from app.exceptions import Unauthenticated
from app.http import farewell, requests, tokens
from app.services import accounts, sessions
from app.services.actor import Actor
from app.snapshots import AccountSnapshot

FOR_LONG = 400 * 24 * 3600
"""Seconds the browser keeps a cookie, the most it allows; the session's row decides what it is worth."""


def visitor() -> Actor | None:
    """Who is signed in here, or null. Raises `Forbidden` for a change sent by another site."""
    if "visitor" not in g:
        g.visitor = None
        try:
            g.visitor = requests.actor(request)
        except Unauthenticated:
            g.nobody = not requests.cookie_withheld(request)
            g.ended = tokens.COOKIE in request.cookies and requests.bearer(request) is None
    return g.visitor


def nobody() -> bool:
    """Whether it is certain that nobody is signed in here: it was asked, and the database answered."""
    return bool(g.get("nobody", False))


def actor() -> Actor:
    """Who is signed in here. Raises `Unauthenticated`."""
    found = visitor()
    if found is None:
        raise Unauthenticated
    return found


def me() -> AccountSnapshot | None:
    """What the visitor may know of themselves, read once for each request; sets the page's language."""
    if "me" not in g:
        found = visitor()
        g.me = accounts.me(found) if found else None
        g.language = g.me.language if g.me else None
    return g.me


def require() -> Response | None:
    """For `before_request`: send strangers to the landing page, and back here once they are in."""
    if me() is not None:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else page_of_form()
    return redirect(url_for("auth.landing", next=wanted), 303)  # type: ignore[return-value]


def page_of_form() -> str:
    """The page that the form being sent stands on."""
    room = (request.view_args or {}).get("room_id")
    return url_for("rooms.room", room_id=room) if room else url_for("rooms.dashboard")


def admit(account: AccountSnapshot, wanted: str | None) -> Any:
    """After signing in: the cookie, and the way to `wanted` or the dashboard.

    A browser holds one session, so one it held before ends.
    """
    before = visitor()
    response = redirect(local_path(wanted) or url_for("rooms.dashboard"), 303)
    if before is not None and before.user_id == account.id:
        sessions.replace(before, account.session_id)
    elif before is not None:
        sessions.log_out(before)
    if g.pop("ended", False) or (before is not None and before.user_id != account.id):
        farewell.drop_kept(response)  # type: ignore[arg-type]
    keep(response, tokens.COOKIE, tokens.issue(account.id, account.session_id), httponly=True)
    return response


def dismiss(done: str) -> Any:
    """Back to the landing page, and nothing of who was signed in stays; `done` says why."""
    response = redirect(url_for("auth.landing", done=done), 303)
    farewell.forget(request, response)  # type: ignore[arg-type]
    return response


def forget_ended(response: Response) -> Response:
    """For `after_request`: whose session ended elsewhere or by itself is forgotten, too."""
    if g.get("ended"):
        farewell.forget(request, response)
    return response


def keep(response: Any, name: str, value: str, httponly: bool = False, seconds: int = FOR_LONG) -> None:
    """Set a cookie as all of ours are: for our own pages only, over TLS only where there is TLS."""
    response.set_cookie(
        name, value, max_age=seconds, httponly=httponly, samesite="Lax", secure=request.is_secure
    )


def local_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of this server, else null: nobody is sent elsewhere by a link, or out."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or any(ord(c) < 0x21 or ord(c) == 0x7F for c in wanted):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc or _leads_out(parts.path) else wanted


def _leads_out(path: str) -> bool:
    """Whether it is the way out, however it is spelt: nobody who just signed in meant that."""
    plain = normpath("/" + unquote(path).lstrip("/")).rstrip("/")
    return plain.lower() == url_for("auth.logout")
