"""The theme, without scripts: chosen by a form, written into the page by the server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Signed
from tests.pages.test_browser import enter, no_scripts
from tests.pages.visitor import Visitor
from tests.support.browser import People
from tests.support.processes import ROOT
from tests.support.server import RunningServer

SUNKEN = re.search(
    r"--sunken: light-dark\((#\w{6}), (#\w{6})\)", (ROOT / "static/css/tokens.css").read_text()
)
META = re.compile(r'<meta name="theme-color" content="(#\w{6})" data-scheme="(\w+)" media="([^"]+)">')


def shown(visitor: Visitor, path: str = "/") -> str:
    """The theme that a page is written in; its metas must agree."""
    html = visitor.raw("GET", path).text
    theme = re.search(r'<html [^>]*data-theme="(\w+)"', html)[1]  # type: ignore[index]
    schemes = {"system": "light dark"}.get(theme, theme)
    assert f'<meta name="color-scheme" content="{schemes}">' in html
    media = {scheme: when for _, scheme, when in META.findall(html)}
    if theme == "system":
        assert media == {s: f"(prefers-color-scheme: {s})" for s in ("light", "dark")}
    else:
        assert media == {s: "all" if s == theme else "not all" for s in ("light", "dark")}
    return theme


def test_the_browsers_own_bar_has_the_colour_of_ours(stranger: Visitor) -> None:
    found = {scheme: colour for colour, scheme, _ in META.findall(stranger.raw("GET", "/").text)}
    assert found == {"light": SUNKEN[1], "dark": SUNKEN[2]}  # type: ignore[index]


def test_strangers_choose_too_and_what_is_no_theme_changes_nothing(stranger: Visitor) -> None:
    assert shown(stranger) == "system"
    assert stranger.post("/theme", theme="dark", next="/?login").path == "?login"
    for theme in ("neon", "", "dark\0"):
        stranger.post("/theme", theme=theme)
    assert shown(stranger) == shown(stranger, "/nothing-here") == "dark"
    stranger.register()
    assert shown(stranger, "/dashboard") == "dark"


def test_it_follows_the_account_and_the_browser_keeps_it_after(person: Signed) -> None:
    ana = person()
    page = ana.post("/theme", theme="dark", next="/settings?done=theme#appearance")
    assert page.says("Temamu sudah disimpan.")
    elsewhere = Visitor(ana.url)
    elsewhere.post("/theme", theme="light")
    elsewhere.post("/login", username=ana.name)
    assert [shown(elsewhere, path) for path in ("/dashboard", "/settings", "/room/1")] == ["dark"] * 3
    elsewhere.post("/theme", theme="system")
    assert shown(ana, "/dashboard") == "system"
    ana.post("/theme", theme="dark")
    ana.get("/logout")
    assert shown(ana) == "dark"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_other_sites_change_no_theme(stranger: Visitor, headers: dict[str, str]) -> None:
    assert stranger.post("/theme", _headers=headers, theme="dark").status == 403
    assert shown(stranger) == "system"


def test_it_is_chosen_at_the_foot_of_the_room_list(browser: People, default_server: RunningServer) -> None:
    page = no_scripts(browser, default_server, color_scheme="light")
    enter(page, "gelap.malam")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator(".me__summary").click()
    page.locator(".me__panel").get_by_role("button", name="Gelap").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(ground) != light
    page.locator(".me__summary").click()
    expect(page.locator(".me__panel").get_by_role("button", name="Gelap")).to_have_attribute(
        "aria-pressed", "true"
    )
