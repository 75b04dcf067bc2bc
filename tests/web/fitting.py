"""What of a page is cut, hangs over its edge or moves: one line for each element at fault."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.processes import ROOT

LOOK = (ROOT / "tests" / "web" / "fitting.js").read_text("utf-8").strip()


def misfits(page: Page) -> list[str]:
    """What scrolls sideways, what is cut without an ellipsis, which controls are out of reach."""
    found: list[str] = page.evaluate(f"{LOOK}.misfits()")
    return found


def moving(page: Page) -> list[str]:
    """What takes more than a millisecond to change its looks."""
    found: list[str] = page.evaluate(f"{LOOK}.moving()")
    return found


SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
WEAR = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


def spaced(page: Page, check: Callable[[Page], list[str]]) -> list[str]:
    """What `check` finds while the text is as wide as WCAG 1.4.12 lets readers set it."""
    page.evaluate(WEAR, SPACED)
    found = [f"with wider text: {line}" for line in check(page)]
    page.evaluate("document.adoptedStyleSheets = []")
    return found
