"""Links in messages; a message's own address opens its room around it and marks nothing as read."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.processes import wait_until

TOTAL = 420
FAR = 60
FLASHES = """
  self.flashed = [];
  addEventListener("animationstart", ({ animationName, target }) => {
    if (animationName === "flash") flashed.push(target.closest("article").dataset.id);
  });
"""
"""Notes which messages flash: on a busy machine that may be over before anybody looks."""


@pytest.fixture(scope="module")
def archive(start_server):
    """A server, a long room on it, who wrote it, and its message ids."""
    server = start_server()
    writer = server.register("penulis")
    room = server.post("/api/rooms", writer, type="group", name="Arsip")["id"]
    path = f"/api/rooms/{room}/messages"
    return server, room, writer, [server.post(path, writer, content=f"nomor {n}")["id"] for n in range(TOTAL)]


@pytest.fixture
def reader(archive, guest):
    """Somebody who joined the room and has read it."""
    server, room, _, _ = archive
    arrived = guest(server, "pembaca")
    arrived.join(room)
    expect(arrived.rows.last).to_be_in_viewport()
    return arrived


def asked(guest):
    """The history questions that the page asks from now on, over the next connections."""
    found = []

    def note(frame):
        text = frame if isinstance(frame, str) else ""
        if '"history"' in text:
            found.append(json.loads(text[text.index("[") :])[1])

    guest.page.on("websocket", lambda socket: socket.on("framesent", note))
    return found


def scroll_to(guest, edge):
    where = {"top": "-feed.scrollHeight", "end": "0"}[edge]
    guest.page.locator(".feed").evaluate(f"feed => (feed.scrollTop = {where})")


def test_a_messages_address_opens_the_room_around_it_with_one_question(archive, reader):
    _, room, _, ids = archive
    questions = asked(reader)
    reader.page.add_init_script(FLASHES)
    reader.open(f"/room/{room}?m={ids[FAR]}")
    row = reader.row(f"nomor {FAR}")
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()
    flashed = wait_until(lambda: reader.page.evaluate("flashed"), "something flashes")
    assert set(flashed) == {str(ids[FAR])}
    expect(row).not_to_have_class(re.compile("message--flash"))
    assert questions[0] == {"room_id": room, "around": ids[FAR], "limit": 100}
    assert not any("around" in each for each in questions[1:])
    expect(reader.page.locator(".jump")).to_be_visible()


def test_both_directions_go_on_from_there_without_a_hole(archive, reader):
    _, room, _, ids = archive
    reader.open(f"/room/{room}?m={ids[FAR]}")
    expect(reader.row(f"nomor {FAR}")).to_be_in_viewport()
    seen = set(reader.texts())
    while f"nomor {TOTAL - 1}" not in seen:
        before = reader.texts()
        scroll_to(reader, "end")
        expect(reader.page.locator(".message .message__text").last).not_to_have_text(before[-1])
        shown = reader.texts()
        assert len(shown) <= 330
        seen |= set(shown)
    while "nomor 0" not in seen:
        before = reader.texts()
        scroll_to(reader, "top")
        expect(reader.page.locator(".message .message__text").first).not_to_have_text(before[0])
        seen |= set(reader.texts())
    assert {f"nomor {n}" for n in range(TOTAL)} <= seen


def test_the_way_back_to_the_newest_and_what_is_written_there(archive, reader):
    server, room, writer, ids = archive
    reader.open(f"/room/{room}?m={ids[FAR]}")
    expect(reader.row(f"nomor {FAR}")).to_be_in_viewport()
    server.post(f"/api/rooms/{room}/messages", writer, content="terbaru dari penulis")
    server.patch(f"/api/messages/{ids[FAR]}", writer, content=f"nomor {FAR}!")
    reader.sees(f"nomor {FAR}!")
    assert "terbaru dari penulis" not in reader.texts()
    server.patch(f"/api/messages/{ids[FAR]}", writer, content=f"nomor {FAR}")
    reader.say("dari atas sana")
    reader.sees("dari atas sana")
    assert reader.texts()[-2:] == ["terbaru dari penulis", "dari atas sana"]
    expect(reader.page.locator(".jump")).to_have_count(0)
    expect(reader.page).to_have_url(re.compile(rf"/room/{room}$"))


def test_following_an_address_marks_nothing_as_read_until_the_reader_goes_on(archive, guest):
    server, room, _, ids = archive
    late = guest(server, "telat")
    late.join(room)
    late.say("sampai sini")
    late.sees("sampai sini")
    late.page.get_by_role("link", name="Ngobrol").first.click()
    writer = server.register(f"lain{ids[0]}")
    server.post(f"/api/rooms/{room}/join", writer)
    fresh = [
        server.post(f"/api/rooms/{room}/messages", writer, content=f"belum {n}")["id"] for n in range(70)
    ]
    badge = late.entry("Arsip").locator(".badge")
    expect(badge).to_have_text("70")
    late.page.evaluate("window.neverReloaded = true")
    for target, text in ((fresh[40], "belum 40"), (fresh[69], "belum 69")):
        late.page.evaluate(
            """(path) => {
              const link = document.createElement("a");
              link.href = path;
              document.querySelector("#app").append(link);
              link.click();
              link.remove();
            }""",
            f"/room/{room}?m={target}",
        )
        expect(late.row(text)).to_be_in_viewport()
        expect(late.row(text)).to_be_focused()
    assert late.page.evaluate("window.neverReloaded") is True
    late.page.wait_for_timeout(1_500)  # longer than read marks are gathered
    expect(badge).to_have_text("70")
    late.page.locator(".feed").hover()
    late.page.mouse.wheel(0, -400)
    expect(late.page.locator(".jump")).to_be_visible()
    expect(badge).to_have_text("70")
    late.page.mouse.wheel(0, 800)
    expect(badge).to_have_count(0)


def test_the_menu_copies_the_address_and_a_message_with_it_leads_there_inside_the_app(archive, reader):
    server, room, _, ids = archive
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open(f"/room/{room}?m={ids[FAR]}")
    reader.act(f"nomor {FAR}", "Salin tautan")
    expect(reader.page.get_by_text("Tautan sudah disalin.")).to_be_visible()
    address = reader.page.evaluate("navigator.clipboard.readText()")
    assert address == f"{server.url}/room/{room}?m={ids[FAR]}"
    reader.open("/dashboard")
    reader.create("Catatan")
    reader.say(f"lihat {address} dan http://127.0.0.1:9/luar")
    inside, outside = (reader.page.locator(".message__text a").nth(n) for n in (0, 1))
    expect(outside).to_have_attribute("target", "_blank")
    assert {"noopener", "noreferrer", "nofollow"} <= set(outside.get_attribute("rel").split())
    reader.page.evaluate("window.neverReloaded = true")
    inside.click()
    expect(reader.row(f"nomor {FAR}")).to_be_in_viewport()
    assert reader.page.evaluate("window.neverReloaded") is True
    assert len(reader.page.context.pages) == 1
    reader.page.go_back()
    expect(inside).to_be_visible()


@pytest.mark.parametrize("never", [False, True], ids=["deleted", "never there"])
def test_a_message_that_is_not_there_is_said_so_and_the_room_opens_at_its_end(archive, reader, never):
    server, room, writer, _ = archive
    gone = server.post(f"/api/rooms/{room}/messages", writer, content="sebentar saja")["id"]
    server.call("DELETE", f"/api/messages/{gone}", writer)
    reader.open(f"/room/{room}?m={999_999_999 if never else gone}")
    expect(reader.page.get_by_text("Pesan itu tidak ada, atau bukan untukmu.")).to_be_visible()
    expect(reader.rows.last).to_be_in_viewport()
    expect(reader.page.locator(".jump")).to_have_count(0)
    expect(reader.page).to_have_url(f"{server.url}/room/{room}")


def test_a_quote_leads_to_its_original_however_far_back(archive, reader):
    server, room, writer, ids = archive
    server.post(f"/api/rooms/{room}/messages", writer, content="soal yang paling dulu", reply_to=ids[3])
    reader.sees("soal yang paling dulu")
    expect(reader.row("nomor 3")).to_have_count(0)
    reader.row("soal yang paling dulu").locator(".message__quote").click()
    expect(reader.row("nomor 3")).to_be_in_viewport()
    expect(reader.row("nomor 3")).to_be_focused()
    reader.page.locator(".jump").click()
    reader.sees("soal yang paling dulu")


def test_the_last_message_of_mine_is_edited_from_far_up_too(archive, reader):
    reader.say("punyaku yang terakhir")
    reader.sees("punyaku yang terakhir")
    while reader.row("punyaku yang terakhir").count():
        before = reader.texts()
        scroll_to(reader, "top")
        expect(reader.page.locator(".message .message__text").first).not_to_have_text(before[0])
    reader.composer.press("ArrowUp")
    expect(reader.page.locator("#editor")).to_have_value("punyaku yang terakhir")
    expect(reader.page.locator("#editor")).to_be_focused()
    expect(reader.page.locator("#editor")).to_be_in_viewport()
