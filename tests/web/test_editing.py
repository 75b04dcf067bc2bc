"""Where the keyboard is after an edit, a reaction or a choice: never where it wasn't meant to be."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def ana(guest, default_server):
    """Somebody in a room of hers with two messages."""
    arrived = guest(default_server, "ana")
    arrived.create("Kopi Kamis")
    for text in ("pertama", "kedua"):
        arrived.say(text)
        arrived.sees(text)
    return arrived


def test_the_edit_of_another_message_takes_the_keyboard_along(ana):
    ana.act("pertama", "Edit")
    editor = ana.page.locator("#editor")
    expect(editor).to_be_focused()
    ana.act("kedua", "Edit")
    expect(editor).to_have_value("kedua")
    expect(editor).to_be_focused()
    editor.press("Escape")
    expect(ana.composer).to_be_focused()


def test_a_message_deleted_while_it_is_edited_says_so_and_gives_the_keyboard_back(ana, default_server):
    ana.act("kedua", "Edit")
    editor = ana.page.locator("#editor")
    expect(editor).to_be_focused()
    token = default_server.login(ana.username)
    room = int(ana.page.url.rsplit("/", 1)[1])
    gone = default_server.get(f"/api/rooms/{room}/messages", token)[-1]
    default_server.delete(f"/api/messages/{gone['id']}", token)
    expect(editor).to_have_count(0)
    expect(ana.page.get_by_text("Pesan yang sedang kamu ubah sudah dihapus.")).to_be_visible()
    expect(ana.composer).to_be_focused()
    ana.composer.press("ArrowUp")
    expect(editor).to_have_value("pertama")
    expect(editor).to_be_focused()


def test_what_is_sent_takes_its_suggestions_along(ana, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(ana.page.url)
    half = f"halo @{budi.username[:4]}"
    offered = ana.page.locator(".completion")
    for _ in range(2):  # refused once is not refused for ever
        ana.composer.press_sequentially(half)
        expect(offered).to_be_visible()
        ana.composer.press("Escape")
        expect(offered).to_have_count(0)
        ana.composer.press("Enter")
        expect(ana.composer).to_have_value("")
    ana.composer.press_sequentially(half)
    expect(offered).to_be_visible()
    ana.page.get_by_role("button", name="Kirim", exact=True).click()
    expect(ana.rows).to_have_count(5)
    expect(ana.page.locator(".message--pending")).to_have_count(0)
    expect(offered).to_have_count(0)


def test_a_reaction_from_the_keyboard_leaves_it_at_the_message(ana):
    ana.page.locator(".feed").focus()
    ana.page.keyboard.press("ArrowUp")
    ana.page.keyboard.press("+")
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator(".reaction")).to_have_count(1)
    expect(ana.page.locator("article.message:focus")).to_have_count(1)


def test_a_conversation_of_two_has_the_others_present_name(guest, default_server, ana):
    budi = guest(default_server, "budi")
    ana.talk_to(budi.username)
    heading = ana.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(budi.username)
    token = default_server.login(budi.username)
    default_server.patch("/api/me", token, display_name="Budi Baru")
    expect(heading).to_have_text("Budi Baru")
    expect(ana.entry("Budi Baru")).to_have_count(1)
    expect(ana.page.get_by_label(re.compile("Pesan untuk Budi Baru"))).to_be_visible()
