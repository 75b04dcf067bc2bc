"""Languages: which one a request speaks, and what the pages' scripts say in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Domain, get_locale

from app.extensions import babel
from app.translations.reading import catalogue, translations

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
COOKIE = "language"
SCRIPTS = "static/js/"


def init_app(app: Flask) -> None:
    """Give `app` its languages; Indonesian unless a request asks for another."""
    babel.init_app(app, default_locale=DEFAULT, locale_selector=chosen_language)
    babel.domain_instance = _Catalogues()


def chosen_language() -> str:
    """The user's language (`g.language`), else the cookie's, else the default."""
    if not has_request_context():
        return DEFAULT
    for wish in (g.get("language"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return DEFAULT


@cache
def script_strings(language: str) -> dict[str, Any]:
    """What `t()` and `tn()` in the scripts say: English → text, or → plural forms as a list."""
    found: dict[str, Any] = {}
    for message in catalogue(language):
        if not message.id or not any(path.startswith(SCRIPTS) for path, _ in message.locations):
            continue
        if isinstance(message.id, str):
            found[message.id] = message.string
        else:
            found[message.id[0]] = list(message.string or ())
    return found


class _Catalogues(Domain):
    """Flask-Babel's domain, fed from the .po files instead of compiled ones."""

    def get_translations(self) -> NullTranslations:
        return translations(str(get_locale() or "en"))
