"""What somebody wrote, made ready to be stored: all that takes longer than a unit of work may."""

from __future__ import annotations

from typing import NamedTuple

from app.services import mentions, text


class Written(NamedTuple):
    """A text that is checked and rendered, and whose mentions are found."""

    content: str
    html: str | None
    mentions: tuple[int, ...]


def written(content: str) -> Written:
    """`content` ready to be stored. Raises `Invalid`."""
    content = text.cleaned(content)
    html = text.rendered(content)
    return Written(content, html, mentions.found(content, html))
