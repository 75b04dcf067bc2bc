"""The live app takes the server's page over: nobody loses what they were doing meanwhile."""

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import SERVER_AWAY
from tests.support.processes import wait_until

PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}


def test_what_was_written_into_a_form_before_stays(browser, default_server):
    page = browser.person(default_server.url)
    page.request.post("/register", form={"username": "cepat"}, headers={"Origin": default_server.url})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/main.js*", hold)
    page.goto("/dashboard", wait_until="commit")
    page.locator("#create-name").fill("Klub buku")
    wait_until(lambda: page.title() and held, "the script is asked for")
    expect(page.locator(".shell--live")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".shell--live")).to_be_visible()
    expect(page.locator("#create-name")).to_have_value("Klub buku")
    expect(page.locator("#create-name")).to_be_focused()


def test_a_step_back_closes_what_lay_over_the_room(guest, default_server):
    ana = guest(default_server, "ana", **PHONE)
    ana.create("Satu")
    ana.page.locator(".conversation__invite").click()
    expect(ana.page.get_by_role("dialog")).to_be_visible()
    ana.page.go_back()
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    expect(ana.entry("Satu")).to_be_visible()


def test_the_list_says_that_the_connection_is_gone(guest, start_server, browser):
    browser.forgive(SERVER_AWAY)
    server = start_server()
    ana = guest(server, "ana", **PHONE)
    server.kill()
    expect(ana.page.get_by_text("Koneksi terputus. Mencoba lagi…")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("language", ["id", "en"])
def test_times_stay_as_the_server_wrote_them(guest, default_server, browser, language):
    browser.forgive("ERR_FAILED")
    ana = guest(default_server, "ana", timezone_id="Pacific/Kiritimati")  # no server's own zone
    ana.page.request.post("/language", form={"language": language}, headers={"Origin": default_server.url})
    ana.open("/dashboard")
    ana.open("/room/1")
    asked = f"jam berapa? ({language})"
    ana.say(asked)
    ana.sees(asked)
    times = "main time, .room-row time"
    ana.page.route("**/js/main.js*", lambda route: route.abort())
    ana.page.goto("/room/1")
    served = ana.page.locator(times).all_text_contents()
    ana.page.unroute_all()
    ana.open("/room/1")
    ana.sees(asked)
    assert ana.page.locator(times).all_text_contents() == served
    assert len(served) >= 3
