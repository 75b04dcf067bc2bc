"""What every template knows, and what the live app is told at its start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext

from app import i18n
from app.clock import now
from app.exceptions import DomainError, RateLimited
from app.http import assets, headers
from app.pages import identity, views
from app.services import accounts, policy, rooms
from app.snapshots import AccountSnapshot, Person
from app.wire import shapes

PROTOCOL = 1
LIVE_APP, EVERYWHERE = "js/main.js", "js/every-page.js"
"""The scripts of the app, and of every page."""
LOBBY = 1
NEW = timedelta(days=1)
WELCOMED = "welcomed"
"""The cookie of a browser in which the welcome was put away."""
CLAIM_LATER = "claim_later"
CLAIM_AGAIN = 14 * 24 * 3600
"""Seconds until somebody who said "later" is invited once more to protect their name."""
QUICK_EMOJI = ("👍", "❤️", "😂", "🎉", "😮")


def init_app(app: Flask) -> None:
    """Add the templates' globals."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)


def _shared() -> dict[str, Any]:
    me = identity.me()
    return {
        "me": me,
        "nobody": identity.nobody(),
        "locale": i18n.chosen_language(),
        "languages": i18n.LANGUAGES,
        "theme": chosen_theme(me),
        "here": _here(signed_in=me is not None),
        "csp_nonce": headers.nonce,
        "avatar_url": avatar_url,
        "passwordless": policy.current.passwordless_login,
        "quick_emoji": QUICK_EMOJI,
        "active_room": None,
        "lobby": lobby(),
    }


def _here(signed_in: bool) -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return identity.page_of_form() if signed_in else url_for("auth.landing")


def notification_levels() -> list[tuple[str, str, str]]:
    """What one can be told of a room: the level, its name, and what it means."""
    return [
        ("all", gettext("Everything"), gettext("Every new message.")),
        (
            "mentions",
            gettext("Mentions"),
            gettext("Only messages that mention @%(name)s.", name=identity.actor().username),
        ),
        ("nothing", gettext("Nothing"), gettext("Muted: no notifications, not in the totals.")),
    ]


def lobby() -> str:
    """The address of the room that everybody is in."""
    return url_for("rooms.room", room_id=LOBBY)


def chosen_theme(me: AccountSnapshot | None) -> str:
    """The account's theme, else that of the browser's cookie, else the system's."""
    wishes = (me.theme if me else None, request.cookies.get("theme"))
    return next((wish for wish in wishes if wish in accounts.THEMES), accounts.THEMES[0])


def avatar_url(who: Person) -> str:
    """The address of somebody's picture."""
    return shapes.avatar(who)


def shell(
    page: str, room_id: int | None = None, entry: str = LIVE_APP, before: int | None = None
) -> dict[str, Any]:
    """What `layouts/app.html` needs: the rooms at the left and the start of the scripts, at `entry`.

    Of many rooms the most recently active, or those that follow the room `before`.
    """
    found, more = rooms.listed(identity.actor(), before)
    mine = [views.room(one) for one in found]
    return {
        "rooms": mine,
        "older_rooms": found[-1].id if more else None,
        "sections": views.sections(mine),
        "active_room": room_id,
        **scripts(page, room_id, entry),
    }


def scripts(page: str, room_id: int | None, entry: str) -> dict[str, Any]:
    """What the head of `layouts/app.html` needs, whoever looks."""
    return {
        "import_map": assets.import_map(),
        "entry": entry,
        "preloads": assets.needed_by(entry, EVERYWHERE),
        "strings": i18n.script_strings(i18n.chosen_language()),
        "boot": boot(page, room_id),
    }


def claim() -> str | None:
    """Whether to invite this device to protect the name: `now`, or `later` when it was asked lately."""
    me = identity.me()
    if me is None or me.verified or not me.is_owner:
        return None
    return "later" if request.cookies.get(CLAIM_LATER) else "now"


def boot(page: str, room_id: int | None) -> dict[str, Any]:
    """The JSON in `#boot`."""
    me, locale = identity.me(), i18n.chosen_language()
    return {
        "me": shapes.account(me) if me else None,
        "locale": locale,
        "languages": i18n.LANGUAGES,
        "room_id": room_id,
        "page": page,
        "claim": claim(),
        "protocol": PROTOCOL,
        "release": assets.release(),
        "icons": assets.address("img/icons.svg"),
        "emoji": assets.address(f"{assets.VENDOR}/emoji/{locale}.json"),
        "logo": assets.address("img/logo.svg"),
        "welcome": is_new(),
        "urls": {
            "dashboard": url_for("rooms.dashboard"),
            "my_rooms": url_for("rooms.mine"),
            "settings": url_for("account.settings"),
            "logout": url_for("auth.logout"),
            "language": url_for("account.language"),
        },
    }


def is_new() -> bool:
    """Whether who looks has an account since today, and has not put the welcome away."""
    me = identity.me()
    return me is not None and WELCOMED not in request.cookies and now() - me.created_at < NEW


DONE = {
    "logged-out": lambda: gettext("You are logged out. See you soon!"),
    "deleted": lambda: gettext("Your account is deleted. Thank you for being here."),
    "profile": lambda: gettext("Your profile is saved."),
    "picture": lambda: gettext("Your picture is saved. Everybody sees it at once."),
    "picture-removed": lambda: gettext("Your picture is removed."),
    "theme": lambda: gettext("Your theme is saved."),
    "language": lambda: gettext("Your language is saved."),
    "password": lambda: gettext("Your password is saved. Other devices were signed out."),
    "notifications": lambda: gettext("Your quiet hours are saved."),
    "revoked-others": lambda: gettext("All other devices are signed out."),
    "revoked": lambda: gettext("That device is signed out."),
    "left": lambda: gettext("You left the room. It stays for the others."),
}


def done() -> str | None:
    """What the last form achieved, named by the address it led to."""
    found = DONE.get(request.args.get("done", ""))
    return found() if found else None


def retry_after(error: DomainError) -> dict[str, str]:
    """The headers that go with an error shown beside its form."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
