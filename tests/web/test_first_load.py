"""The first look at the lobby: how much travels, and in what order."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.server import RunningServer
from tests.support.traffic import Traffic

StartServer = Callable[..., RunningServer]
MOST = 150_000
"""Bytes of everything that the lobby needs, as they travel, without the headers of its answers."""
SCREEN = 12
"""Messages that fill it."""


def newcomer(browser: People, server: RunningServer) -> Page:
    """Signed in, with nothing in the cache yet."""
    page = browser.person(server.url, fresh=True)
    name = f"baru_{secrets.token_hex(4)}"
    assert page.request.post("/register", form={"username": name}, headers={"Origin": server.url}).ok
    return page


def enter_lobby(page: Page) -> None:
    page.goto("/room/1")
    expect(page.locator(".shell--live #content")).to_be_visible()
    expect(page.locator(".shell--live .message").last).to_be_visible()


def test_the_lobby_with_a_screen_of_talk_is_light(browser: People, start_server: StartServer) -> None:
    server = start_server()
    ana = server.register("ana")
    for n in range(SCREEN):
        text = f"Pesan ke-{n}, kira-kira sepanjang yang biasa ditulis orang."
        server.post("/api/rooms/1/messages", ana, content=text)
    page = newcomer(browser, server)
    traffic = Traffic(page)
    enter_lobby(page)
    page.wait_for_load_state("networkidle")
    assert 50_000 < traffic.bodies < MOST, traffic.by_kind


def test_no_module_waits_for_another(browser: People, default_server: RunningServer) -> None:
    """What the browser finds in a script only, it would ask for when that script has come."""
    page = newcomer(browser, default_server)
    page.add_init_script("globalThis.requestIdleCallback = () => 0")  # what is for later, never comes
    traffic = Traffic(page)
    page.goto("/room/1")
    expect(page.locator(".shell--live #content")).to_be_visible()
    late = [
        load.path for load in traffic.loads.values() if load.kind == "Script" and load.asked_by != "parser"
    ]
    assert late == []


def test_a_second_visit_asks_for_the_page_alone(browser: People, default_server: RunningServer) -> None:
    page = newcomer(browser, default_server)
    page.goto("/room/1")
    expect(page.locator(".shell--live #content")).to_be_visible()
    page.keyboard.press("Control+k")  # what is for later, too
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_load_state("networkidle")
    traffic = Traffic(page)
    page.goto("/dashboard")
    expect(page.locator(".shell--live")).to_be_visible()
    again = [load.path for load in traffic.loads.values() if load.path.startswith("/static/") and load.size]
    assert again == []
