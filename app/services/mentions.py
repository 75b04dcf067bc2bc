"""Whom a text names: `@username` as it is shown, whatever its case. Found once, when it is written."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from sqlalchemy import select

from app.models import User
from app.services import names
from app.storage.database import reading

MOST = 30
"""Names in one message that are looked up, the first ones."""
# Of the HTML that the renderer made, which is always closed: nobody is called by what stands in code,
# nor by an address, which is a link that shows what it leads to.
CODE = re.compile(r"<code\b[^>]*>[^<]*</code>")
LINK = re.compile(r'<a href="([^"]*)"[^>]*>([^<]*(?:<(?!/a>)[^<]*)*)</a>')
INLINE = re.compile(r"</?(?:strong|em|s|a)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
# A bare name of a host with a path, which is no link but is read as an address all the same.
HOST_AND_PATH = re.compile(r"(?<![\w.@-])[\w-]++(?:\.[\w-]++)++/\S*")
# What could belong to an e-mail address makes it one, but for a full stop, which ends a sentence.
SIGN = re.compile(r"(?<![A-Za-z0-9_+%-])[@\uff20]([^\s@\uff20]{1,128})")
NAME = re.compile(r"[\w.-]+")


def found(content: str, html: str | None) -> tuple[int, ...]:
    """The ids of those whom a message names, by its text and what was rendered of it."""
    keys = called(content, html)
    if not keys:
        return ()
    with reading() as session:
        return tuple(session.scalars(select(User.id).where(User.username_key.in_(keys)).order_by(User.id)))


def called(content: str, html: str | None) -> list[str]:
    """The names called in a message, in canonical form; not all need be somebody's."""
    if "@" not in content and "\uff20" not in content:
        return []
    shown = HOST_AND_PATH.sub(" ", _shown(content, html))
    keys: dict[str, None] = {}
    for one in SIGN.finditer(shown):
        keys.update(dict.fromkeys(_readings(one[1])))
        if len(keys) >= MOST:
            break
    return list(keys)[:MOST]


def _shown(content: str, html: str | None) -> str:
    """A message as it is read, without code and addresses."""
    if html is None:
        return content
    bare = LINK.sub(_label, CODE.sub(" ", html))
    return unescape(TAG.sub("\n", INLINE.sub("", bare)))


def _label(link: re.Match[str]) -> str:
    target, label = link.groups()
    shown = unescape(INLINE.sub("", label))
    is_address = "://" in shown or shown.lower().startswith(("www.", "mailto:"))
    return " " if is_address or target.startswith("mailto:") else label


def _readings(typed: str) -> list[str]:
    """What a name may be: it may have dots and hyphens, so one that ends a sentence may be part of it."""
    word = NAME.match(unicodedata.normalize("NFKC", typed))
    if word is None:
        return []
    whole, stem = word[0], word[0].rstrip(".-")
    sizes = range(max(len(stem), names.SHORTEST), min(len(whole), names.LONGEST) + 1)
    return [names.canonical(whole[:size]) for size in sizes]
