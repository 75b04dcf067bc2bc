"""What people have written into chats to have it run: families of payloads, and their variants.

After the families of OWASP's "XSS Filter Evasion Cheat Sheet", PortSwigger's cheat sheet and
cure53's "HTML5 Security Cheatsheet". Whatever runs calls `ran()`.
"""

from __future__ import annotations

import json
import re
from itertools import chain, product
from pathlib import Path

RUN = "ran()"
WRITTEN: dict[str, list[str]] = json.loads(Path(__file__).with_name("payloads.json").read_text())
"""The families that are written down; `addresses` are those of links."""

# -- elements that run something, and how to get into a place where elements are read ---------------

HANDLERS = {
    "img src=x": ("onerror", "onload", "onmouseover"),
    "svg": ("onload", "onbegin", "onfocusin"),
    "body": ("onload", "onpageshow", "onhashchange"),
    "input autofocus": ("onfocus", "oninput", "onsearch"),
    "select autofocus": ("onfocus",),
    "textarea autofocus": ("onfocus",),
    "button autofocus popovertarget=x": ("onfocus", "onclick"),
    "details open": ("ontoggle",),
    "video src=x": ("onerror", "onloadstart"),
    "audio src=x": ("onerror",),
    "iframe": ("onload",),
    "object data=x": ("onerror",),
    "marquee": ("onstart", "onfinish"),
    "x tabindex=1 autofocus": ("onfocus", "onanimationstart"),
    "p style=animation-name:x": ("onanimationstart", "onpointerenter"),
    "a href=x": ("onclick", "onmouseenter", "onauxclick"),
    "style": ("onload",),
    "link rel=stylesheet href=x": ("onerror", "onload"),
    "script src=x": ("onerror",),
    "math": ("onfocusin",),
}
BREAKOUTS = (
    "", '">', "'>", "`>", "-->", "</textarea>", "</title>", "</script>", "</style>", "</template>",
    "</noscript>", "]]>", '"/>', "</p>", "</select>",
)  # fmt: skip
SPACES = (" ", "/", "\n", "\t", "\f", " / ")
QUOTES = ('"', "'", "", "`")


def spelled(number: int, text: str) -> str:
    """`text` in one of several cases."""
    mixed = "".join(c.upper() if i % 2 else c for i, c in enumerate(text))
    return re.sub(re.escape(RUN), RUN, (text, text.upper(), mixed)[number % 3], flags=re.IGNORECASE)


def handlers() -> list[str]:
    """Elements with handlers, each with another breakout, space, quote and case."""
    found = []
    pairs = [(element, event) for element, events in HANDLERS.items() for event in events]
    for number, (element, event) in enumerate(pairs * 3):
        breakout, space = BREAKOUTS[number % len(BREAKOUTS)], SPACES[number % len(SPACES)]
        quote = QUOTES[number % len(QUOTES)]
        name = spelled(number, event)
        found.append(f"{breakout}<{element.replace(' ', space)}{space}{name}={quote}{RUN}{quote}>")
    return found


# -- addresses ---------------------------------------------------------------------------------------

SCHEMES = ("javascript:ran()", "data:text/html,<script>ran()</script>", "vbscript:ran()")


def addresses() -> list[str]:
    """Schemes that run, in every spelling."""
    found = list(WRITTEN["addresses"])
    for number, scheme in enumerate(SCHEMES * 2):
        found.append(spelled(number, scheme))
    return found


WRAPPERS = (
    "[x]({})", "<{}>", "![x]({})", "[x]: {}\n\n[x]", "{}", '<a href="{}">x</a>', "[x](<{}>)",
    '[x](http://x.id "{}")', "[![x]({})]({})", "[{}]({})", "[x]({}", "**[x]({})**", "> [x]({})",
    "- [x]( {} )",
)  # fmt: skip


def links() -> list[str]:
    """Each address in two of the ways in which links are written."""
    return [
        WRAPPERS[(number * 2 + turn) % len(WRAPPERS)].replace("{}", address)
        for number, address in enumerate(addresses())
        for turn in (0, 5)
    ]


# -- names that shadow what scripts look for ------------------------------------------------------

CLOBBERING = [
    f"<{element} {attribute}={name}>"
    for (element, attribute), name in zip(
        product(("form", "img", "a", "input"), ("id", "name")),
        ("body", "getElementById", "__proto__", "cookie", "boot", "app", "currentScript", "import-map"),
        strict=True,
    )
]
FAMILIES = {name: list(payloads) for name, payloads in WRITTEN.items() if name != "addresses"} | {
    "handlers": handlers(),
    "links": links(),
    "clobbering": CLOBBERING,
}
PAYLOADS = list(dict.fromkeys(chain.from_iterable(FAMILIES.values())))


def some(each: int) -> list[str]:
    """Of each family some, evenly spread."""
    return list(
        dict.fromkeys(one for family in FAMILIES.values() for one in family[:: max(1, len(family) // each)])
    )
