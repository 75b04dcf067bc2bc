"""What each HTTP route is for, and who may; a route without a row here fails the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import GONE, PASSWORD, RELATIONS, SIGNED_IN_ROLES

DONE, TO_LANDING = 200, 303
"""What was asked for is done: any status below 400. Who is nobody is led away from a page."""
Rights = dict[str, int]
"""Relation to a room → the status; who has none is told 404."""

SEES: Rights = {"owner": DONE, "member": DONE, "desk": DONE}
IS_IN: Rights = SEES | {"desk": 404}
OWNS: Rights = {"owner": DONE, "member": 403, "desk": 403}


@dataclass(frozen=True)
class Row:
    """A call and who may make it."""

    who: str
    """A key of `EXPECTED`."""
    rights: Rights = field(default_factory=lambda: SEES)
    but: dict[tuple[str, str], int] = field(default_factory=dict)
    """Target and role → status, of those that differ; the target is "" where there is none."""
    json: Any = None
    form: dict[str, Any] | None = None
    query: str = ""
    picture: str = ""
    """Whether one is sent: as the `body`, or in a `form`."""
    gone: int = 401
    """What who is nobody is answered."""

    def status(self, role: str, target: str) -> int:
        """What `role` is answered that asks for `target`."""
        if (target, role) in self.but:
            return self.but[target, role]
        if role in GONE and self.who not in OPEN:
            return self.gone
        return EXPECTED[self.who](self, role, target)

    def hides(self, role: str, target: str) -> bool:
        """Whether `role` may not know that the target exists."""
        return self.who not in {"room", "message"} or role not in RELATIONS[target]


SHARED = {room: RELATIONS[room] for room in ("group", "dm")}
"""An address without a code leads those in who are there already."""
SESSIONS = {
    ("name", "registering"): DONE,
    ("name", "later"): DONE,
    ("guest", "later"): DONE,
    ("guest", "registering"): 403,
}
"""Of a name without a password: who came later can't end the session that registered it."""
OPEN = {"all", "share"}
EXPECTED: dict[str, Callable[[Row, str, str], int]] = {
    "all": lambda *_: DONE,
    "signed in": lambda *_: DONE,
    "admin": lambda _row, role, _target: DONE if role == "admin" else 403,
    "desk": lambda _row, role, target: 403 if role != "admin" else DONE if target == "support" else 404,
    "session": lambda _row, role, target: SESSIONS.get((role, target), DONE if target == "mine" else 404),
    "user": lambda _row, _role, target: 404 if target == "missing" else DONE,
    "share": lambda _row, role, target: DONE if target == "link" or role in SHARED.get(target, ()) else 404,
    "room": lambda row, role, target: row.rights.get(RELATIONS[target].get(role, ""), 404),
    "message": lambda row, role, target: row.rights.get(RELATIONS[target].get(role, ""), 404),
}
"""Who may → what a role is answered that asks for a target."""

ALL, SIGNED_IN, ADMIN = Row("all"), Row("signed in"), Row("admin")
AUTHOR: Rights = {"owner": DONE, "member": 403, "desk": 403}
AUTHORS_ALONE = {("dm", "creator"): DONE, ("support", "member"): DONE, ("lobby", "creator"): DONE}
MODERATED = AUTHORS_ALONE | {("lobby", "admin"): DONE}
NO_LEAVING = {("lobby", role): 403 for role in SIGNED_IN_ROLES} | {("support", "member"): 403}
INVITES: Rights = {"owner": DONE, "member": 404, "desk": 404}
"""Into a dm and a support room nobody can be invited."""
INVITERS = {("group", "member"): DONE} | {("lobby", role): DONE for role in SIGNED_IN_ROLES}
CLAIMS = {("", "guest"): 403}
"""An account without a password is its registering session's."""
PROFILE = {"display_name": "Baru"}
DELETION = {"username": "{username}", "password": PASSWORD}

