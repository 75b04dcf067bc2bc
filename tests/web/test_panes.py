"""One pane at a time on a phone, the way back, and nothing that jumps while it loads."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.processes import wait_until

# Links inside a sentence are as high as its line.
SMALL = """parts => parts
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .filter((part) => !part.closest("p, .visually-hidden"))
  .map((part) => [(part.closest("label") ?? part).getBoundingClientRect(), part.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 0 && Math.min(box.width, box.height) < 44)
  .map(([box, part]) => `${box.width}x${box.height} ${part}`)"""
JUMPS = """globalThis.jumps = [];
  new PerformanceObserver((list) => jumps.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });"""
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def phone(guest, default_server):
    return guest(default_server, "ana", **PHONE)


def panes(person):
    """Which panes can be seen."""
    return [name for name in ("rooms", "main", "details") if person.page.locator(f"#{name}").is_visible()]


def test_the_list_is_a_pane_and_the_forms_are_another(phone):
    assert panes(phone) == ["rooms"]
    phone.page.get_by_role("link", name="Ruang baru").tap()
    expect(phone.page.locator("#create-name")).to_be_visible()
    assert panes(phone) == ["main"]
    phone.page.go_back()
    expect(phone.page.locator("#rooms")).to_be_visible()
    assert panes(phone) == ["rooms"]


def test_back_leads_from_a_room_to_the_list(phone):
    phone.entry("Lobi").locator("a").tap()
    expect(phone.composer).to_be_visible()
    assert panes(phone) == ["main"]
    phone.page.go_back()
    expect(phone.page.locator("#rooms")).to_be_visible()
    phone.entry("Lobi").locator("a").tap()
    expect(phone.composer).to_be_visible()
    before = phone.page.evaluate("history.length")
    phone.page.get_by_role("link", name="Kembali").tap()
    expect(phone.page.locator("#rooms")).to_be_visible()
    assert phone.page.evaluate("history.length") == before
    assert phone.page.url.endswith("/dashboard")


def test_a_room_opened_from_outside_has_the_list_behind_it(phone):
    other = phone.page.context.new_page()
    other.goto("/healthz")
    for times in range(2):  # a reload puts no second one there
        other.goto("/room/1") if not times else other.reload()
        expect(other.locator(".shell--live")).to_be_visible()
    assert other.evaluate("history.length") == 4  # the empty page, /healthz, the list, the room
    other.go_back()
    expect(other.locator("#rooms")).to_be_visible()
    assert other.url.endswith("/dashboard")
    other.go_back()
    expect(other).to_have_url(re.compile("/healthz$"))


def test_on_a_desktop_a_room_opened_from_outside_is_all_there_is(guest, default_server):
    ana = guest(default_server, "ana")
    other = ana.page.context.new_page()
    other.goto("/healthz")
    other.goto("/room/1")
    expect(other.locator(".shell--live")).to_be_visible()
    other.go_back()
    expect(other).to_have_url(re.compile("/healthz$"))


def test_details_are_closed_by_going_back(phone):
    phone.entry("Lobi").locator("a").tap()
    details = phone.page.locator("#details")
    info = phone.page.get_by_role("button", name="Rincian ruang")
    for way in ("back", "button", "escape"):
        info.tap()
        expect(details).to_be_visible()
        assert panes(phone) == ["details"]
        expect(details.get_by_role("button", name="Tutup")).to_be_focused()
        if way == "back":
            phone.page.go_back()
        elif way == "button":
            details.get_by_role("button", name="Tutup").tap()
        else:
            phone.page.keyboard.press("Escape")
        expect(details).to_be_hidden()
        expect(info).to_be_focused()
        assert panes(phone) == ["main"]
        assert re.search(r"/room/1$", phone.page.url)
    phone.page.go_back()
    expect(phone.page.locator("#rooms")).to_be_visible()


def test_a_middle_sized_window_lays_details_over_the_room(guest, default_server):
    ana = guest(default_server, "ana", viewport={"width": 900, "height": 700})
    ana.open("/room/1")
    details = ana.page.locator("#details")
    expect(details).to_be_hidden()
    ana.page.get_by_role("button", name="Rincian ruang").click()
    expect(details).to_be_visible()
    assert panes(ana) == ["rooms", "main", "details"]
    ana.page.go_back()
    expect(details).to_be_hidden()
    assert ana.page.url.endswith("/room/1")


def test_the_list_is_where_it_was_scrolled_to(phone, default_server):
    token = default_server.login(phone.username)
    for n in range(15):
        default_server.post("/api/rooms", token, type="group", name=f"Grup {n}")
    expect(phone.entry("Grup 0")).to_be_attached()
    rooms = phone.page.locator(".room-list")
    phone.entry("Grup 3").locator("a").scroll_into_view_if_needed()
    before = rooms.evaluate("list => list.scrollTop")
    assert before > 100
    phone.entry("Grup 3").locator("a").tap()
    expect(phone.composer).to_be_visible()
    phone.page.go_back()
    expect(phone.page.locator("#rooms")).to_be_visible()
    wait_until(lambda: rooms.evaluate("list => list.scrollTop") == before, "it is where it was")


def test_everything_to_touch_is_large_enough(phone):
    phone.page.locator(".room-row").first.wait_for()
    for path in ("/dashboard", "/room/1"):
        phone.open(path)
        assert phone.page.locator("#app :is(a, button, summary, input, textarea)").evaluate_all(SMALL) == []


def slow_history(person):
    """Hold back what the server answers over the socket until the returned function is called."""
    held = []
    person.page.route_web_socket("**/socket.io/**", lambda socket: hold(socket, held))
    return lambda: [release() for release in held]


def hold(socket, held):
    server = socket.connect_to_server()
    waiting: list | None = []

    def pass_on(message):
        # An acknowledgement that brings a page of history: 43/chat,<id>[{"ok":…"messages":…
        if waiting is not None and str(message).startswith("43/chat") and '"messages"' in str(message):
            waiting.append(message)
        else:
            socket.send(message)

    def release():
        nonlocal waiting
        kept, waiting = waiting or [], None
        for message in kept:
            socket.send(message)

    server.on_message(pass_on)
    held.append(release)


def test_a_room_that_is_loading_shows_its_shape(guest, default_server):
    ana = guest(default_server, "ana")
    ana.create("Satu")
    ana.say("isi")
    ana.sees("isi")
    release = slow_history(ana)
    ana.open("/dashboard")
    ana.entry("Satu").locator("a").click()
    feed = ana.page.locator(".feed")
    expect(feed.locator(".skeleton")).to_be_visible()
    expect(feed).to_have_attribute("aria-busy", "true")
    composer = ana.composer.bounding_box()
    release()
    ana.sees("isi")
    expect(feed.locator(".skeleton")).to_have_count(0)
    expect(feed).to_have_attribute("aria-busy", "false")
    assert ana.composer.bounding_box() == composer


def test_details_keep_their_size_while_people_are_fetched(guest, default_server):
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    room = ana.create("Satu")
    budi.join(room)
    ana.open("/dashboard")
    held = []

    def keep(route):
        held.append(route)

    ana.page.route(f"**/api/rooms/{room}", keep)
    ana.entry("Satu").locator("a").click()
    wait_until(lambda: ana.page.evaluate("true") and held, "people are asked for")
    heading = ana.page.get_by_role("heading", name="Orang", exact=True)
    people = ana.page.locator("#details .details__section").filter(has=heading)
    expect(people.locator(".skeleton__person")).to_have_count(2)
    before = people.bounding_box()
    for route in held:
        route.continue_()
    expect(people.locator(".person")).to_have_count(2)
    assert people.bounding_box() == before


def test_nothing_jumps_when_the_live_app_takes_over(guest, default_server):
    ana = guest(default_server, "ana")
    ana.create("Satu")
    for n in range(20):
        ana.say(f"pesan {n}")
    ana.sees("pesan 19")
    ana.page.add_init_script(JUMPS)
    ana.page.reload()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    ana.sees("pesan 19")
    expect(ana.page.locator("#details .person")).to_have_count(1)
    assert sum(ana.page.evaluate("jumps")) < 0.02
