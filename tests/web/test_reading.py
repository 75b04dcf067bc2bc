"""What counts as read: what stayed in view of somebody who looks, the same in all their tabs and devices."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.talk import Guest

ROOM = "Kopi"


@pytest.fixture
def talk(guest, default_server):
    """Ana talks in a room that budi has joined."""
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    ana.room = budi.room = ana.create(ROOM)
    budi.join(ana.room)
    return ana, budi


def look(guest, attentive):
    """Let somebody turn to their page, or away from it: to playwright every page has the focus."""
    script = "yes => { document.hasFocus = () => yes; dispatchEvent(new Event(yes ? 'focus' : 'blur')); }"
    guest.page.evaluate(script, attentive)


def badge(guest):
    return guest.entry(ROOM).locator(".badge")


def test_what_comes_while_nobody_looks_stays_unread_until_somebody_does(talk, default_server):
    ana, budi = talk
    look(budi, False)
    for n in range(2):
        ana.say(f"pesan {n}")
    budi.sees("pesan 1")
    expect(badge(budi)).to_have_text("2")
    expect(budi.page).to_have_title(re.compile(r"^\(2\) "))
    assert default_server.get(f"/api/rooms/{budi.room}", default_server.login(budi.username))["unread"] == 2
    look(budi, True)
    expect(badge(budi)).to_have_count(0)
    expect(budi.page).to_have_title(re.compile("^Kopi"))
    budi.has_read(budi.room)


def test_what_is_read_in_one_tab_is_read_in_all_tabs_and_devices(talk, guest, browser, default_server):
    ana, budi = talk
    tab = Guest(budi.page.context.new_page(), default_server, budi.username)
    device = browser.person(default_server.url)
    device.request.post("/login", form={"username": budi.username}, headers={"Origin": default_server.url})
    phone = Guest(device, default_server, budi.username)
    everywhere = (budi, tab, phone)
    for each in everywhere:
        look(each, False)
    for n in range(3):
        ana.say(f"pesan {n}")
    for each in everywhere:
        expect(badge(each)).to_have_text("3")
    look(budi, True)
    for each in everywhere:
        expect(badge(each)).to_have_count(0)
    budi.has_read(budi.room)
    look(budi, False)
    ana.say("dan lagi")
    for each in everywhere:
        expect(badge(each)).to_have_text("1")
    look(phone, True)
    phone.entry(ROOM).locator("a").click()
    for each in everywhere:
        expect(badge(each)).to_have_count(0)
    budi.has_read(budi.room)


def test_a_tab_does_not_count_what_another_one_is_reading(talk, default_server):
    ana, budi = talk
    tab = Guest(budi.page.context.new_page(), default_server, budi.username)
    for each, attentive in ((tab, False), (budi, False), (budi, True)):
        look(each, attentive)
    tab.page.evaluate(
        """() => {
          window.badges = 0;
          const count = () => (window.badges += document.querySelectorAll(".room-row .badge").length);
          new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    ana.say("dibaca di tab lain")
    expect(tab.entry(ROOM)).to_contain_text("dibaca di tab lain")
    budi.has_read(budi.room)
    assert tab.page.evaluate("window.badges") == 0
