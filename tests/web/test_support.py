"""Support in the browser: the user's way to it, the desk that keeps itself up to date, the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.web.talk import Guest


@pytest.fixture
def desk(browser: People, server: RunningServer) -> Page:
    """The first admin, at the desk."""
    page = browser.person(server.url)
    form: dict[str, str | float | bool] = {"username": "admin", "password": ADMIN_PASSWORD}
    assert page.request.post("/login", form=form, headers={"Origin": server.url}).ok
    page.goto("/admin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meja bantuan")
    return page


def test_a_user_asks_and_an_admin_answers_live(
    guest: Callable[..., Guest], desk: Page, server: RunningServer
) -> None:
    ana = guest(server, "ana")
    ana.page.locator("#rooms").get_by_role("button", name="Bantuan").click()
    ana.arrived()
    expect(ana.page.locator("h1")).to_have_text("Bantuan")

    # The desk is open, and nobody reloads it: the room is this admin's, the only one online.
    mine = desk.locator("#queue-mine")
    expect(mine).to_contain_text("1")
    groups = desk.locator('[data-section="groups"]')
    groups.locator("summary").click()  # by now the page's script is there to remember it
    mine.click()
    expect(groups.locator("p")).to_be_hidden()
    ana.say("Pesanan belum sampai")
    row = desk.locator(".desk-room").filter(has_text=ana.username)
    expect(row.locator(".desk-room__preview")).to_have_text("Pesanan belum sampai")
    expect(row.locator(".badge")).to_have_text("1")
    expect(desk.locator('[data-section="people"]')).to_contain_text("Pesanan belum sampai")
    expect(groups).not_to_have_attribute("open", "")

    row.locator(".desk-room__link").click()
    admin = Guest.__new__(Guest)
    admin.page, admin.server, admin.username = desk, server, "admin"
    expect(desk.locator(".shell--live")).to_be_visible()
    expect(desk.locator("h1")).to_have_text(ana.username)
    admin.sees("Pesanan belum sampai")
    expect(ana.row("Pesanan belum sampai").locator(".message__state--read")).to_be_visible()
    admin.composer.press_sequentially("Kami")
    expect(ana.page.locator(".typing")).to_contain_text("admin")
    admin.say("Kami cek dulu")
    ana.sees("Kami cek dulu")
    expect(admin.row("Kami cek dulu").locator(".message__state--read")).to_be_visible()

    desk.get_by_role("button", name="Tutup percakapan ini").click()
    expect(desk.locator("#queue-closed")).to_contain_text("1")
    desk.locator("#queue-mine").click()
    expect(desk.locator(".desk-room")).to_have_count(0)
    expect(ana.page.locator(".closed")).to_contain_text("Tulis saja")
    ana.open(ana.page.url)
    expect(ana.page.locator(".closed")).to_contain_text("Tulis saja")
    ana.say("Masih belum")
    expect(ana.page.locator(".closed")).to_have_count(0)
    expect(desk.locator(".desk-room__preview")).to_have_text("Masih belum")


def test_what_an_admin_may_do_follows_who_answers(
    guest: Callable[..., Guest], desk: Page, server: RunningServer
) -> None:
    user, colleague = server.register("tamu"), server.register("rekan", password="rahasia sekali")
    first = server.login("admin", password=ADMIN_PASSWORD)
    colleague_id = server.get("/api/me", colleague)["id"]
    server.patch(f"/api/users/{colleague_id}", first, role="admin")
    room = server.get("/api/chat/room", user)["room"]["id"]
    server.patch(f"/api/chat/rooms/{room}/assign", first)
    desk.goto(f"/room/{room}")
    take, close = (desk.get_by_role("button", name=f"{verb} percakapan ini") for verb in ("Ambil", "Tutup"))
    expect(desk.locator(".shell--live")).to_be_visible()
    expect(close).to_be_visible()
    expect(take).to_have_count(0)
    server.patch(f"/api/chat/rooms/{room}/assign", colleague)
    take.click()
    expect(desk.locator(".shell--live")).to_be_visible()
    expect(take).to_have_count(0)
    server.patch(f"/api/chat/rooms/{room}/close", colleague)
    expect(close).to_have_count(0)


def test_users_find_no_desk(guest: Callable[..., Guest], browser: People, server: RunningServer) -> None:
    browser.forgive("status of 403")
    ana = guest(server, "ana")
    expect(ana.page.get_by_role("link", name="Meja bantuan")).to_have_count(0)
    answer = ana.page.goto("/admin")
    assert answer
    assert answer.status == 403


def test_the_desk_tells_time_in_the_readers_zone(browser: People, server: RunningServer) -> None:
    token = server.register("zona")
    room = server.get("/api/chat/room", token)["room"]["id"]
    server.post(f"/api/rooms/{room}/messages", token, content="Jam berapa di sana?")
    told = []
    for zone in ("Asia/Jakarta", "Asia/Jayapura"):
        page = browser.person(server.url, timezone_id=zone)
        form: dict[str, str | float | bool] = {"username": "admin", "password": ADMIN_PASSWORD}
        assert page.request.post("/login", form=form, headers={"Origin": server.url}).ok
        page.goto("/admin?show=active")
        time = page.locator(".desk-room").filter(has_text="zona").locator(".room-row__time")
        expect(time).to_have_attribute("title", re.compile("."))
        told.append(int(time.inner_text().partition(".")[0]))
    assert (told[1] - told[0]) % 24 == 2