REST: dict[tuple[str, str], Row] = {
    ("POST", "/api/check-username"): Row("all", json={"username": "orang_baru"}),
    ("POST", "/api/login"): Row("all", json={"username": "orang_baru"}),
    ("POST", "/api/register"): Row("all", json={"username": "orang_baru"}),
    ("POST", "/api/logout"): SIGNED_IN,
    ("POST", "/api/refresh"): SIGNED_IN,
    ("GET", "/api/me"): SIGNED_IN,
    ("PATCH", "/api/me"): Row("signed in", json=PROFILE),
    ("DELETE", "/api/me"): Row("signed in", but=CLAIMS, json=DELETION),
    ("PUT", "/api/me/avatar"): Row("signed in", picture="body"),
    ("DELETE", "/api/me/avatar"): SIGNED_IN,
    ("GET", "/api/me/export"): Row("signed in", but=CLAIMS),
    ("PUT", "/api/me/password"): Row(
        "signed in", but=CLAIMS, json={"password": PASSWORD + "!", "current_password": PASSWORD}
    ),
    ("PUT", "/api/me/quiet-hours"): Row("signed in", json={"on": True, "from": "22:00", "until": "07:00"}),
    ("GET", "/api/me/sessions"): SIGNED_IN,
    ("DELETE", "/api/me/sessions"): Row("signed in", but=CLAIMS),
    ("DELETE", "/api/me/sessions/<uuid:session_id>"): Row("session"),
    ("GET", "/api/messages"): SIGNED_IN,
    ("GET", "/api/rooms"): SIGNED_IN,
    ("POST", "/api/rooms"): Row("signed in", json={"type": "group"}),
    ("GET", "/api/users"): Row("signed in", query="q=si"),
    ("GET", "/api/users/<id:user_id>"): Row("user"),
    ("PATCH", "/api/users/<id:user_id>"): Row("admin", json={"role": "admin"}),
    ("GET", "/api/rooms/<id:room_id>"): Row("room"),
    ("PATCH", "/api/rooms/<id:room_id>"): Row("room", OWNS, json={"name": "baru"}),
    ("GET", "/api/rooms/<id:room_id>/messages"): Row("room"),
    ("POST", "/api/rooms/<id:room_id>/messages"): Row("room", json={"content": "x", "client_id": "x"}),
    ("GET", "/api/rooms/<id:room_id>/changes"): Row("room", query="after=0"),
    ("GET", "/api/rooms/<id:room_id>/invite"): Row("room", INVITES, INVITERS),
    ("POST", "/api/rooms/<id:room_id>/join"): Row("room"),
    ("POST", "/api/rooms/<id:room_id>/accept"): Row("room", IS_IN),
    ("POST", "/api/rooms/<id:room_id>/leave"): Row("room", IS_IN, NO_LEAVING),
    ("PUT", "/api/rooms/<id:room_id>/notifications"): Row("room", IS_IN, json={"level": "all"}),
    ("POST", "/api/rooms/<id:room_id>/read"): Row("room", json={"seq": 1}),
    ("POST", "/api/rooms/<id:room_id>/typing"): Row("room", json={"is_typing": True}),
    ("GET", "/api/messages/<id:message_id>"): Row("message"),
    ("PATCH", "/api/messages/<id:message_id>"): Row("message", AUTHOR, MODERATED, json={"content": "lain"}),
    ("DELETE", "/api/messages/<id:message_id>"): Row("message", AUTHOR, MODERATED),
    ("PUT", "/api/messages/<id:message_id>/reactions"): Row("message", json={"emoji": "👍", "on": True}),
    # -- the contracts' ------------------------------------------------------------------------
    ("GET", "/api/chat/room"): Row("signed in", but={("", "admin"): 403}),
    ("GET", "/api/chat/rooms"): ADMIN,
    ("GET", "/api/chat/rooms/<id:room_id>/messages"): Row("desk"),
    ("PATCH", "/api/chat/rooms/<id:room_id>/assign"): Row("desk"),
    ("PATCH", "/api/chat/rooms/<id:room_id>/close"): Row("desk"),
    ("GET", "/api/chat/stats"): ADMIN,
    ("GET", "/api/chats/"): SIGNED_IN,
    ("GET", "/api/chats/unread"): SIGNED_IN,
    ("GET", "/api/chats/history/<id:user_id>"): Row("user"),
    ("PATCH", "/api/chats/<id:message_id>/read"): Row(
        "message", {}, {("dm", "peer"): DONE, ("dm", "creator"): 403}
    ),
}


