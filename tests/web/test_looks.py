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


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One server for all walks: they leave nothing behind."""
    with FaultyServer(tmp_path_factory.mktemp("tour"), STYLEGUIDE="on") as server:
        yield populate(server)


def whole(page: Page) -> list[str]:
    """All that can be asked of a page as it is."""
    return [*faults(page), *misfits(page)]


# Colours don't depend on the language: two walks see both of each.
def test_nothing_keeps_anybody_out_in_the_light(browser: People, world: World) -> None:
    assert_all_well(walk(browser, world, "id", **DESKTOP, color_scheme="light"), whole)


def test_nothing_keeps_anybody_out_in_the_dark_and_nothing_moves(browser: People, world: World) -> None:
    # In a whole Chromium, where the app may ask whether it may tell of messages; it doesn't in its shell.
    stops = walk(browser, world, "en", **DESKTOP, color_scheme="dark", reduced_motion="reduce", entire=True)
    assert_all_well(stops, lambda page: [*whole(page), *moving(page)])


DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
TABLET: dict[str, Any] = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
ZOOMED: list[ViewportSize] = [{"width": 640, "height": 400}, {"width": 320, "height": 256}]
"""A desktop at 200 and 400 %: as narrow as a phone, and much less high."""


def fits(page: Page) -> list[str]:
    """As it is, and with the wider text that readers may set (WCAG 1.4.12)."""
    return [*misfits(page), *spaced(page, misfits)]


def fits_zoomed_too(page: Page) -> list[str]:
    """As it is, and then at each of `ZOOMED`."""
    found, walked = fits(page), page.viewport_size
    assert walked
    for size in ZOOMED:
        page.set_viewport_size(size)
        found += [f"at {size['width']}: {line}" for line in fits(page)]
    page.set_viewport_size(walked)
    return found


def test_everything_fits_between_a_phone_and_a_desktop(browser: People, world: World) -> None:
    assert_all_well(walk(browser, world, **TABLET), fits)


def test_everything_fits_a_phone_and_a_zoomed_desktop(browser: People, world: World) -> None:
    assert_all_well(walk(browser, world, **PHONE), fits_zoomed_too)


def test_what_colour_alone_would_say_is_said_by_lines_too(browser: People, world: World) -> None:
    """Forced colours replace all of ours: where I am, what I chose and what has the keyboard still show."""
    browser.forgive(REFUSED)
    page = browser.person(world.server.url, **DESKTOP, forced_colors="active")
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
