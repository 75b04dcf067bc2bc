"""What the app remembers of its look between runs."""

from __future__ import annotations

import contextlib

from app.client import environment

FILE = "look"
LIGHT = "light"
DARK = "dark"


def is_light() -> bool:
    """Whether the light look was the last one that was chosen."""
    try:
        return (environment.folder() / FILE).read_text().strip() == LIGHT
    except (OSError, ValueError):
        return False


def choose(light: bool) -> None:
    """Remember it; where nothing can be kept, it lasts until the end."""
    with contextlib.suppress(OSError):
        environment.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        (environment.folder() / FILE).write_text(LIGHT if light else DARK)
