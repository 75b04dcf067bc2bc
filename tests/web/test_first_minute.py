"""From the start page into the lobby, and others after one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.processes import wait_until
from tests.support.server import RunningServer
from tests.web.talk import Guest

TAKEN = "the server responded with a status of 409"
GROUP = re.compile(r"/room/\d{9}$")


@pytest.fixture
def stranger(browser: People, server: RunningServer) -> Page:
    return browser.person(server.url)


def named(page: Page) -> None:
    """Wait for the page to give the focus to the field for the name: by itself, but after it has loaded."""
    expect(page.get_by_label("Namamu di sini")).to_be_focused()


def test_a_name_and_enter_lead_into_the_lobby_ready_to_write(stranger: Page) -> None:
    stranger.goto("/")
    named(stranger)
    stranger.keyboard.type("menit.pertama")
    stranger.keyboard.press("Enter")
    expect(stranger.locator(".shell--live #content")).to_be_focused()
    assert stranger.url.endswith("/room/1")
    expect(stranger.get_by_role("heading", name="Selamat datang, menit.pertama!")).to_be_visible()
    stranger.keyboard.type("halo semua")
    stranger.keyboard.press("Enter")
    expect(stranger.locator(".message__text", has_text="halo semua")).to_be_visible()
    expect(stranger.locator(".welcome")).to_have_count(0)


def test_the_welcome_helps_and_goes_for_good(stranger: Page) -> None:
    stranger.goto("/")
    named(stranger)
    stranger.keyboard.type("sapa.saja")
    stranger.keyboard.press("Enter")
    welcome = stranger.locator(".shell--live .welcome")
    welcome.get_by_role("button", name="Sapa semua").click()
    expect(stranger.locator("#content")).to_have_value("Halo semuanya! 👋")
    expect(stranger.locator("#content")).to_be_focused()
    welcome.get_by_role("link", name="Undang orang").click()
    expect(stranger.get_by_role("dialog")).to_be_visible()
    stranger.keyboard.press("Escape")
    welcome.get_by_role("button", name="Tutup sambutan ini").click()
    expect(welcome).to_have_count(0)
    stranger.reload()
    expect(stranger.locator(".shell--live #content")).to_be_visible()
    expect(stranger.locator(".welcome")).to_have_count(0)


def test_the_welcome_goes_without_scripts_too(browser: People, server: RunningServer) -> None:
    page = browser.person(server.url, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Namamu di sini").fill("tanpa.skrip")
    page.get_by_label("Namamu di sini").press("Enter")
    expect(page.locator(".welcome")).to_be_visible()
    page.get_by_role("button", name="Tutup sambutan ini").click()
    expect(page.get_by_role("heading", name="Lobi", level=1)).to_be_visible()
    expect(page.locator(".welcome")).to_have_count(0)


def test_a_taken_name_is_one_click_from_the_lobby(
    stranger: Page, browser: People, server: RunningServer
) -> None:
    browser.forgive(TAKEN)
    server.register("sudah.ada")
    stranger.goto("/")
    stranger.get_by_label("Namamu di sini").fill("sudah.ada")
    stranger.keyboard.press("Enter")
    stranger.get_by_role("button", name=re.compile("^sudah.ada.+")).first.click()
    expect(stranger.locator(".shell--live #content")).to_be_visible()
    assert stranger.url.endswith("/room/1")


def test_who_comes_back_by_name_is_let_in(stranger: Page, browser: People, server: RunningServer) -> None:
    browser.forgive(TAKEN)
    server.register("datang.lagi")
    stranger.goto("/")
    stranger.get_by_label("Namamu di sini").fill("datang.lagi")
    stranger.keyboard.press("Enter")
    stranger.get_by_role("button", name="Itu aku, izinkan masuk").click()
    expect(stranger.locator(".shell--live")).to_be_visible()
    expect(stranger.locator(".me__username").last).to_have_text("@datang.lagi")


def test_a_new_group_leads_to_its_invitation_and_others_follow_it(
    stranger: Page, guest, server: RunningServer
) -> None:
    ana: Guest = guest(server, "ana")
    ana.create("Kopi Kamis")
    link = ana.page.get_by_label("Kirim tautan ini kepada yang ingin kamu ajak")
    expect(link).to_have_value(re.compile(r"^http://127.0.0.1:\d+/join/\d{9}\?by=ana"))
    ana.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ana.page.locator(".invite-here").get_by_role("button", name="Salin tautan").click()
    expect(ana.page.locator(".invite-here").get_by_role("button", name="Tersalin")).to_be_visible()
    address = ana.page.evaluate("navigator.clipboard.readText()")

    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Kopi Kamis")
    named(stranger)
    stranger.keyboard.type("tamu.undangan")
    stranger.keyboard.press("Enter")
    stranger.wait_for_url(GROUP)
    expect(stranger.locator(".shell--live #content")).to_be_focused()
    stranger.keyboard.type("aku datang")
    stranger.keyboard.press("Enter")
    ana.sees("aku datang")
    expect(ana.page.locator(".invite-here")).to_have_count(0)


def test_the_invitation_is_a_dialog_with_a_code_a_link_and_an_id(guest, server: RunningServer) -> None:
    ana: Guest = guest(server, "ana")
    room = ana.create("Kopi Kamis")
    opener = ana.page.locator(".conversation__invite")
    opener.click()
    dialog = ana.page.get_by_role("dialog", name="Undang orang ke Kopi Kamis")
    code = dialog.get_by_role("img", name="Kode QR dari tautan di bawah")
    expect(code).to_be_visible()
    assert code.evaluate(
        "(image) => image.complete || new Promise((done) => (image.onload = () => done(true)))"
    )
    assert code.evaluate("(image) => image.naturalWidth > 0")
    box = code.bounding_box()
    assert box
    assert box["width"] >= 200
    expect(dialog.get_by_label("Tautan")).to_have_value(re.compile(f"/join/{room}"))
    expect(dialog.locator(".invite__id")).to_have_text(str(room))
    expect(dialog.get_by_text("HOST=0.0.0.0")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_where_browsers_know_no_clipboard_the_link_is_copied_from_its_field(
    guest, server: RunningServer
) -> None:
    ana: Guest = guest(server, "ana")
    ana.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ana.open("/dashboard")
    ana.create("Kopi")
    here = ana.page.locator(".invite-here")
    here.get_by_role("button", name="Salin tautan").click()
    expect(here.get_by_role("button", name="Tersalin")).to_be_visible()
    ana.composer.focus()
    ana.page.keyboard.press("Control+V")
    expect(ana.composer).to_have_value(re.compile("/join/"))


def test_a_phone_passes_the_link_on_in_its_own_way(guest, server: RunningServer) -> None:
    ana: Guest = guest(server, "ana", viewport={"width": 390, "height": 800}, has_touch=True)
    ana.page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    room = server.post("/api/rooms", server.login(ana.username), type="group", name="Kopi")["id"]
    ana.open(f"/room/{room}")
    ana.page.locator(".conversation__invite").click()
    ana.page.get_by_role("button", name="Bagikan").click()
    shared = wait_until(lambda: ana.page.evaluate("window.shared?.url"), "the link is passed on")
    assert f"/join/{room}" in shared


def test_who_is_in_the_lobby_alone_is_told_what_to_do(guest, server: RunningServer) -> None:
    ana: Guest = guest(server, "ana")
    ana.open("/my-rooms")
    ana.page.get_by_role("link", name="Buat atau masuk ruang").click()
    expect(ana.page.locator("#create-name")).to_be_visible()
    ana.create("Kopi")
    ana.open("/my-rooms")
    expect(ana.page.locator(".beginning")).to_have_count(0)
