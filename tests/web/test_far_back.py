"""A room with a huge history opens where its reader stopped, in one command, and stays small and still."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY
from tests.support.proxy import CuttingProxy
from tests.web.talk import Guest

TOTAL = 200_000
UNREAD = 5_000
MOST_ROWS = 330


@pytest.fixture(scope="module")
def archive(start_server):
    """A server with such a room, its writer, and somebody who stopped reading long ago."""
    server = start_server()
    writer, reader = server.register("penulis"), server.register("pembaca")
    room = server.post("/api/rooms", writer, type="group", name="Arsip")["id"]
    server.post(f"/api/rooms/{room}/join", reader)
    server.stop()
    with sqlite3.connect(next(server.data_dir.glob("*.db"))) as database:
        (head,) = database.execute("SELECT head FROM rooms WHERE id = ?", (room,)).fetchone()
        (author,) = database.execute("SELECT id FROM users WHERE username = 'penulis'").fetchone()
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :total) "
            "INSERT INTO messages (room_id, sender_id, seq, changed, run_seq, client_id, content, "
            "message_type, created_at) "
            "SELECT :room, :author, :head + i, :head + i, :head + 1, 'c' || i, 'nomor ' || i, 'text', "
            "strftime('%Y-%m-%d %H:%M:%f', julianday('2026-01-01') + i / 1000.0) FROM n",
            {"room": room, "author": author, "head": head, "total": TOTAL},
        )
        last = head + TOTAL
        database.execute(
            "UPDATE rooms SET head = ?, last_sender_id = ?, run_seq = ? WHERE id = ?",
            (last, author, head + 1, room),
        )
        database.execute(
            "UPDATE memberships SET last_read_seq = CASE user_id WHEN ? THEN ? ELSE ? END WHERE room_id = ?",
            (author, last, last - UNREAD, room),
        )
    database.close()
    server.start()
    return server, room, writer


@pytest.fixture(autouse=True)
def unread_again(archive):
    """What an earlier test's reader looked at for a second is read."""
    server, room, _ = archive
    with sqlite3.connect(next(server.data_dir.glob("*.db"))) as database:
        database.execute(
            "UPDATE memberships SET last_read_seq = ? WHERE room_id = ? AND user_id = "
            "(SELECT id FROM users WHERE username = 'pembaca')",
            (TOTAL - UNREAD, room),
        )
    database.close()


COMMAND = re.compile(r'^42/chat,\d*\["(?!watch_presence")(\w+)')


def arrive(server, browser, name="pembaca"):
    """Somebody of the archive at the dashboard, and every command that their page sends from then on.

    But for the question who of those on the screen is online.
    """
    page = browser.person(server.url, viewport={"width": 1000, "height": 720})
    page.request.post("/login", form={"username": name}, headers={"Origin": server.url})
    commands = []

    def watch(socket):
        socket.on("framesent", lambda frame: commands.extend(COMMAND.findall(str(frame))))

    page.on("websocket", watch)
    guest = Guest(page, server, name)
    asked = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if request.resource_type in ("fetch", "xhr") else None,
    )
    commands.clear()
    return guest, commands, asked


@pytest.fixture
def reader(archive, browser):
    return arrive(archive[0], browser)[0]


def open_room(guest):
    guest.entry("Arsip").locator("a").click()
    guest.arrived()


def nomor(guest):
    return [int(text.split()[1]) for text in guest.texts()]


def test_a_room_opens_where_its_reader_stopped_with_one_command(archive, browser):
    reader, commands, asked = arrive(archive[0], browser)
    open_room(reader)
    first = TOTAL - UNREAD + 1
    expect(reader.page.locator(".divider--new")).to_be_in_viewport()
    expect(reader.row(f"nomor {first}")).to_be_in_viewport()
    expect(reader.row(f"nomor {first - 1}")).to_have_count(1)
    assert [name for name in commands if name != "mark_read"] == ["history"]
    assert asked == []
    expect(reader.page.locator(".jump")).to_have_text("99+ pesan baru")


