"""Languages: which one a request speaks, and what the pages' scripts say in it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Domain, get_locale, gettext

from app.exceptions import Reason
from app.extensions import babel
from app.translations.error_texts import TEXTS
from app.translations.reading import catalogue, translations

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
COOKIE = "language"
SCRIPTS = "static/js/"
VALUE = re.compile(r"%\((\w+)\)s")
"""Where a value comes in a text; scripts write `{name}`."""


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
    """What the scripts say: English → text, or → a list of plural forms; `error.` and a key → its text."""
    said = translations(language).gettext
    found: dict[str, Any] = {f"error.{key}": VALUE.sub(r"{\1}", said(text)) for key, text in TEXTS.items()}
    for message in catalogue(language):
        if not message.id or not any(path.startswith(SCRIPTS) for path, _ in message.locations):
            continue
        if isinstance(message.id, str):
            found[message.id] = message.string
        else:
            found[message.id[0]] = list(message.string or ())
    return found


def error_text(reason: Reason) -> str:
    """Why not, in the reader's language."""
    return str(gettext(TEXTS[reason.key], **reason.values))


class _Catalogues(Domain):
    """Flask-Babel's domain, fed from the .po files instead of compiled ones."""

    def get_translations(self) -> NullTranslations:
        return translations(str(get_locale() or "en"))
