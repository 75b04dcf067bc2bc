"""Every page and dialog, looked at with the eyes of those who see, hold or hear it differently."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.axe import faults
from tests.support.browser import People
from tests.support.faulty import FaultyServer
from tests.web.fitting import misfits, moving
from tests.web.tour import World, assert_all_well, populate, walk


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    """One server for all walks: they leave nothing behind."""
    with FaultyServer(tmp_path_factory.mktemp("tour"), STYLEGUIDE="on") as server:
        yield populate(server)


# A walk past some thirty stops, each with all of axe's rules.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_anybody_out(browser: People, world: World, theme: str, language: str) -> None:
    stops = walk(browser, world, language, color_scheme=theme, viewport={"width": 1280, "height": 800})
    assert_all_well(stops, faults)


SIZES = [
    pytest.param({"width": 1280, "height": 800}, 1, id="desktop"),
    pytest.param({"width": 720, "height": 450}, 2, id="zoomed to 178 %"),
    pytest.param({"width": 640, "height": 400}, 2, id="zoomed to 200 %"),
    pytest.param({"width": 390, "height": 844}, 2, id="phone"),
    pytest.param({"width": 320, "height": 256}, 4, id="zoomed to 400 %"),
]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("viewport", "scale"), SIZES)
def test_everything_fits(browser: People, world: World, viewport: dict[str, int], scale: int) -> None:
    stops = walk(browser, world, viewport=viewport, device_scale_factor=scale)
    assert_all_well(stops, misfits)


SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
"""What WCAG 1.4.12 lets readers set."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_wider_text_is_not_cut(browser: People, world: World, width: int) -> None:
    def spaced(page: Page) -> list[str]:
        page.evaluate(
            """css => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(css);
                document.adoptedStyleSheets = [sheet];
            }""",
            SPACED,
        )
        return misfits(page)

    assert_all_well(walk(browser, world, viewport={"width": width, "height": 800}), spaced)


@pytest.mark.timeout(300)
def test_nothing_moves_for_those_who_asked_for_that(browser: People, world: World) -> None:
    assert_all_well(walk(browser, world, reduced_motion="reduce"), moving)
