"""What a message may say, and the only HTML it may become. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module

from app.concurrency import TooBusy, compute, run_blocking
from app.exceptions import Invalid, Reason
from app.services.emoji import is_emoji
from app.services.seen import is_seen

LONGEST = 4_000
SURROGATES = re.compile("[\ud800-\udfff]")
# These turn round the text that follows, which is somebody else's.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Without one of these there is no markup and no link, and the renderer need not run. Each begins
# with a character of its own, which makes looking for all of them at once quick.
MARKUP = re.compile(r"\*|_|`|>|\\|~~|\]\(|://|[wW][wW][wW]\.|@(?<=[\w+&=$-]@)\w")
LINE_MARKUP = re.compile(r"^(?:[^\S\n]*(?:[-+]|\d+[.)])\s| {4}|\t)", re.MULTILINE)


def cleaned(content: str, field: str = "content", longest: int = LONGEST) -> str:
    """`content` trimmed. Raises `Invalid` on `field` when nothing of it is seen, too long or not text."""
    if "\0" in content or SURROGATES.search(content):
        raise Invalid({field: Reason("not_text")})
    content = content.strip()
    if len(content) > longest:
        raise Invalid({field: Reason("text_too_long", num=longest)})
    if not is_seen(content):
        raise Invalid({field: Reason("text_missing")})
    return content


def line(content: str, field: str, longest: int) -> str:
    """`content` trimmed, as one line that shows and disturbs nothing. Raises `Invalid` on `field`."""
    content = cleaned(content, field, longest)
    kinds = {unicodedata.category(c) for c in content}
    if not kinds.isdisjoint({"Cc", "Zl", "Zp"}) or not TURNING.isdisjoint(content):
        raise Invalid({field: Reason("not_one_line")})
    return content


def may_have_markup(content: str) -> bool:
    """Whether rendering could give anything but the text as it stands."""
    return (
        MARKUP.search(content) is not None
        or LINE_MARKUP.match(content) is not None
        or ("\n" in content and LINE_MARKUP.search(content) is not None)
    )


def rendered(content: str) -> str | None:
    """Sanitised HTML of `content`, or null when it has no markup and is best shown as it is.

    HTML in `content` is shown as typed, never interpreted. So is what has more markup than
    `markdown.MOST`, what would not be seen whole, and what nobody has the time to render:
    more than a little is rendered aside.
    """
    if not may_have_markup(content):
        return None
    _load_markdown()
    from app.services import markdown

    if markdown.is_little(content):
        return markdown.html(content)
    try:
        return compute(markdown.html, content)
    except TooBusy:
        return None


@cache
def _load_markdown() -> None:
    """With its libraries it is 4 MB that an idle server does without, and 0.1 s in which others go on."""
    run_blocking(import_module, "app.services.markdown")


def checked_emoji(value: str) -> str:
    """`value` if it is exactly one emoji. Raises `Invalid` on field `emoji`."""
    if len(value) > 32 or not is_emoji(value):
        raise Invalid({"emoji": Reason("not_an_emoji")})
    return value
