"""One's own account in the live app: the picture, the theme, the invitation to protect a name, one's data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.support.images import BLUE, GREEN, RED, WHITE, alike, corners, encoded, opened, quarters, turned
from tests.support.processes import wait_until
from tests.support.server import RunningServer
from tests.web.talk import Guest

LIGHT, DARK = "rgb(250, 245, 238)", "rgb(22, 18, 15)"
PICTURE = re.compile(r"/avatar/\d+-[0-9a-f]{16}\.webp$")
SAVED = "Fotomu sudah disimpan."


@pytest.fixture
def ana(guest: Callable[..., Guest], default_server: RunningServer) -> Guest:
    return guest(default_server, "ana")


@pytest.fixture
def budi(guest: Callable[..., Guest], default_server: RunningServer) -> Guest:
    return guest(default_server, "budi")


def choose(page: Page, data: bytes, name: str = "saya.png") -> None:
    """Choose a file for one's picture."""
    file: FilePayload = {"name": name, "mimeType": "image/png", "buffer": data}
    page.locator("#picture").set_input_files(file)


def saved_corners(page: Page) -> list[tuple[int, ...]]:
    """The corners of the picture that the page shows now."""
    expect(page.get_by_text(SAVED)).to_be_visible()
    source = page.locator(".portrait__face img").get_attribute("src")
    return corners(opened(page.request.get(str(source)).body()))


def kept(who: Guest, theme: str) -> None:
    """Wait until the server has this theme of somebody's."""
    me = who.page.request.get
    wait_until(lambda: me("/api/me").json()["data"]["theme"] == theme, f"the account's theme is {theme}")


def test_a_new_picture_is_seen_by_everybody_at_once_and_so_is_its_end(ana: Guest, budi: Guest) -> None:
    budi.join(ana.create("Kopi"))
    ana.say("siapa aku?")
    budi.sees("siapa aku?")
    expect(budi.page.locator("article .avatar img")).to_have_attribute("src", re.compile("svg$"))
    settings = ana.page.context.new_page()
    settings.goto("/settings")
    choose(settings, encoded(quarters()))
    settings.get_by_role("button", name="Pakai bagian ini").click()
    expect(settings.get_by_text(SAVED)).to_be_visible()
    shown = str(settings.locator(".portrait__face img").get_attribute("src"))
    assert PICTURE.search(shown)
    expect(budi.page.locator("article .avatar img")).to_have_attribute("src", shown)
    expect(ana.page.locator(".me__summary img")).to_have_attribute("src", shown)
    ana.say("lagi")
    budi.sees("lagi")
    settings.get_by_role("button", name="Hapus foto").click()
    expect(budi.page.locator("article .avatar img").first).to_have_attribute("src", re.compile("svg$"))


def test_a_part_is_chosen_with_the_keyboard_alone(ana: Guest) -> None:
    ana.page.goto("/settings")
    choose(ana.page, encoded(quarters((600, 600))))
    expect(ana.page.locator(".crop__stage")).to_be_focused()
    for key in ["+"] * 7 + ["ArrowRight"] * 40 + ["ArrowDown"] * 40:
        ana.page.keyboard.press(key)
    ana.page.keyboard.press("Tab")
    expect(ana.page.get_by_role("slider")).to_be_focused()
    ana.page.keyboard.press("Enter")
    assert all(alike(colour, WHITE) for colour in saved_corners(ana.page))


def test_a_part_is_chosen_by_dragging_and_zooming(ana: Guest) -> None:
    page = ana.page
    page.goto("/settings")
    choose(page, encoded(quarters((600, 600))))
    page.get_by_role("slider").fill("2.2")
    box = page.locator(".crop__stage").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - box["width"], middle[1] + box["height"], steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Pakai bagian ini").click()
    assert all(alike(colour, GREEN) for colour in saved_corners(page))


def test_what_a_camera_turned_is_cropped_upright(ana: Guest) -> None:
    ana.page.goto("/settings")
    choose(ana.page, turned(6), "kamera.jpg")
    ana.page.get_by_role("button", name="Pakai bagian ini").click()
    for found, wanted in zip(saved_corners(ana.page), (RED, GREEN, BLUE, WHITE), strict=True):
        assert alike(found, wanted)


def test_second_thoughts_send_nothing_and_no_picture_is_said_to_be_none(ana: Guest, browser: object) -> None:
    page = ana.page
    page.goto("/settings")
    choose(page, encoded(quarters()))
    expect(page.locator("#crop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#crop")).to_be_hidden()
    expect(page.locator("#picture")).to_be_focused()
    expect(page.locator("#picture")).to_have_value("")
    browser.forgive("422")  # type: ignore[attr-defined]
    choose(page, b"bukan gambar")
    expect(page.get_by_text("Ini bukan gambar yang bisa kami baca.")).to_be_in_viewport()
    expect(page.locator(".portrait__face img")).to_have_attribute("src", re.compile("svg$"))


def test_a_theme_is_chosen_here_and_followed_in_the_other_tabs(ana: Guest) -> None:
    room = ana.page.context.new_page()
    room.goto("/room/1")
    expect(room.locator(".shell--live")).to_be_visible()
    settings = ana.page.context.new_page()
    settings.goto("/settings")
    ana.account().get_by_role("button", name="Gelap").click()
    for page in (ana.page, room, settings):
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.locator("body")).to_have_css("background-color", DARK)
    expect(settings.get_by_role("button", name="Gelap").first).to_have_attribute("aria-pressed", "true")
    expect(ana.page.locator('meta[name="theme-color"][media="all"]')).to_have_attribute("content", "#1b1613")
    kept(ana, "dark")
    settings.locator("#appearance").get_by_role("button", name="Terang").click()
    expect(room.locator("html")).to_have_attribute("data-theme", "light")
    kept(ana, "light")
    ana.open("/room/1")
    expect(ana.account().get_by_role("button", name="Terang")).to_have_attribute("aria-pressed", "true")


