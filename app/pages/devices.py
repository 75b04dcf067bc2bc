"""A session in words: "Firefox · Android" instead of what browsers really say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.snapshots import SessionSnapshot

# The first that matches wins: most browsers also claim to be the ones below them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-requests", "Python"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def view(session: SessionSnapshot, present: str) -> dict[str, Any]:
    """A session for the settings page; `present` is the id of the visitor's own."""
    return {
        "id": session.id,
        "device": gettext("Another device") if session.user_agent is None else name(session.user_agent),
        "address": session.address,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "current": session.id == present,
        "registered": session.registered,
        "can_end": session.can_end,
    }


def name(user_agent: str) -> str:
    """Browser and system as far as they can be told, else the beginning of what it says of itself."""
    found = [label for known in (BROWSERS, SYSTEMS) for label in _first(user_agent, known)]
    return " · ".join(found) or user_agent[:60] or gettext("Unknown device")


def _first(user_agent: str, known: tuple[tuple[str, str], ...]) -> list[str]:
    return next(([label] for mark, label in known if mark in user_agent), [])
