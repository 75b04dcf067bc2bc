"""The Markdown that messages may have: emphasis, code, quotes, lists, links and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from functools import cache
from typing import Any

import bleach
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.services import links
from app.services.seen import is_seen

OUTWARD = re.compile(r"https?://|mailto:", re.IGNORECASE)
SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
QUOTE = re.compile(r">+(?:[ \t]|\Z)")
DEEPEST = 12
"""Levels of quotes and lists; the parser leaves out what is deeper."""
SIGNS = dict.fromkeys('*_~`]<>&"\\\n', 1) | {"[": 3} | dict.fromkeys(("://", "www.", "@", "]("), 8)
"""What signs cost, beside which text costs nothing: an address as much as eight others."""
ITEMS = dict.fromkeys(("- ", "+ ", "* ", ". ", ") "), 3)
"""What may begin an item of a list."""
ESCAPED = dict.fromkeys('<>&"', 1)
LITTLE = 60
"""Signs that are rendered in a millisecond or two."""
MOST = 1_500
"""Signs of a text that is still rendered. Four thousand characters of ordinary Markdown have 700."""
MOST_LOOKS = 5_000
"""Times that the parser looks at a line or at a few words of an address. It may do that again and again:
each line of a quote can make it look at all that follow, each bracket at the address behind it."""

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": ["href", "rel", "target"], "ol": ["start"], "code": ["class"]}
PROTOCOLS = {"http", "https", "mailto"}


class TooMuch(Exception):
    """A text has so much markup that rendering it would take others' time."""


def html(content: str) -> str | None:
    """Sanitised HTML of `content`; null when it is best shown as it is (see `text.rendered`)."""
    md = parser()
    try:
        tokens = md.parse(content)
    except TooMuch:
        return None
    if (is_plain(tokens) and "\\" not in content) or hides(tokens):
        return None
    made = md.renderer.render(tokens, md.options, {})
    return bleach.clean(made, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS).strip()


@cache
def parser() -> MarkdownIt:
    """The one parser; it keeps nothing of what it parsed."""
    made = _Parser("zero", {"html": False, "breaks": True, "maxNesting": DEEPEST})
    made.enable(["emphasis", "strikethrough", "backticks", "fence", "blockquote", "list"])
    made.enable(["link", "autolink", "escape", "newline"])
    made.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "blockquote", "list"]})
    made.core.ruler.before("inline", "bound", _bound)
    made.inline.ruler.after("text", "address", _address)
    made.core.ruler.after("inline", "addresses", _addresses)
    made.add_render_rule("link_open", _outward)
    return made


def is_little(content: str) -> bool:
    """Whether a text costs next to nothing to render."""
    return _signs(content, SIGNS) + _signs(content, ITEMS) <= LITTLE


def is_plain(tokens: Iterable[Token]) -> bool:
    """Whether a parsed text is nothing but text."""
    return all(
        token.type in {"paragraph_open", "paragraph_close", "text", "softbreak"}
        or (token.type == "inline" and is_plain(token.children or ()))
        for token in tokens
    )


def hides(tokens: Sequence[Token]) -> bool:
    """Whether something of a parsed text would not be seen: what is empty, or deeper than the parser goes."""
    return not _are_seen(tokens) or any(map(_is_lost, tokens, [None, *tokens]))


def _are_seen(tokens: Iterable[Token]) -> bool:
    return any(
        _are_seen(token.children or ()) if token.type == "inline" else is_seen(token.content)
        for token in tokens
    )


def _is_lost(token: Token, before: Token | None) -> bool:
    """Whether a token takes something with it, or holds nothing that is seen."""
    if token.type in {"blockquote_open", "list_item_open"}:
        return token.level + 1 >= DEEPEST
    if token.type in {"blockquote_close", "link_close"}:
        return before is not None and (
            before.nesting == 1 or (before.type == "text" and not is_seen(before.content))
        )
    if token.type in {"fence", "code_inline"}:
        # Of what stands behind the fence only a language is meant to vanish.
        return not is_seen(token.content) or len(token.info.split()) > 1
    children = token.children or ()
    return any(map(_is_lost, children, [None, *children]))


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        # Never a path of this server: `[photo](/logout)` would be a trap.
        return OUTWARD.match(url) is not None

    def normalizeLinkText(self, url: str) -> str:  # noqa: N802
        # What is shown is what was typed: decoded, one address can look like another.
        return url


def _outward(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
    tokens[index].attrSet("rel", "noopener noreferrer nofollow ugc")
    tokens[index].attrSet("target", "_blank")
    return self.renderToken(tokens, index, options, env)


def _quote(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A quote begins with `> `: in `>_<` the sign belongs to what is said."""
    _look(state.env, 1)  # this rule is asked about every line, whatever it is
    begin = state.bMarks[line] + state.tShift[line]
    return QUOTE.match(state.src, begin, state.eMarks[line]) is not None and blockquote(
        state, line, end_line, silent
    )


def _look(env: MutableMapping[str, Any], times: int) -> None:
    looks = env["looks"] = env.get("looks", 0) + times
    if looks > MOST_LOOKS:
        raise TooMuch


def _bound(state: StateCore) -> None:
    if _cost(state.tokens) > MOST:
        raise TooMuch


def _cost(blocks: Iterable[Token]) -> int:
    """How much work the blocks of a text are from here on."""
    whole = 0
    for block in blocks:
        whole += 1 + _signs(block.content, SIGNS if block.type == "inline" else ESCAPED)
    return whole


def _signs(content: str, costs: Mapping[str, int]) -> int:
    return sum(content.count(sign) * each for sign, each in costs.items())


def _address(state: StateInline, silent: bool) -> bool:
    """A web address with a scheme, before its signs are taken for markup."""
    if state.src[state.pos] != ":" or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = SCHEME.search(state.src, max(0, state.pos - 5), state.pos)
    if scheme is None or not (silent or state.pending.endswith(scheme[0])):
        return False
    one = links.web(state.src[: state.posMax], scheme.start())
    _look(state.env, 2 + (one.end - one.start) // 16 if one else 2)
    url = state.md.normalizeLink(one.url) if one else ""
    if one is None or not state.md.validateLink(url):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": url}
        state.push("text", "", 0).content = state.src[one.start : one.end]
        state.push("link_close", "a", -1)
    state.pos = one.end
    return True


def _addresses(state: StateCore) -> None:
    """Addresses in what is left as text."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links(state.md, block.children)


def _with_links(md: MarkdownIt, tokens: list[Token]) -> list[Token]:
    made: list[Token] = []
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or inside:
            made.append(token)
            continue
        at = 0
        for one in links.found(token.content):
            url = md.normalizeLink(one.url)
            if not md.validateLink(url):
                continue
            made += _text(token.content[at : one.start]) + _link(url, token.content[one.start : one.end])
            at = one.end
        made += _text(token.content[at:])
    return made


def _text(content: str) -> list[Token]:
    return [Token("text", "", 0, content=content)] if content else []


def _link(url: str, shown: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": url}),
        Token("text", "", 0, content=shown),
        Token("link_close", "a", -1),
    ]