def test_a_theme_chosen_on_another_device_is_followed_at_once(
    ana: Guest, default_server: RunningServer
) -> None:
    page = ana.page
    page.evaluate("window.neverReloaded = true")
    for theme in ("dark", "light"):
        default_server.patch("/api/me", default_server.login(ana.username), theme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(ana.account().get_by_role("button", name="Terang")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.neverReloaded") is True


def test_no_page_ever_begins_in_the_wrong_theme(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    ana = guest(default_server, "ana", color_scheme="light")
    ana.account().get_by_role("button", name="Gelap").click()
    kept(ana, "dark")
    ana.page.add_init_script(
        """new PerformanceObserver((list) => { for (const paint of list.getEntries()) {
             document.documentElement.dataset.first = getComputedStyle(document.body).backgroundColor;
           } }).observe({ type: "paint", buffered: true });"""
    )
    for path in ("/dashboard", "/room/1", "/settings", "/my-rooms"):
        ana.page.goto(path)
        expect(ana.page.locator("html")).to_have_attribute("data-first", DARK)


def test_the_system_is_followed_until_a_theme_is_chosen(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    ana = guest(default_server, "ana", color_scheme="dark")
    ground = ana.page.locator("body")
    expect(ground).to_have_css("background-color", DARK)
    ana.page.emulate_media(color_scheme="light")
    expect(ground).to_have_css("background-color", LIGHT)
    ana.account().get_by_role("button", name="Gelap").click()
    expect(ana.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(ground).to_have_css("background-color", DARK)


def test_the_accounts_menu_opens_and_closes_by_keyboard_and_by_a_look_elsewhere(ana: Guest) -> None:
    panel = ana.page.locator(".me__panel")
    ana.page.locator(".me__summary").focus()
    ana.page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(ana.page.locator(".me__summary")).to_be_focused()
    ana.account()
    ana.page.locator("h1").click()
    expect(panel).to_be_hidden()


def test_the_invitation_to_protect_a_name_waits_when_told_to(ana: Guest) -> None:
    card = ana.page.locator(".home > .claim")
    expect(card).to_be_visible()
    card.get_by_role("button", name="Nanti saja").click()
    expect(card).to_have_count(0)
    cookies = ana.page.context.cookies
    wait_until(lambda: "claim_later" in {one["name"] for one in cookies()}, "the browser remembers it")
    ana.open("/dashboard")
    expect(ana.page.locator(".home__welcome")).to_be_visible()
    expect(card).to_have_count(0)
    ana.account().get_by_role("link", name="Lindungi nama saya").click()
    ana.page.wait_for_url("**/settings#password")
    ana.page.locator("#new-password").fill("kopi tubruk pagi")
    ana.page.get_by_role("button", name="Pasang kata sandi").click()
    expect(ana.page.get_by_text("Kata sandimu sudah disimpan.")).to_be_in_viewport()
    ana.open("/dashboard")
    expect(ana.account().get_by_role("link", name="Lindungi nama saya")).to_have_count(0)


def test_a_password_set_in_another_tab_ends_the_invitation_here(ana: Guest) -> None:
    card = ana.page.locator(".home > .claim")
    expect(card).to_be_visible()
    answer = ana.page.request.put("/api/me/password", data={"password": "kopi tubruk pagi"})
    assert answer.ok
    expect(card).to_have_count(0)


def test_ones_data_are_downloaded_as_one_file(ana: Guest, tmp_path: Path) -> None:
    ana.create("Kopi")
    for text in ("satu", "dua"):
        ana.say(text)
        ana.sees(text)
    ana.page.goto("/settings")
    with ana.page.expect_download() as download:
        ana.page.get_by_role("link", name="Unduh data saya").click()
    assert re.fullmatch(r"ngobrol-\d+-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "data.json")
    whole = json.loads((tmp_path / "data.json").read_text())
    assert [one["content"] for one in whole["messages"]] == ["satu", "dua"]


def test_the_list_of_sections_shows_where_one_reads(ana: Guest) -> None:
    ana.page.goto("/settings")
    for section in ("password", "delete", "profile"):
        ana.page.locator(f'.settings__link[href="#{section}"]').click()
        expect(ana.page.locator(f"#{section}-title")).to_be_in_viewport()
    expect(ana.page.locator(".settings__link[aria-current]")).to_have_attribute("href", "#profile")


def test_the_list_of_devices_tells_time_in_the_readers_zone(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    for zone in ("Asia/Jakarta", "Asia/Jayapura"):
        ana = guest(default_server, "ana", timezone_id=zone)
        ana.page.goto("/settings")
        expect(ana.page.locator(".session__used")).to_have_attribute("title", re.compile("pukul"))
        since = ana.page.locator(".session__since")
        moment = datetime.fromisoformat(str(since.get_attribute("datetime")))
        expect(since).to_have_text(re.compile(moment.astimezone(ZoneInfo(zone)).strftime(r" %H\.%M$")))
