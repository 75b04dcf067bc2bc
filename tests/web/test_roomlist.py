"""The list at the left: sections that close, what is unread in them, and help where nothing is yet."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def ana(guest, default_server):
    return guest(default_server, "ana")


def section(person, key):
    return person.page.locator(f'.section[data-section="{key}"]')


def names(person, key):
    return section(person, key).locator(".room-row__name")


def test_rooms_stand_in_sections_the_newest_conversation_first(ana, guest, default_server):
    budi = guest(default_server, "budi")
    ana.create("Satu")
    ana.open("/dashboard")
    ana.create("Dua")
    ana.open("/dashboard")
    ana.talk_to(budi.username)
    expect(names(ana, "people")).to_have_text([budi.username])
    expect(names(ana, "groups")).to_have_text(["Dua", "Satu"])
    expect(ana.page.locator(".section").first.locator(".room-row__name")).to_have_text("Lobi")
    ana.entry("Satu").locator("a").click()
    ana.say("paling baru")
    expect(names(ana, "groups")).to_have_text(["Satu", "Dua"])
    expect(section(ana, "people").locator(".avatar--online")).to_have_count(1)


def test_a_closed_section_still_says_what_is_unread_and_stays_closed(ana, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(ana.create("Satu"))
    ana.open("/dashboard")
    groups = section(ana, "groups")
    groups.locator("summary").click()
    expect(ana.entry("Satu")).to_be_hidden()
    for n in range(2):
        budi.say(f"halo {n}")
    expect(groups.locator(".section__unread")).to_have_text("2")
    ana.page.reload()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    expect(groups.locator(".section__unread")).to_have_text("2")
    expect(ana.entry("Satu")).to_be_hidden()
    groups.locator("summary").press("Enter")
    expect(ana.entry("Satu").locator(".badge")).to_have_text("2")


def test_a_room_says_that_an_unread_message_names_the_reader(ana, guest, default_server):
    budi = guest(default_server, "budi")
    room = budi.create("Arisan")
    ana.join(room)
    budi.say("halo semua")
    ana.sees("halo semua")
    ana.has_read(room)
    ana.open("/dashboard")
    entry = ana.entry("Arisan")
    budi.say("siapa datang?")
    expect(entry.locator(".badge")).to_have_text("1")
    budi.say(f"@{ana.username} datang?")
    expect(entry.locator(".badge")).to_have_text(["@", "2"])
    expect(entry.get_by_role("link")).to_have_accessible_name(re.compile("menyebut namamu"))
    budi.say("yang lain menyusul")
    expect(entry.locator(".badge")).to_have_text(["@", "3"])
    ana.page.context.clear_cookies(name="live")
    served = ana.page.request.get("/dashboard").text()
    assert "menyebut namamu" in served
    ana.open("/dashboard")
    expect(entry.locator(".badge")).to_have_text(["@", "3"])
    entry.locator("a").click()
    expect(entry.locator(".badge")).to_have_count(0)


def test_empty_sections_say_what_to_do(ana):
    section(ana, "groups").get_by_role("link", name="Buat atau masuk grup").click()
    expect(ana.page.locator("#create-name")).to_be_focused()
    section(ana, "people").get_by_role("button", name="Cari orang").click()
    expect(ana.page.get_by_role("combobox")).to_be_focused()


def test_an_empty_room_and_a_lost_address_say_what_to_do(ana, browser, guest, default_server):
    browser.forgive("status of 404")
    ana.talk_to(guest(default_server, "budi").username)
    expect(ana.page.locator(".feed__start")).to_contain_text("Belum ada pesan")
    ana.say("halo")
    ana.sees("halo")
    expect(ana.page.locator(".feed__start")).not_to_contain_text("Belum ada pesan")
    ana.page.goto("/room/999999999")
    ana.page.get_by_role("link", name="Gabung ke ruang").click()
    expect(ana.page.locator("#room_id")).to_be_visible()


def test_the_list_is_the_same_without_scripts(browser, guest, default_server):
    ana = guest(default_server, "ana", timezone_id="UTC")  # the server's own
    budi = guest(default_server, "budi")
    room = ana.create("Satu")
    budi.join(room)
    budi.say("halo")
    ana.sees("halo")
    ana.has_read(room)
    ana.open("/dashboard")
    cookies = ana.page.context.cookies()
    still = browser.person(default_server.url, java_script_enabled=False)
    still.context.add_cookies(cookies)
    for path in ("/dashboard", "/my-rooms"):
        ana.open(path)
        still.goto(path)
        shown = [
            [" ".join(text.split()) for text in page.locator("#rooms .room-list").all_inner_texts()]
            for page in (ana.page, still)
        ]
        assert shown[0] == shown[1]
        boxes = [places(page) for page in (ana.page, still)]
        assert boxes[0] == boxes[1]
    still.locator("summary", has_text="Grup").click()
    expect(still.locator(".room-row", has_text="Satu")).to_be_hidden()
    still.locator(".find").click()
    expect(still).to_have_url(re.compile("/my-rooms$"))


def places(page):
    """Where the parts of the list stand: the live app may not move them."""
    parts = "#rooms :is(.sidebar__head, .find, .section, .room-row, .ways, .me)"
    return page.locator(parts).evaluate_all(
        "parts => parts.map((part) => Object.values(part.getBoundingClientRect().toJSON()).map(Math.round))"
    )