def page(who: str, rights: Rights = SEES, but: dict[tuple[str, str], int] | None = None, **form: str) -> Row:
    """A page, or a form of one; who is nobody is led to the landing page."""
    return Row(who, rights, but or {}, form=form, gone=TO_LANDING)


PAGES: dict[tuple[str, str], Row] = {
    ("GET", "/"): ALL,
    ("POST", "/register"): Row("all", form={"username": "orang_baru"}),
    ("POST", "/login"): Row("all", form={"username": "si.name"}),
    ("GET", "/logout"): ALL,
    ("POST", "/logout"): ALL,
    ("GET", "/apidocs"): ALL,
    ("GET", "/openapi.json"): ALL,
    ("GET", "/healthz"): ALL,
    ("GET", "/readyz"): ALL,
    ("GET", "/metrics"): ALL,
    ("GET", "/offline"): ALL,
    ("GET", "/manifest.webmanifest"): ALL,
    ("GET", "/service-worker.js"): ALL,
    ("GET", "/favicon.ico"): ALL,
    ("GET", "/static/<path:filename>"): ALL,
    ("GET", "/dashboard"): page("signed in"),
    ("GET", "/my-rooms"): page("signed in"),
    ("GET", "/settings"): page("signed in"),
    ("GET", "/settings/export"): page("signed in", but=CLAIMS),
    ("GET", "/admin"): page("admin"),
    ("POST", "/admin/room/<int:room_id>/assign"): page("desk"),
    ("POST", "/admin/room/<int:room_id>/close"): page("desk"),
    ("POST", "/support"): page("signed in"),
    ("POST", "/room/create"): page("signed in", type="group"),
    ("POST", "/room/join"): page("signed in", room_id="1"),
    ("GET", "/room/<int:room_id>"): page("room"),
    ("GET", "/room/<int:room_id>/messages"): Row("room"),
    ("GET", "/room/<int:room_id>/invite"): page("room", INVITES, INVITERS),
    ("GET", "/room/<int:room_id>/invite.svg"): page("room", INVITES, INVITERS),
    ("POST", "/room/<int:room_id>/send"): page("room", content="x"),
    ("POST", "/room/<int:room_id>/accept"): page("room", IS_IN),
    ("POST", "/room/<int:room_id>/leave"): page("room", IS_IN, NO_LEAVING),
    ("POST", "/room/<int:room_id>/change"): page("room", OWNS | {"desk": 404}, name="baru"),
    ("POST", "/room/<int:room_id>/notifications"): page("room", IS_IN, level="all"),
    ("POST", "/room/<int:room_id>/message/<int:message_id>/edit"): page(
        "message", AUTHOR, MODERATED, content="lain"
    ),
    ("POST", "/room/<int:room_id>/message/<int:message_id>/delete"): page("message", AUTHOR, MODERATED),
    ("POST", "/room/<int:room_id>/message/<int:message_id>/react"): page("message", emoji="👍", on="yes"),
    ("POST", "/welcome"): page("signed in"),
    ("POST", "/language"): Row("all", form={"language": "en"}),
    ("POST", "/theme"): Row("all", form={"theme": "dark"}),
    ("POST", "/settings/profile"): page("signed in", display_name="Baru"),
    ("POST", "/settings/picture"): Row("signed in", picture="form", gone=TO_LANDING),
    ("POST", "/settings/picture/remove"): page("signed in"),
    ("POST", "/settings/claim-later"): page("signed in"),
    ("POST", "/settings/password"): page(
        "signed in", but=CLAIMS, password=PASSWORD + "!", current_password=PASSWORD
    ),
    ("POST", "/settings/notifications"): Row(
        "signed in", form={"on": "yes", "from": "22:00", "until": "07:00"}, gone=TO_LANDING
    ),
    ("POST", "/settings/sessions"): page("signed in", but=CLAIMS),
    ("POST", "/settings/sessions/<uuid:session_id>"): page("session"),
    ("POST", "/account/delete"): Row("signed in", but=CLAIMS, form=DELETION, gone=TO_LANDING),
    ("GET", "/join/<share_id>"): Row("share"),
    ("POST", "/join/<share_id>"): Row("share", form={"username": "orang_baru"}),
    ("GET", "/avatar/<int:user_id>-<string:digest>.webp"): ALL,
    ("GET", "/avatar/<int:user_id>.svg"): ALL,
}
"""Converters' bounds are left out."""
