"""Long rooms: older messages on scroll, a bounded page, the place of the reader kept."""

import pytest
from playwright.sync_api import expect

TOTAL = 520


@pytest.fixture(scope="module")
def long_room(start_server):
    """A server with a room of many messages, and who wrote them."""
    server = start_server()
    writer = server.register("penulis")
    room = server.post("/api/rooms", writer, type="group", name="Arsip")
    for n in range(TOTAL):
        server.post(f"/api/rooms/{room['id']}/messages", writer, content=f"nomor {n}")
    return server, room["id"], writer


@pytest.fixture
def reader(long_room, guest):
    """Somebody who joined the room and has read it."""
    server, room, _ = long_room
    arrived = guest(server, "pembaca")
    arrived.join(room)
    expect(arrived.rows.last).to_be_in_viewport()
    return arrived


def top(reader):
    reader.page.locator(".feed").evaluate("feed => (feed.scrollTop = -feed.scrollHeight)")


def test_everything_can_be_reached_and_the_page_stays_small(reader):
    seen = set(reader.texts())
    while "nomor 0" not in seen:
        before = reader.texts()
        top(reader)
        expect(reader.page.locator(".message .message__text").first).not_to_have_text(before[0])
        shown = reader.texts()
        assert len(shown) <= 330
        seen |= set(shown)
    assert seen == {f"nomor {n}" for n in range(TOTAL)}
    expect(reader.page.locator(".feed__start")).to_be_visible()
    reader.page.locator(".jump").click()
    reader.sees(f"nomor {TOTAL - 1}")
    expect(reader.page.locator(".jump")).to_have_count(0)


def place(reader):
    """What stands at the top of the view, and where exactly."""
    return reader.page.locator(".feed").evaluate(
        """feed => {
          const edge = feed.getBoundingClientRect().top;
          const rows = [...feed.querySelectorAll(".message")];
          const row = rows.find((each) => each.getBoundingClientRect().bottom > edge + 40);
          return [row.dataset.id, Math.round(row.getBoundingClientRect().top - edge)];
        }"""
    )


def test_older_messages_and_new_ones_leave_the_reader_where_they_are(reader, long_room):
    server, room, writer = long_room
    oldest = reader.texts()[0]
    reader.page.locator(".feed").evaluate(
        "feed => (feed.scrollTop = -feed.scrollHeight + feed.clientHeight + 300)"
    )
    before = place(reader)
    expect(reader.page.locator(".message .message__text").first).not_to_have_text(oldest)
    id_after, offset_after = place(reader)
    assert id_after == before[0]
    assert abs(offset_after - before[1]) <= 2
    before = place(reader)
    for n in range(3):
        server.post(f"/api/rooms/{room}/messages", writer, content=f"baru {n}\nbaris dua")
    expect(reader.page.locator(".jump")).to_have_text("3 pesan baru")
    id_after, offset_after = place(reader)
    assert id_after == before[0]
    assert abs(offset_after - before[1]) <= 2
    reader.page.locator(".jump").click()
    expect(reader.page.locator(".message").last).to_be_in_viewport()


def test_a_room_opens_at_the_first_unread_message(guest, long_room):
    server, room, writer = long_room
    late = guest(server, "telat")
    late.join(room)
    late.say("sampai sini")
    late.sees("sampai sini")
    late.page.get_by_role("link", name="Ngobrol").first.click()
    for n in range(60):
        server.post(f"/api/rooms/{room}/messages", writer, content=f"belum dibaca {n}")
    expect(late.entry("Arsip").locator(".badge")).to_have_text("60")
    late.entry("Arsip").locator("a").click()
    expect(late.page.locator(".divider--new")).to_be_in_viewport()
    expect(late.row("belum dibaca 0")).to_be_in_viewport()
    expect(late.entry("Arsip").locator(".badge")).not_to_have_text("60")
    expect(late.entry("Arsip").locator(".badge")).to_be_visible()
    late.page.locator(".jump").click()
    expect(late.entry("Arsip").locator(".badge")).to_have_count(0)


@pytest.mark.parametrize(("away", "follows"), [(60, True), (160, False)])
def test_only_near_the_end_the_feed_follows_what_comes(reader, long_room, away, follows):
    server, room, writer = long_room
    feed = reader.page.locator(".feed")
    # The app hears of scrolling in a frame; on a busy machine it may still be busy with opening the room.
    feed.evaluate(
        """async (feed, away) => {
          const frame = () => new Promise(requestAnimationFrame);
          for (let still = 0; still < 5; still += 1) {
            if (feed.scrollTop !== -away) [feed.scrollTop, still] = [-away, 0];
            await frame();
          }
        }""",
        away,
    )
    posted = server.post(f"/api/rooms/{room}/messages", writer, content=f"menyusul {away}\n" + "baris\n" * 5)
    newest = reader.page.locator(f"[data-id='{posted['id']}']")
    expect(newest).to_be_attached()
    if follows:
        expect(newest).to_be_in_viewport()
        expect(reader.page.locator(".jump")).to_have_count(0)
    else:
        expect(reader.page.locator(".jump")).to_have_text("1 pesan baru")
        expect(newest).not_to_be_in_viewport()
