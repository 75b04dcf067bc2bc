"""A stranger's dm in the app: apart, silent, read unseen, and a dm like others once it is accepted."""

import re

from playwright.sync_api import expect

from tests.web.test_roomlist import names, section


def test_a_stranger_s_words_wait_until_they_are_accepted(guest, default_server):
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    expect(section(budi, "requests")).to_have_count(0)
    room = ana.talk_to(budi.username)
    ana.say("halo, kita belum kenal")
    ana.sees("halo, kita belum kenal")
    requests = section(budi, "requests")
    expect(requests.locator(".section__count")).to_have_text("1")
    expect(budi.entry(ana.username)).to_be_hidden()
    expect(budi.page).to_have_title(re.compile("^[^(]"))
    expect(section(budi, "people").locator(".section__unread")).to_have_count(0)
    requests.locator("summary").press("Enter")
    budi.entry(ana.username).locator("a").click()
    assert budi.arrived() == room
    budi.sees("halo, kita belum kenal")
    expect(budi.page.locator(".request")).to_contain_text(f"{ana.username} ingin menulis kepadamu")
    budi.page.get_by_role("button", name="Terima").press("Enter")
    expect(budi.page.locator(".request")).to_have_count(0)
    expect(budi.composer).to_be_focused()
    expect(names(budi, "people")).to_have_text([ana.username])
    expect(requests).to_have_count(0)
    expect(ana.row("halo, kita belum kenal").locator(".message__state--read")).to_be_visible()


def test_a_request_is_deleted_or_answered(guest, default_server):
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    room = ana.talk_to(budi.username)
    ana.say("halo")
    budi.open(f"/room/{room}")
    budi.sees("halo")
    budi.page.locator(".request").get_by_role("button", name="Hapus").click()
    budi.page.wait_for_url("**/dashboard")
    expect(section(budi, "requests")).to_have_count(0)
    ana.say("halo?")
    expect(section(budi, "requests").locator(".section__count")).to_have_text("1")
    budi.open(f"/room/{room}")
    budi.say("hai")
    expect(budi.page.locator(".request")).to_have_count(0)
    expect(names(budi, "people")).to_have_text([ana.username])
    expect(ana.row("halo?").locator(".message__state--read")).to_be_visible()
