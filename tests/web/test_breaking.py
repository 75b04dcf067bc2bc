"""The connection breaks at the worst moments, a hundred times: nothing is lost, doubled or out of order."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY
from tests.support.processes import wait_until
from tests.support.proxy import CuttingProxy, Moment
from tests.web.talk import Guest

ROUNDS = 40
PATIENCE = 20_000
UP, DOWN = True, False
ACKNOWLEDGEMENT, READY = b"43/chat,", b'["ready"'

# What a browser sends is masked, and has no sign to look for.
WORST = {
    "in the middle of sending": [Moment(UP, share=0.5)],
    "stored, and nothing heard of it": [Moment(DOWN, b"message_created")],
    "in the middle of hearing of it": [Moment(DOWN, b"message_created", share=0.5)],
    "heard, but not acknowledged": [Moment(DOWN, ACKNOWLEDGEMENT)],
    "in the middle of the acknowledgement": [Moment(DOWN, ACKNOWLEDGEMENT, share=0.5)],
    "and again while it dials": [Moment(DOWN, ACKNOWLEDGEMENT), Moment(UP, share=0.5)],
    "and again while it is answered": [Moment(UP, share=0.5), Moment(DOWN, share=0.5)],
    "and again in the middle of its greeting": [
        Moment(DOWN, ACKNOWLEDGEMENT),
        Moment(DOWN, READY, share=0.5),
    ],
}


@pytest.fixture
def two(guest, default_server, browser):
    """Two people in a room, each behind a network of their own."""
    browser.forgive(SERVER_AWAY + "|ERR_|xhr poll error|Failed to load resource")
    with ExitStack() as open_ones:
        seats = []
        for name in ("ana", "budi"):
            proxy = open_ones.enter_context(CuttingProxy(default_server.port))
            seats.append((guest(proxy, name), proxy))
        room = seats[0][0].create("Badai")
        seats[1][0].join(room)
        yield room, seats
        for each, _ in seats:
            each.page.goto("about:blank")


def test_nothing_is_lost_doubled_or_disordered_when_the_connection_is_cut(two, default_server):
    room, seats = two
    said = {guest.username: [] for guest, _ in seats}
    for number in range(ROUNDS):
        worst = list(WORST.values())[number % len(WORST)]
        for guest, proxy in seats:
            text = f"{guest.username} {number}"
            said[guest.username].append(text)
            guest.composer.fill(text)
            proxy.arm(*worst)
            guest.composer.press("Enter")
        for guest, proxy in seats:
            wait_until(
                lambda proxy=proxy, guest=guest: proxy.done(0.5) or dial(guest), "the connection was cut"
            )
    assert sum(proxy.cuts for _, proxy in seats) >= 100
    token = default_server.login(seats[0][0].username)
    for guest, _ in seats:
        dial(guest)
        expect(guest.page.locator(".message[data-seq]")).to_have_count(2 * ROUNDS, timeout=PATIENCE)
        expect(guest.page.locator(".message--pending, .message--failed")).to_have_count(0)
    stored = [m["content"] for m in default_server.get(f"/api/rooms/{room}/messages", token, limit=100)]
    for guest, _ in seats:
        assert guest.texts() == stored
    for username, texts in said.items():
        assert [text for text in stored if text.startswith(f"{username} ")] == texts


def dial(guest: Guest) -> None:
    """Let the page know that the network is back; otherwise it would wait a little longer each time."""
    guest.page.evaluate("dispatchEvent(new Event('online'))")
