"""The whole way of somebody who has never seen it, with a keyboard alone and with a finger alone."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import SERVER_AWAY, People
from tests.web.talk import Guest

GROUP = re.compile(r"/room/\d{9}$")
PHONE: dict[str, Any] = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
STEPS = 80
"""Tab stops on the longest page, and some more."""


class Newcomer(Guest):
    """Somebody who has not even a name yet."""

    def __init__(self, page: Page, server) -> None:
        self.page, self.server = page, server

    def is_in(self) -> None:
        """Wait for the live app, ready to be written in (before that its page has forms, which work too)."""
        expect(self.page.locator(".shell--live #content")).to_be_visible()

    def invites(self) -> str:
        """The address that a new group offers to send."""
        link = self.page.locator(".invite-here input")
        expect(link).to_have_value(re.compile("^http"))
        return link.input_value()

    def types(self, text: str) -> None:
        """Type where the focus is, and Enter."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def finds(self, text: str) -> None:
        """Choose what the switcher finds first."""
        self.page.keyboard.press("Control+k")
        expect(self.page.get_by_role("combobox")).to_be_focused()
        self.page.keyboard.type(text)
        expect(self.page.locator('[role=option][aria-selected="true"]')).to_contain_text(
            text, ignore_case=True
        )
        self.page.keyboard.press("Enter")

    def speaks_english(self) -> None:
        """Choose the language in the page's head."""
        self.reaches(self.page.get_by_role("button", name="English").first)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("html")).to_have_attribute("lang", "en")

    def reaches(self, target: Locator) -> None:
        """Go by Tab to something that can be seen there."""
        for _ in range(STEPS):
            if target.evaluate("(element) => element === document.activeElement"):
                expect(target).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {target}")


def test_with_a_keyboard_alone_in_english_and_in_the_dark(browser: People, start_server) -> None:
    server = start_server()
    ana = Newcomer(browser.person(server.url, color_scheme="dark"), server)
    ana.page.goto("/")
    ana.speaks_english()
    expect(ana.page.get_by_label("Your name here")).to_be_focused()
    ana.types("ana.keys")
    ana.is_in()
    ana.types("hello everybody")
    ana.sees("hello everybody")

    ana.finds("New group")
    expect(ana.page.get_by_label("Room name")).to_be_focused()
    ana.types("Book club")
    ana.page.wait_for_url(GROUP)
    expect(ana.composer).to_be_focused()
    address = ana.invites()
    ana.types("first!")
    ana.sees("first!")

    bo = Newcomer(browser.person(server.url), server)
    bo.page.goto(address)
    expect(bo.page.get_by_label("Namamu di sini")).to_be_focused()
    bo.types("bo.keys")
    bo.is_in()
    bo.sees("first!")
    bo.types("second")
    ana.sees("second")

    browser.forgive(SERVER_AWAY)
    server.kill()
    ana.types("is anybody there?")
    expect(ana.row("is anybody there?")).to_have_class(re.compile("message--pending"))
    server.start()
    ana.sees("is anybody there?")
    bo.sees("is anybody there?")

    ana.finds("Settings")
    ana.page.wait_for_url("**/settings")
    ana.reaches(ana.page.get_by_label("Display name"))
    ana.page.keyboard.press("Control+a")
    ana.types("Ana of the Keys")
    expect(ana.page.get_by_role("status").filter(has_text="Your profile is saved.")).to_be_visible()
    ana.reaches(ana.page.locator("#appearance").get_by_role("button", name="Light"))
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("html")).to_have_attribute("data-theme", "light")
    ana.reaches(ana.page.get_by_role("link", name="Back to my rooms"))
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator(".shell--live")).to_be_visible()
    ana.finds("Book club")
    expect(ana.composer).to_be_focused()
    ana.types("back again")
    bo.sees("back again")
    expect(bo.page.locator(".message__author", has_text="Ana of the Keys").last).to_be_visible()


def test_with_a_finger_alone_in_indonesian_on_a_phone(browser: People, start_server) -> None:
    server = start_server()
    ana = Newcomer(browser.person(server.url, color_scheme="light", **PHONE), server)
    ana.page.goto("/")
    ana.page.get_by_label("Namamu di sini").fill("ana.jari")
    ana.page.get_by_role("button", name="Mulai ngobrol").tap()
    ana.is_in()
    ana.composer.fill("halo semua")
    ana.page.get_by_role("button", name="Kirim").tap()
    ana.sees("halo semua")

    ana.page.get_by_role("link", name="Kembali").tap()
    ana.page.get_by_role("link", name="Ruang baru").tap()
    ana.page.get_by_label("Nama ruang").fill("Kopi Kamis")
    ana.page.get_by_role("button", name="Buat ruang").tap()
    ana.page.wait_for_url(GROUP)
    address = ana.invites()

    bo = Newcomer(browser.person(server.url, color_scheme="dark", **PHONE), server)
    bo.page.goto(address)
    bo.page.get_by_label("Namamu di sini").fill("bo.jari")
    bo.page.get_by_role("button", name="Ikut ngobrol").tap()
    bo.is_in()
    bo.composer.fill("aku datang")
    bo.page.get_by_role("button", name="Kirim").tap()
    ana.sees("aku datang")

    browser.forgive(SERVER_AWAY)
    server.kill()
    bo.composer.fill("masih ada?")
    bo.page.get_by_role("button", name="Kirim").tap()
    expect(bo.row("masih ada?")).to_have_class(re.compile("message--pending"))
    server.start()
    bo.sees("masih ada?")
    ana.sees("masih ada?")

    ana.page.go_back()
    expect(ana.entry("Kopi Kamis")).to_be_visible()
    ana.account().get_by_role("link", name="Pengaturan").tap()
    ana.page.locator("#appearance").get_by_role("button", name="Gelap").tap()
    expect(ana.page.locator("html")).to_have_attribute("data-theme", "dark")
