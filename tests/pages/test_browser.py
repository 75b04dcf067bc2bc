"""The whole way in a real browser whose scripts are off."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.server import RunningServer


def no_scripts(browser: People, server: RunningServer, **options: Any) -> Page:
    """A browser that runs none of our scripts."""
    return browser.person(server.url, java_script_enabled=False, **options)


def enter(page: Page, name: str) -> None:
    """Type a name on the landing page, and go from the lobby to the dashboard."""
    page.goto("/")
    page.get_by_label("Namamu di sini").fill(name)
    page.get_by_role("button", name="Mulai ngobrol").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lobi")
    page.goto("/dashboard")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Halo, {name}!")


def test_two_people_talk_without_scripts(browser: People, default_server: RunningServer) -> None:
    ana, budi = no_scripts(browser, default_server), no_scripts(browser, default_server)
    enter(ana, "ana.tanpa")
    enter(budi, "budi.tanpa")
    ana.get_by_label("Nama ruang").fill("Kopi Kamis")
    ana.get_by_role("button", name="Buat ruang").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Kopi Kamis")
    share_id = ana.locator(".conversation__facts .share-id").inner_text()

    budi.get_by_label("ID ruang").fill(share_id)
    budi.get_by_role("button", name="Gabung").click()
    budi.get_by_label("Pesan untuk Kopi Kamis").fill("Halo *Ana*!")
    budi.get_by_role("button", name="Kirim").click()
    expect(budi.locator(".message__text")).to_have_text("Halo Ana!")

    ana.get_by_role("link", name="Muat ulang").click()
    expect(ana.locator(".message__text em")).to_have_text("Ana")
    ana.get_by_label("Pesan untuk Kopi Kamis").fill("Hai Budii")
    ana.get_by_role("button", name="Kirim").click()

    mine = ana.locator(".message--mine")
    mine.hover()
    mine.locator("summary").click()
    mine.get_by_role("link", name="Edit").click()
    ana.get_by_label("Edit pesan").fill("Hai Budi")
    ana.get_by_role("button", name="Simpan").first.click()
    expect(ana.locator(".message--mine .message__text")).to_have_text("Hai Budi")
    expect(ana.locator(".message__edited")).to_have_text("diedit")

    mine = ana.locator(".message--mine")
    mine.hover()
    mine.locator("summary").click()
    mine.get_by_role("button", name="Hapus").click()
    expect(ana.locator(".message")).to_have_count(1)

    ana.get_by_role("button", name="Keluar dari ruang").click()
    expect(ana.get_by_text("Kamu sudah keluar dari ruang itu.")).to_be_visible()
    ana.locator(".me__summary").click()
    ana.get_by_role("button", name="Keluar", exact=True).click()
    expect(ana.get_by_text("Sampai jumpa lagi")).to_be_visible()


def test_a_phone_shows_one_pane_and_never_scrolls_sideways(
    browser: People, default_server: RunningServer
) -> None:
    phone = no_scripts(
        browser, default_server, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    enter_on_phone(phone)
    create = phone.get_by_role("button", name="Buat ruang")
    expect(create).to_be_hidden()
    phone.get_by_role("link", name="Ruang baru").click()
    expect(phone.locator("#rooms")).to_be_hidden()
    create.click()
    phone.get_by_label("Pesan untuk").fill("https://example.org/" + "panjang" * 30)
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.locator(".message")).to_be_in_viewport()
    expect(phone.locator("#rooms")).to_be_hidden()
    phone.get_by_role("link", name="Rincian ruang").click()
    expect(phone.get_by_role("button", name="Keluar dari ruang")).to_be_visible()
    phone.get_by_role("link", name="Tutup").click()
    phone.get_by_role("link", name="Kembali", exact=True).click()
    expect(phone.locator("#rooms")).to_be_visible()
    for path in ("/", "/dashboard", "/my-rooms", "/room/1", "/settings", "/settings?done=profile"):
        phone.goto(path)
        box = phone.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= 390, path


def enter_on_phone(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("Namamu di sini").fill("cici.ponsel")
    phone.get_by_role("button", name="Mulai ngobrol").click()
    phone.get_by_role("link", name="Kembali").click()
    expect(phone.locator("#rooms")).to_be_visible()


def test_the_page_opens_at_the_newest_message(browser: People, default_server: RunningServer) -> None:
    page = no_scripts(browser, default_server)
    enter(page, "dewi.panjang")
    page.get_by_role("button", name="Buat ruang").click()
    for number in range(30):
        page.get_by_label("Pesan untuk").fill(f"pesan ke-{number}")
        page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text("pesan ke-29", exact=True)).to_be_in_viewport()
    expect(page.get_by_text("pesan ke-0", exact=True)).not_to_be_in_viewport()
