"""Names, and the way in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.http import farewell, tokens
from app.http.rest.envelope import ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, device
from app.services import sessions, signing_in
from app.snapshots import AccountSnapshot
from app.wire import payloads, people_schemas, shapes

routes = Blueprint("accounts", __name__)


@routes.post("/check-username")
@documented(
    "accounts lobby", (200, people_schemas.Availability), body=payloads.Name, refuses=(429,), public=True
)
def check_username() -> Response:
    """Is this username free?

    When it is taken, at least three that are free come with the answer.
    """
    username, suggestions = signing_in.check_username(body(payloads.Name).username, device())
    return ok(shapes.availability(username, suggestions))


@routes.post("/register")
@documented(
    "accounts lobby",
    (201, people_schemas.Registered),
    body=payloads.Register,
    refuses=(409, 429),
    public=True,
)
def register() -> Response:
    """Make an account and sign in.

    A username has 3 to 32 letters, digits, `_`, `.` or `-`, and is unique whatever its case. Without a
    password (left out, null or empty) anyone who knows the name can sign in with it, unless the server wants
    passwords. A taken name is refused with free ones in `suggestions`.
    """
    new = body(payloads.Register)
    profile = new.model_dump(include={"display_name", "email", "country"}, exclude_unset=True)
    account = signing_in.register(new.username, new.password, profile, device())
    return ok({"token": _token(account), "user": shapes.account(account)}, 201)


@routes.post("/login")
@documented(
    "accounts lobby", (200, people_schemas.LoggedIn), body=payloads.Login, refuses=(401, 429), public=True
)
def login() -> Response:
    """Sign in.

    A name with a password needs it; one without needs none, and ignores one. A name that nobody has,
    sent without a password (left out, null or empty), is made. Both may be off (`PASSWORDLESS_LOGIN`). An
    unknown name and a wrong password are refused alike.
    """
    given = body(payloads.Login)
    account = signing_in.log_in(given.username, given.password, device(), create_unknown=True)
    return ok({"token": _token(account), "user": shapes.signed_in(account)})


@routes.post("/refresh")
@documented("accounts", (200, people_schemas.Token))
def refresh() -> Response:
    """A new token for my session.

    The session counts as used now: it ends after 30 days without use, unless the server has another rule.
    """
    asking = actor()
    sessions.touch([asking.session_id])
    return ok({"token": tokens.issue(asking.user_id, asking.session_id)})


@routes.post("/logout")
@documented("accounts", (200, None))
def logout() -> Response:
    """End my session.

    All its tokens are dead at once, on HTTP and on open sockets.
    """
    sessions.log_out(actor())
    return farewell.of_cookie(request, ok())


def _token(account: AccountSnapshot) -> str:
    return tokens.issue(account.id, account.session_id)
