"""What a message may say, and the only HTML it may become. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import bleach
from markdown_it import MarkdownIt

from app.exceptions import Invalid
from app.services.emoji import is_emoji

LONGEST = 4_000
SURROGATES = re.compile("[\ud800-\udfff]")
# These turn round the text that follows, which is somebody else's.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = ("C", "M", "Z")
"""First letters of the Unicode categories of what is not seen by itself."""
# Without one of these there is no markup and no link, and the renderer need not run. Each begins
# with a character of its own, which makes looking for all of them at once quick.
MARKUP = re.compile(r"\*|_|`|>|\\|~~|\]\(|://|www\.|@(?<=\w@)\w|\.(?=[^\W\d]\w)")
LINE_MARKUP = re.compile(r"^(?:[^\S\n]*(?:[-+]|\d+[.)])\s| {4}|\t)", re.MULTILINE)
TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": ["href", "rel", "target"], "ol": ["start"], "code": ["class"]}
PROTOCOLS = {"http", "https", "mailto"}
OUTWARD = re.compile(r"https?://|mailto:", re.IGNORECASE)


def cleaned(content: str, field: str = "content", longest: int = LONGEST) -> str:
    """`content` trimmed. Raises `Invalid` on `field` when empty, too long or not text."""
    if "\0" in content or SURROGATES.search(content):
        raise Invalid({field: "This has characters that are not text."})
    content = content.strip()
    if not content:
        raise Invalid({field: "Please write something."})
    if len(content) > longest:
        raise Invalid({field: f"At most {longest} characters."})
    return content


def line(content: str, field: str, longest: int) -> str:
    """`content` trimmed, as one line that shows and disturbs nothing. Raises `Invalid` on `field`."""
    content = cleaned(content, field, longest)
    kinds = [unicodedata.category(c) for c in content]
    if not {"Cc", "Zl", "Zp"}.isdisjoint(kinds) or not TURNING.isdisjoint(content):
        raise Invalid({field: "This must be one line of text."})
    if all(kind.startswith(UNSEEN) for kind in kinds):
        raise Invalid({field: "Please write something."})
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

    HTML in `content` is shown as typed, never interpreted.
    """
    if not may_have_markup(content):
        return None
    parser = _parser()
    tokens = parser.parse(content)
    if (
        all(
            token.type in {"paragraph_open", "paragraph_close", "inline"}
            and all(child.type in {"text", "softbreak"} for child in token.children or ())
            for token in tokens
        )
        and "\\" not in content
    ):
        return None
    html = parser.renderer.render(tokens, parser.options, {})
    return bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS).strip()


def checked_emoji(value: str) -> str:
    """`value` if it is exactly one emoji. Raises `Invalid` on field `emoji`."""
    if len(value) > 32 or not is_emoji(value):
        raise Invalid({"emoji": "This is not an emoji."})
    return value


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        # Never a path of this server: `[photo](/logout)` would be a trap.
        return OUTWARD.match(url) is not None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = _Parser("zero", {"html": False, "linkify": True, "breaks": True})
    parser.enable(["emphasis", "strikethrough", "backticks", "fence", "blockquote", "list"])
    parser.enable(["link", "autolink", "linkify", "escape", "newline"])

    def outward(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
        tokens[index].attrSet("rel", "noopener noreferrer nofollow ugc")
        tokens[index].attrSet("target", "_blank")
        return self.renderToken(tokens, index, options, env)

    parser.add_render_rule("link_open", outward)
    return parser
