"""What makes the pages an app to install: manifest, icon, service worker, a page without a connection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext

from app import i18n
from app.http import assets
from app.pages import context, identity

pages = Blueprint("installed", __name__)
LIGHT = {"theme_color": "#f3eadf", "background_color": "#faf5ee"}
DARK = {"theme_color": "#1b1613", "background_color": "#16120f"}
"""The top of a page and its paper, as in tokens.css."""
ICONS = [(purpose, size) for purpose in ("any", "maskable") for size in (192, 512)]


@pages.get("/manifest.webmanifest")
def manifest() -> Any:
    """What an installed app is called and looks like.

    Browsers ask without a cookie, so the language is in the address.
    """
    wish = request.args.get("lang", "")
    lang = wish if wish in i18n.LANGUAGES else i18n.DEFAULT
    with force_locale(lang):
        body = json.dumps(_manifest(lang), ensure_ascii=False)
    return _kept(Response(body, mimetype="application/manifest+json"))


def _manifest(lang: str) -> dict[str, Any]:
    return {
        "id": url_for("auth.landing"),
        "name": "Ngobrol",
        "short_name": "Ngobrol",
        "description": gettext("Chat with your people in one place: in the browser or over an API."),
        "lang": lang,
        "dir": "ltr",
        "start_url": url_for("rooms.dashboard"),
        "scope": url_for("auth.landing"),
        "display": "standalone",
        "categories": ["social", "productivity"],
        **LIGHT,
        "color_scheme_dark": DARK,
        "icons": [_icon(purpose, size) | {"purpose": purpose} for purpose, size in ICONS],
        "shortcuts": [
            {"name": name, "url": url, "icons": [_icon("any", 192)]}
            for name, url in (
                (gettext("New room"), url_for("rooms.dashboard", _anchor="new")),
                (gettext("Lobby"), url_for("rooms.room", room_id=1)),
                (gettext("My rooms"), url_for("rooms.mine")),
            )
        ],
    }


def _icon(purpose: str, size: int) -> dict[str, str]:
    src = url_for("static", filename=f"img/app/{purpose}-{size}.png")
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png"}


@pages.get("/favicon.ico")
def favicon() -> Any:
    """The icon that browsers look for beside what is no page of ours: JSON, a picture."""
    return redirect(_icon("any", 192)["src"])


@pages.get("/service-worker.js")
def service_worker() -> Any:
    """The service worker, told which release this is and of what: with each release another script."""
    told = {"RELEASE": assets.release(), "SHELL": assets.shell(), "OFFLINE": url_for(".offline")}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in told.items()]
    script = Path(str(current_app.static_folder), assets.WORKER).read_text("utf-8")
    return _kept(Response("\n".join([*lines, script]), mimetype="text/javascript"))


@pages.get("/offline")
def offline() -> Response:
    """What an app that can't reach us shows.

    Browsers keep it, so nothing of the visitor is in it but language and theme.
    """
    theme = context.chosen_theme(identity.me())
    locale = i18n.chosen_language()
    page = render_template(
        "offline.html",
        import_map=assets.import_map(),
        boot={"me": None, "locale": locale, "icons": assets.address("img/icons.svg")},
        strings=i18n.script_strings(locale),
    )
    return Response(page, headers={"Content-Language": locale, "X-Look": f"{locale} {theme}"})


def _kept(response: Response) -> Any:
    """Browsers ask again each time, and are told when there is nothing new."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
