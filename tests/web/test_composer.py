"""Writing: keys, input methods, markup, paste and drop, limits, drafts."""

import pytest
from playwright.sync_api import expect

TELLS = "belum bisa dikirim"


@pytest.fixture
def ana(guest, default_server):
    arrived = guest(default_server, "ana")
    arrived.create("Kopi Kamis")
    return arrived


def hand_over(guest, event, where, data, files=0):
    """Paste or drop onto an element, as the browser would tell the page of it."""
    return guest.page.locator(where).first.evaluate(
        """(element, [name, data, files]) => {
          const given = new DataTransfer();
          for (const [type, text] of Object.entries(data)) given.setData(type, text);
          for (let n = 0; n < files; n += 1) given.items.add(new File(["x"], `foto${n}.png`));
          const options = { bubbles: true, cancelable: true };
          const event = name === "paste"
            ? new ClipboardEvent("paste", { ...options, clipboardData: given })
            : new DragEvent(name, { ...options, dataTransfer: given });
          return !element.dispatchEvent(event);
        }""",
        [event, data, files],
    )


def test_enter_that_ends_a_composed_word_sends_nothing(ana):
    keys = ana.page.context.new_cdp_session(ana.page)
    enter = {"type": "rawKeyDown", "key": "Enter", "code": "Enter"}
    ana.composer.focus()
    keys.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    keys.send("Input.dispatchKeyEvent", enter | {"windowsVirtualKeyCode": 229})
    keys.send("Input.insertText", {"text": "日本"})
    # Safari's order: the composition has ended, but the key press that ended it comes now.
    ana.composer.evaluate(
        """field => field.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }))"""
    )
    expect(ana.composer).to_have_value("日本")
    ana.composer.press("Enter")
    ana.sees("日本")
    assert ana.texts() == ["日本"]


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("Control+b", "**kopi** pahit"),
        ("Control+i", "_kopi_ pahit"),
        ("Control+e", "`kopi` pahit"),
        ("Control+Shift+X", "~~kopi~~ pahit"),
    ],
)
def test_a_key_wraps_what_is_selected_and_takes_it_back(ana, keys, written):
    ana.composer.fill("kopi pahit")
    ana.composer.evaluate("field => field.setSelectionRange(0, 4)")
    ana.composer.press(keys)
    expect(ana.composer).to_have_value(written)
    assert ana.composer.evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)") == "kopi"
    ana.composer.press(keys)
    expect(ana.composer).to_have_value("kopi pahit")
    ana.composer.press("Control+z")
    expect(ana.composer).to_have_value(written)


def test_an_address_pasted_over_words_links_them(ana):
    address = "http://127.0.0.1:9/resep_(lama)"
    ana.composer.fill("resepnya di sini")
    ana.composer.evaluate("field => field.setSelectionRange(12, 16)")
    assert hand_over(ana, "paste", "#content", {"text/plain": address})
    expect(ana.composer).to_have_value("resepnya di [sini](http://127.0.0.1:9/resep_%28lama%29)")
    ana.composer.press("Enter")
    link = ana.page.locator(".message__text a")
    expect(link).to_have_text("sini")
    expect(link).to_have_attribute("target", "_blank")
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.get_attribute("rel").split())


def test_rich_text_is_pasted_as_plain_text(ana):
    ana.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ana.composer.focus()
    ana.page.evaluate(
        """navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob(["<b>tebal</b> <img src=x>"], { type: "text/html" }),
          "text/plain": new Blob(["tebal"], { type: "text/plain" }),
        })])"""
    )
    ana.composer.press("Control+v")
    expect(ana.composer).to_have_value("tebal")


def test_text_dropped_on_the_conversation_or_pasted_beside_the_composer_goes_into_it(ana):
    ana.composer.fill("satu  tiga")
    ana.composer.evaluate("field => field.setSelectionRange(5, 5)")
    assert hand_over(ana, "dragover", ".feed", {"text/plain": "dua"})
    assert hand_over(ana, "drop", ".feed", {"text/plain": "dua"})
    expect(ana.composer).to_have_value("satu dua tiga")
    expect(ana.composer).to_be_focused()
    ana.page.locator(".feed").focus()
    ana.composer.evaluate("field => field.setSelectionRange(13, 13)")
    ana.page.locator(".feed").focus()
    assert hand_over(ana, "paste", ".feed", {"text/plain": " empat"})
    expect(ana.composer).to_have_value("satu dua tiga empat")
    assert not hand_over(ana, "drop", "#rooms", {"text/plain": "bukan di sini"})


