"""What the look promises in measures."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.processes import ROOT

COLOURS = re.findall(r"--[\w-]+: light-dark\(", (ROOT / "static" / "css" / "tokens.css").read_text("utf-8"))


def test_what_only_readers_of_the_screen_hear_makes_nothing_scroll(guest, default_server):
    """Hidden words beside a list lie where the list would end if it weren't cut."""
    ana = guest(default_server, "ana", viewport={"width": 1280, "height": 500})
    for number in range(12):
        default_server.register(f"{ana.username}x{number}")
    ana.open("/room/1")
    expect(ana.page.locator("#details .person").nth(10)).to_be_attached()
    assert ana.page.evaluate("document.scrollingElement.scrollHeight") == 500


def test_the_styleguide_shows_every_token(browser, start_server):
    page = browser.person(start_server(STYLEGUIDE="on").url)
    page.goto("/styleguide")
    expect(page.locator("#colours .guide__swatch")).to_have_count(2 * len(COLOURS))
    expect(page.locator("#measures .guide__measure").first).to_be_visible()
