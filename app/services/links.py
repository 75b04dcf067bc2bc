"""Web and e-mail addresses in a text: where each begins and ends.

Every look goes forward from a fixed sign, or a bounded way back from it, so finding takes
time in proportion to the text, whatever it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_HOST = 253
"""Characters of a name in the DNS (RFC 1035, 2.3.4)."""
LONGEST_LABEL = 63
LONGEST_LOCAL_PART = 64
"""Characters before the `@` of an e-mail address (RFC 5321, 4.5.3.1.1)."""
LONGEST_USERINFO = 100

BEGIN = re.compile(r"https?://|www\.|@", re.IGNORECASE)
USERINFO = re.compile(rf"[^\s@/?#\[\]()<>\"\\]{{1,{LONGEST_USERINFO}}}@")
HOST = re.compile(rf"[^\W_][\w.\-\x80-\U0010ffff]{{0,{LONGEST_HOST}}}")
PORT = re.compile(r":\d{1,5}(?!\d)")
LOCAL_PART = re.compile(rf"[A-Za-z0-9._+&=$-]{{1,{LONGEST_LOCAL_PART}}}\Z")
NAMED = re.compile(r"xn--[a-z0-9-]+|[^\W\d_]{2,}", re.IGNORECASE)
"""The last label of a host that needs no scheme to be known as one."""
NEVER_INSIDE = frozenset('"<>\\`')
"""Not allowed in a URI (RFC 3986, 2), or a sign of Markdown."""
MAY_END = frozenset("/=&#+-@%$")
"""Signs that an address may end with; any other at its end belongs to the sentence."""


class Address(NamedTuple):
    """An address as it stands in the text, from `start` to before `end`, and what it leads to."""

    start: int
    end: int
    url: str


def found(text: str) -> Iterator[Address]:
    """The addresses of `text`, in order: `http://…`, `https://…`, `www.…`, `mailto:…` and of e-mail."""
    at = 0
    while (sign := BEGIN.search(text, at)) is not None:
        one = _mail(text, sign.start(), at) if sign[0] == "@" else web(text, sign.start())
        if one is not None:
            yield one
        at = one.end if one is not None else sign.end()


def web(text: str, start: int) -> Address | None:
    """The web address that begins at `start` with `http://`, `https://` or `www.`; null if none does."""
    sign = BEGIN.match(text, start)
    if sign is None or sign[0] == "@" or _goes_on(text, start, bare=sign[0][0] in "wW"):
        return None
    if sign[0][-1] == "/":
        userinfo = USERINFO.match(text, sign.end())
        if userinfo and any(unicodedata.category(c)[0] in "CZ" for c in userinfo[0]):
            return None  # a sign that nobody sees could show another address
        end = _host_end(text, userinfo.end() if userinfo else sign.end())
        scheme = ""
    else:
        end, scheme = _host_end(text, sign.end(), named=True), "http://"
    if end is None:
        return None
    if port := PORT.match(text, end):
        end = port.end()
    if text[end : end + 1] in {"/", "?", "#"}:
        end = _path_end(text, end)
    return Address(start, end, scheme + text[start:end])


def _mail(text: str, at: int, since: int) -> Address | None:
    """The e-mail address round the `@` that stands at `at`, beginning at `since` at the earliest."""
    begin = max(since, at - LONGEST_LOCAL_PART)
    local = LOCAL_PART.search(text, begin, at)
    if local is None or local[0].endswith("."):
        return None
    start = local.start() + len(local[0]) - len(local[0].lstrip("."))
    before = text[start - 1 : start]
    # Whose local part goes on further is another address, or too long for one.
    if (before.isalnum() and before.isascii()) or before in {"/", "@", "%"} or start == at:
        return None
    end = _host_end(text, at + 1, named=True)
    if end is None or text[end : end + 1] == "@":
        return None
    if text[max(0, start - 7) : start].lower() == "mailto:":
        start -= 7
        return Address(start, end, text[start:end])
    return Address(start, end, "mailto:" + text[start:end])


def _goes_on(text: str, start: int, bare: bool) -> bool:
    """Whether what stands before `start` makes it the middle of something else."""
    before = text[start - 1 : start] if start else ""
    return before.isascii() and (before.isalnum() or (bare and before != "" and before in ".:/@_-"))


def _host_end(text: str, start: int, named: bool = False) -> int | None:
    """Where the host that begins at `start` ends; null when none does.

    `named`: it must have a dot, and a last label as top-level domains have.
    """
    host = HOST.match(text, start)
    if host is None:
        return None
    size = _letters(host[0])
    name = host[0][:size].rstrip(".-")
    rest = text[start + len(name) : start + len(name) + 2]
    labels = name.split(".")
    if (rest[:1] == "_" and rest[1:].isalnum()) or len(name) > LONGEST_HOST:
        return None
    if not all(0 < len(label) <= LONGEST_LABEL and label[0] != "-" for label in labels):
        return None
    if named and (len(labels) < 2 or not NAMED.fullmatch(labels[-1])):
        return None
    return start + len(name)


def _letters(host: str) -> int:
    """How much of it is letters, marks, digits, dots and hyphens."""
    for place, c in enumerate(host):
        if not (c in ".-" or c.isalnum() or unicodedata.category(c)[0] == "M"):
            return place
    return len(host)


def _path_end(text: str, start: int) -> int:
    """Where the path, query and fragment that begin at `start` end."""
    end, opened = start, 0
    while end < len(text):
        c = text[end]
        kind = unicodedata.category(c)
        if kind[0] in "CZ" or c in NEVER_INSIDE:
            break
        if kind == "Ps":
            opened += 1
        elif kind == "Pe":
            if not opened:
                break
            opened -= 1
        elif kind[0] == "P" and kind != "Pd" and not c.isascii():
            break  # a full stop or a quotation mark of another script, where often no space follows
        end += 1
    while end > start and _is_outside(text[end - 1]):
        end -= 1
    return end


def _is_outside(c: str) -> bool:
    """Whether a sign at the end of an address belongs to the sentence round it."""
    kind = unicodedata.category(c)
    return kind[0] in "PS" and kind != "Pe" and c not in MAY_END