@pytest.mark.parametrize(
    ("event", "where"), [("paste", "#content"), ("drop", ".feed"), ("drop", "#rooms"), ("drop", "#content")]
)
def test_files_are_refused_with_one_sentence_and_the_text_stays(ana, event, where):
    ana.composer.fill("lihat foto ini")
    if event == "drop":
        assert hand_over(ana, "dragover", where, {}, files=2)
    assert hand_over(ana, event, where, {}, files=2)
    expect(ana.page.get_by_text(TELLS)).to_have_count(1)
    expect(ana.composer).to_have_value("lihat foto ini")
    ana.page.get_by_role("button", name="Tutup").first.click()
    expect(ana.page.get_by_text(TELLS)).to_have_count(0)


def test_what_an_office_program_copies_is_text_although_a_picture_is_with_it(ana):
    assert not hand_over(ana, "paste", "#content", {"text/plain": "a\tb"}, files=1)
    expect(ana.page.get_by_text(TELLS)).to_have_count(0)


def test_a_text_that_is_too_long_is_kept_whole_and_says_by_how_much(ana):
    left = ana.page.locator(".composer__left")
    ana.composer.fill("a" * 3799)
    expect(left).to_have_count(0)
    ana.composer.fill("a" * 3990)
    expect(left).to_contain_text("10 karakter lagi")
    ana.composer.fill("a" * 4007)
    expect(ana.page.locator(".composer__error")).to_contain_text("7")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("a" * 4007)
    assert ana.texts() == []
    # Counted as the server counts: each of these is two of JavaScript's.
    ana.composer.fill("🍌" * 4000)
    expect(left).to_contain_text("0 karakter lagi")
    ana.composer.press("Enter")
    ana.sees("🍌" * 4000)


def test_a_text_that_is_too_long_stays_in_the_editor_too(ana):
    ana.say("pendek")
    ana.sees("pendek")
    ana.composer.press("ArrowUp")
    ana.page.locator("#editor").fill("b" * 4003)
    ana.page.locator("#editor").press("Enter")
    expect(ana.page.locator("#editor-error")).to_contain_text("3")
    expect(ana.page.locator("#editor")).to_have_value("b" * 4003)


def test_the_composer_grows_with_its_text_up_to_a_limit(ana):
    height = "field => field.getBoundingClientRect().height"
    one = ana.composer.evaluate(height)
    ana.composer.fill("a\nb\nc\nd")
    some = ana.composer.evaluate(height)
    ana.composer.fill("\n".join("abcdefghij" * 10))
    most = ana.composer.evaluate(height)
    assert one < some < most <= ana.page.viewport_size["height"] * 0.41
    ana.composer.fill("")
    assert ana.composer.evaluate(height) == one


def test_escape_leaves_a_reply_and_the_composer_keeps_text_and_focus(ana):
    ana.say("jam berapa?")
    ana.sees("jam berapa?")
    ana.answer("jam berapa?")
    expect(ana.page.locator(".composer__context")).to_be_visible()
    ana.composer.fill("jam empat")
    ana.composer.press("Escape")
    expect(ana.page.locator(".composer__context")).to_have_count(0)
    expect(ana.composer).to_be_focused()
    expect(ana.composer).to_have_value("jam empat")


def test_a_draft_is_the_same_in_two_tabs_and_gone_in_both_once_it_is_sent(ana):
    address = ana.page.url
    other = ana.page.context.new_page()
    other.goto(address)
    expect(other.locator(".shell--live")).to_be_visible()
    ana.composer.fill("belum selesai")
    expect(other.locator("#content")).to_have_value("belum selesai")
    other.reload()
    expect(other.locator(".shell--live")).to_be_visible()
    expect(other.locator("#content")).to_have_value("belum selesai")
    ana.composer.press("Enter")
    expect(other.locator("#content")).to_have_value("")
    expect(other.locator(".message__text")).to_have_text(["belum selesai"])
