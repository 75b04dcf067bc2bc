"""Oneself: profile, picture, password, sessions, deletion."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from app.http import farewell, uploads
from app.http.rest.envelope import listed, ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, device, query
from app.services import accounts, deletion, notifications, pictures, sessions
from app.snapshots import QuietHours
from app.wire import exporting, payloads, people_schemas, shapes
from app.wire.export_schemas import Export

routes = Blueprint("me", __name__, url_prefix="/me")


class SessionPaging(payloads.Payload):
    before: payloads.Text | None = None
    limit: payloads.Limit = 50


@routes.get("")
@documented("me", (200, people_schemas.Me))
def show() -> Response:
    """Who I am."""
    return ok(shapes.account(accounts.me(actor())))


@routes.patch("")
@documented("me", (200, people_schemas.Me), body=payloads.ProfileChange)
def change() -> Response:
    """Change my profile.

    Only the fields sent change; null or an empty text clears. The e-mail address of a name without a
    password is for the session that registered it.
    """
    asking = actor()
    profile = body(payloads.ProfileChange).model_dump(exclude_unset=True)
    return ok(shapes.account(accounts.update_profile(asking, profile)))


@routes.delete("")
@documented("me", (200, None), body=payloads.AccountDeletion, refuses=(403, 409, 429))
def delete() -> Response:
    """Delete my account.

    `username` is typed again as confirmation, and `password` where the account has one. It leaves every room
    and all its sessions end. Its messages stay under a neutral name, or are deleted with `erase`. The last
    admin's can't be deleted.
    """
    asking = actor()
    confirmation = body(payloads.AccountDeletion)
    deletion.delete(asking, confirmation.username, confirmation.erase, confirmation.password, device=device())
    return farewell.of_cookie(request, ok())


@routes.put("/avatar")
@documented("me", (200, people_schemas.Me), upload=uploads.PICTURES, refuses=(429,))
def set_avatar() -> Response:
    """Set my picture.

    The body is the file itself: JPEG, PNG, WebP or GIF (its first frame), up to 5 MiB and 24 million pixels.
    Its middle becomes a square of 256 pixels, upright and without metadata; `avatar` is its new address,
    under which nothing else is ever served. At most 20 in 10 minutes.
    """
    return ok(shapes.account(pictures.replace(actor(), uploads.picture)))


@routes.delete("/avatar")
@documented("me", (200, people_schemas.Me))
def remove_avatar() -> Response:
    """Remove my picture.

    Initials stand for me again.
    """
    return ok(shapes.account(pictures.remove(actor())))


@routes.put("/password")
@documented("me", (200, people_schemas.Me), body=payloads.PasswordChange, refuses=(429,))
def set_password() -> Response:
    """Set or change my password.

    8 to 256 characters. Every other session ends. A first password is for the session that registered
    the name; later ones want `current_password`.
    """
    asking = actor()
    change = body(payloads.PasswordChange)
    account = accounts.set_password(asking, change.password, change.current_password, device=device())
    return ok(shapes.account(account))


@routes.put("/quiet-hours")
@documented("me", (200, people_schemas.Me), body=payloads.QuietHoursChange)
def set_quiet_hours() -> Response:
    """Choose when I am told nothing.

    Two times of the day, in the zone of whoever looks; `from` after `until` goes over midnight. Devices
    honour it themselves.
    """
    asking = actor()
    given = body(payloads.QuietHoursChange)
    hours = QuietHours(given.on, given.begin, given.until)
    return ok(shapes.account(notifications.set_quiet_hours(asking, hours)))


@routes.get("/export")
@documented("me", (200, Export), refuses=(403,))
def export() -> Response:
    """All my data.

    Account, picture, sessions, rooms with read pointers, my messages that are not deleted, my reactions;
    in one answer that is made while it is sent, however much it is. An answer that broke off is no JSON.
    Of a name without a password it is for the session that registered it. At most 6 in 10 minutes.
    """
    return exporting.answer(actor(), '{"success":true,"data":', "}")


@routes.get("/sessions")
@documented("me", (200, people_schemas.Session), query=SessionPaging, listed=True, refuses=(404,))
def list_sessions() -> Response:
    """My signed-in devices: this one, then the most recently used first.

    At most 50: a further sign-in ends the one that was not used for longest, never the one that registered
    the name. What others signed in from is seen by the owner only (`is_owner` in `GET /api/me`).
    """
    asking = actor()
    wanted = query(SessionPaging)
    found = sessions.mine(asking, wanted.limit + 1, wanted.before)
    shown = [shapes.session(one, asking.session_id) for one in found[: wanted.limit]]
    more = len(found) > wanted.limit
    return listed(shown, wanted.limit, more, shown[-1]["id"] if more else None)


@routes.delete("/sessions")
@documented("me", (200, None), refuses=(403,))
def revoke_other_sessions() -> Response:
    """Sign all my other devices out.

    Refused where one of them registered a name without a password: only that device signs itself out.
    """
    sessions.revoke_others(actor())
    return ok()


@routes.delete("/sessions/<uuid:session_id>")
@documented("me", (200, None), refuses=(403,))
def revoke_session(session_id: UUID) -> Response:
    """Sign one of my devices out.

    The one that registered a name without a password only signs itself out.
    """
    asking = actor()
    sessions.revoke(asking, str(session_id))
    return farewell.of_cookie(request, ok()) if str(session_id) == asking.session_id else ok()
