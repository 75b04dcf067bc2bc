"""What of a page is cut, hangs over its edge or moves: one line for each element at fault."""

from __future__ import annotations

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
