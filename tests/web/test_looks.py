"""Every page and dialog, looked at with the eyes of those who see, hold or hear it differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.axe import faults
from tests.support.browser import People
from tests.support.faulty import FaultyServer
from tests.web.fitting import misfits, moving, spaced
from tests.web.tour import REFUSED, World, assert_all_well, live, populate, sign_in, walk

# Each test is a walk past some forty stops.
pytestmark = pytest.mark.timeout(400)
DESK = ViewportSize(width=1280, height=800)
ZOOMED = {
    "178 %": ViewportSize(width=720, height=450),
    "200 %": ViewportSize(width=640, height=400),
    "400 %": ViewportSize(width=320, height=256),
}
"""A desk's window of 1280 pixels, as large as its pages find it."""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One server for all walks: they leave nothing behind."""
    with FaultyServer(tmp_path_factory.mktemp("tour"), STYLEGUIDE="on") as server:
        yield populate(server)


def test_at_a_desk(browser: People, world: World) -> None:
    """Everybody finds everything, in either theme; and it fits, however far somebody has zoomed in."""
    stops = walk(browser, world, "id", viewport=DESK, color_scheme="light")
    assert_all_well(stops, lambda page: [*faults(page), *misfits(page), *_in_the_dark(page), *_zoomed(page)])


def test_on_a_phone_in_the_dark(browser: People, world: World) -> None:
    stops = walk(browser, world, "en", **PHONE, color_scheme="dark", reduced_motion="reduce")
    assert_all_well(stops, lambda page: [*faults(page), *_fits(page), *moving(page)])


def _in_the_dark(page: Page) -> list[str]:
    """What can't be seen in the other theme. What isn't colour is the same in both."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = [f"in the dark: {line}" for line in [*faults(page, rules="cat.color"), *moving(page)]]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def _zoomed(page: Page) -> list[str]:
    found = []
    for name, size in ZOOMED.items():
        page.set_viewport_size(size)
        found += [f"at {name}: {line}" for line in _fits(page)]
    page.set_viewport_size(DESK)
    return found


def _fits(page: Page) -> list[str]:
    """As it is, and with the wider text that readers may set (WCAG 1.4.12)."""
    return [*misfits(page), *spaced(page, misfits)]


def test_what_colour_alone_would_say_is_said_by_lines_too(browser: People, world: World) -> None:
    """Forced colours replace all of ours: where I am, what I chose and what has the keyboard still show."""
    browser.forgive(REFUSED)
    page = browser.person(world.server.url, viewport=DESK, forced_colors="active")
    sign_in(page, world.server, "sari")
    live(page, f"/room/{world.room}")
    expect(page.locator("#content")).to_be_focused()
    reactions = page.locator(".message").first.locator(".reaction")
    for marked in (
        page.locator(".room-row__link[aria-current]"),
        page.locator(".composer__box"),
        reactions.and_(page.locator("[aria-pressed=true]")),
    ):
        expect(marked).to_have_css("outline-style", "solid")
    expect(page.locator(".room-row__link:not([aria-current])").first).to_have_css("outline-style", "none")
    expect(reactions.and_(page.locator("[aria-pressed=false]"))).to_have_css("outline-style", "none")
