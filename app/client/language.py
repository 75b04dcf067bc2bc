"""The language of the client's texts: the terminal's, then that of who signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.client import environment
from app.translations import reading
from app.translations.error_texts import TEXTS

LANGUAGES = ("id", "en")

_spoken = "id" if environment.locale().startswith("id") else "en"


def speak(language: str | None) -> None:
    """Say everything from now on in this language; one that isn't known, or null, changes nothing."""
    global _spoken
    if language in LANGUAGES:
        _spoken = language


def spoken() -> str:
    """The code of the present language."""
    return _spoken


def _(text: str, /, **values: Any) -> str:
    """`text` in the present language, `%(name)s` replaced by `values`."""
    said = reading.translations(_spoken).gettext(text)
    return said % values if values else said


def error_text(reason: Mapping[str, Any], message: str) -> str:
    """Why the server refused, in the present language; its own `message` where the key isn't known here."""
    try:
        text = TEXTS[reason["key"]]
        return _(text, **reason["values"])
    except KeyError:  # a newer server, or an older one
        return message


def ngettext(singular: str, many: str, num: int, /, **values: Any) -> str:
    """The form for `num` things, which the text calls `%(num)s`."""
    return reading.translations(_spoken).ngettext(singular, many, num) % {"num": num, **values}
