"""What somebody wants posted, and how it is made ready: all that takes longer than a unit of work may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.services import mentions, text

CLIENT_ID_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message as its sender wants it posted, made by every door in the same way."""

    content: str
    client_id: str | None = None
    """The sender's own name for it: the same request again is the same message."""
    reply_to: int | None = None
    message_type: str = "text"
    """`text`, or what a support client calls it."""


class Written(NamedTuple):
    """A text that is checked and rendered, and whose mentions are found."""

    content: str
    html: str | None
    mentions: tuple[int, ...]


class CheckedDraft(NamedTuple):
    """A draft ready to be stored, with its text."""

    draft: Draft
    text: Written

    def but(self, **changed: Any) -> CheckedDraft:
        """The same with other fields, which need no check."""
        return self._replace(draft=replace(self.draft, **changed))


def checked(draft: Draft) -> CheckedDraft:
    """A draft ready to be stored. Raises `Invalid`."""
    if draft.client_id is not None:
        client_id = text.cleaned(draft.client_id, "client_id", CLIENT_ID_LENGTH)
        if client_id != draft.client_id:  # rarely; making another one takes time
            draft = replace(draft, client_id=client_id)
    return CheckedDraft(draft, written(draft.content))


def written(content: str) -> Written:
    """`content` ready to be stored. Raises `Invalid`."""
    content = text.cleaned(content)
    html = text.rendered(content)
    return Written(content, html, mentions.found(content, html))