def test_a_messages_address_far_up_is_one_command_too_and_reads_nothing(archive, browser):
    server, room, token = archive
    reader, commands, _ = arrive(archive[0], browser)
    newest = server.get(f"/api/rooms/{room}/messages?limit=1", token)[0]
    far = TOTAL // 2
    reader.open(f"/room/{room}?m={newest['id'] - TOTAL + far}")
    expect(reader.row(f"nomor {far}")).to_be_in_viewport()
    expect(reader.row(f"nomor {far}")).to_be_focused()
    assert commands == ["history"]
    assert len(nomor(reader)) <= MOST_ROWS
    expect(reader.entry("Arsip").locator(".badge")).to_have_text("99+")


def test_a_room_that_was_read_opens_at_its_end_with_one_command(archive, browser):
    writer, commands, asked = arrive(archive[0], browser, "penulis")
    open_room(writer)
    expect(writer.row(f"nomor {TOTAL}")).to_be_in_viewport()
    assert (commands, asked) == (["history"], [])
    expect(writer.page.locator(".jump")).to_have_count(0)


# To within a screen of the edge of what is drawn, where more is fetched.
NEAR = """(feed, way) => {
  feed.scrollTop = way < 0 ? 2 * feed.clientHeight - feed.scrollHeight : -feed.clientHeight;
}"""
STILL = """feed => {
  const edge = feed.getBoundingClientRect();
  const rows = [...feed.querySelectorAll(".message")];
  const row = rows.find((each) => each.getBoundingClientRect().bottom > edge.top + 40);
  return [row.dataset.id, Math.round(row.getBoundingClientRect().top - edge.top)];
}"""


@pytest.mark.parametrize("way", [-1, 1], ids=["older", "newer"])
def test_loading_either_way_leaves_the_reader_where_they_are_and_the_page_small(archive, reader, way):
    open_room(reader)
    expect(reader.page.locator(".divider--new")).to_be_in_viewport()
    feed = reader.page.locator(".feed")
    edge = 0 if way < 0 else -1
    for _ in range(12):
        before = nomor(reader)
        feed.evaluate(NEAR, way)
        stood = feed.evaluate(STILL)
        expect(reader.rows.locator(".message__text").nth(edge)).not_to_have_text(f"nomor {before[edge]}")
        stands = feed.evaluate(STILL)
        assert stands[0] == stood[0]
        assert abs(stands[1] - stood[1]) <= 2
        after = nomor(reader)
        assert after == list(range(after[0], after[-1] + 1))
        assert len(after) <= MOST_ROWS
    assert (after[edge] - before[0]) * way > 0


def test_the_end_is_one_click_away_and_sticks(archive, reader):
    server, room, writer = archive
    open_room(reader)
    reader.page.locator(".jump").click()
    reader_sees_last = reader.row(f"nomor {TOTAL}")
    expect(reader_sees_last).to_be_in_viewport()
    expect(reader.page.locator(".jump")).to_have_count(0)
    posted = server.post(f"/api/rooms/{room}/messages", writer, content="nomor 0")
    expect(reader.page.locator(f"[data-id='{posted['id']}']")).to_be_in_viewport()
    expect(reader.entry("Arsip").locator(".badge")).to_have_count(0)
    server.delete(f"/api/messages/{posted['id']}", writer)


def test_what_is_written_far_back_appears_at_the_end(archive, reader):
    open_room(reader)
    reader.page.locator(".feed").evaluate("feed => (feed.scrollTop = 800 - feed.scrollHeight)")
    reader.say("nomor 7")
    mine = reader.page.locator(".message--mine")
    expect(mine).to_be_in_viewport()
    expect(reader.row(f"nomor {TOTAL}")).to_be_in_viewport()


def test_what_is_written_far_back_without_a_connection_is_seen_and_sent(archive, browser):
    browser.forgive(SERVER_AWAY + "|ERR_|Failed to load resource")
    with CuttingProxy(archive[0].port) as network:
        reader, *_ = arrive(network, browser)
        open_room(reader)
        expect(reader.page.locator(".divider--new")).to_be_in_viewport()
        network.go()
        reader.say("nomor 8")
        expect(reader.page.locator(".message--pending")).to_be_in_viewport()
        network.come()
        reader.sees("nomor 8")
        expect(reader.page.locator(".message--mine").last).to_be_in_viewport()
        expect(reader.row(f"nomor {TOTAL}")).to_have_count(1)
        reader.page.goto("about:blank")
