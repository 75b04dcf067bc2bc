"""Languages: which one a request speaks, and the catalogues, read straight from their .po files.

Nothing is compiled to disk, so a catalogue can't be stale: the .po files are parsed once,
when their language is first needed.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Domain, get_locale

from app.extensions import babel

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
COOKIE = "language"
FOLDER = Path(__file__).parent / "translations"
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


def catalogue(language: str) -> Catalog:
    """The catalogue of a language; empty for English, which the source speaks."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _translations(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


class _Catalogues(Domain):
    """Flask-Babel's domain, fed from the .po files instead of compiled ones."""

    def get_translations(self) -> NullTranslations:
        return _translations(str(get_locale() or "en"))
