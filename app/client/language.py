"""The language of the client's texts: the terminal's, then that of who signed in."""

from __future__ import annotations

from typing import Any

from app.client import environment
from app.translations import reading

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


def heard(text: str) -> str:
    """What the server said, in the present language where that is known."""
    return reading.translations(_spoken).gettext(text) if text else ""


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The form for `num` things, which the text calls `%(num)s`."""
    return reading.translations(_spoken).ngettext(one, many, num) % {"num": num, **values}
