"""What the look promises in measures: how high a message is, what scrolls, what is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.faulty import FaultyServer
from tests.support.processes import ROOT

COLOURS = re.findall(r"--[\w-]+: light-dark\(", (ROOT / "static" / "css" / "tokens.css").read_text("utf-8"))
PHONE: dict[str, Any] = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
LINES = """text => {
  const range = document.createRange();
  range.selectNodeContents(text);
  return [...range.getClientRects()].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
}"""


def meets(row: Locator) -> list[dict[str, float]]:
    """The lines of a message's text over which its time lies."""
    time = row.locator(".message__time").bounding_box()
    assert time
    return [
        line
        for line in row.locator(".message__text").evaluate(LINES)
        if line["left"] < time["x"] + time["width"]
        and line["right"] > time["x"]
        and line["top"] < time["y"] + time["height"] - 1
        and line["bottom"] > time["y"] + 1
    ]


def height(row: Locator) -> float:
    """Of the bubble."""
    box = row.locator(".message__bubble").bounding_box()
    assert box
    return box["height"]


def test_what_only_readers_of_the_screen_hear_makes_nothing_scroll(guest, default_server):
    """Hidden words beside a list lie where the list would end if it weren't cut."""
    ana = guest(default_server, "ana", viewport={"width": 1280, "height": 500})
    for number in range(12):
        default_server.register(f"{ana.username}x{number}")
    ana.open("/room/1")
    expect(ana.page.locator("#details .person").nth(10)).to_be_attached()
    assert ana.page.evaluate("document.scrollingElement.scrollHeight") == 500


def test_the_styleguide_shows_every_token(browser, start_server):
    page = browser.person(start_server(STYLEGUIDE="on").url)
    page.goto("/styleguide")
    expect(page.locator("#colours .guide__swatch")).to_have_count(2 * len(COLOURS))
    expect(page.locator("#measures .guide__measure").first).to_be_visible()


@pytest.mark.parametrize("text", ["Sip", "Sip, **sekali**"])
def test_the_time_of_a_short_message_stands_in_its_line(guest, default_server, text):
    ana = guest(default_server, "ana")
    ana.create("Ukuran")
    ana.say(text)
    expect(ana.rows.locator(".message__state")).to_contain_text("Terkirim")
    assert height(ana.rows.last) < 48


@pytest.mark.parametrize("length", range(2, 26, 3))
def test_the_time_lies_on_no_text(guest, default_server, length):
    ana = guest(default_server, "ana", **PHONE)
    room = ana.create("Ukuran")
    token = default_server.login(ana.username)
    default_server.post(f"/api/rooms/{room}/messages", token, content="kata " * length)
    default_server.post(f"/api/rooms/{room}/messages", token, content="مرحبا " * length)
    expect(ana.rows).to_have_count(2)
    assert [meets(ana.rows.nth(number)) for number in range(2)] == [[], []]


def test_a_message_is_as_large_when_it_is_sent_as_it_was_before(guest, tmp_path):
    with FaultyServer(tmp_path) as server:
        ana = guest(server, "ana")
        ana.create("Ukuran")
        server.hold()
        ana.say("Sebentar")
        expect(ana.page.locator(".message--pending")).to_be_visible()
        before = ana.rows.last.locator(".message__bubble").bounding_box()
        server.release()
        ana.sees("Sebentar")
        assert ana.rows.last.locator(".message__bubble").bounding_box() == before
