"""The emoji picker and what is offered behind `:` and `@` while writing."""

import pytest
from playwright.sync_api import expect

PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def ana(guest, default_server):
    arrived = guest(default_server, "ana")
    arrived.create("Kopi Kamis")
    return arrived


def picker(guest):
    return guest.page.locator("emoji-picker")


def search(guest, word):
    """Look for an emoji in the open picker, and take the first that is found."""
    field = picker(guest).get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill(word)
    expect(picker(guest).get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")


def test_nothing_of_the_picker_is_loaded_before_it_is_opened(ana):
    asked = []
    ana.page.on("request", lambda request: asked.append(request.url))
    ana.page.reload()
    expect(ana.composer).to_be_visible()
    assert not [url for url in asked if "/emoji/" in url]
    ana.page.get_by_role("button", name="Emoji").click()
    expect(picker(ana)).to_be_visible()
    expect(picker(ana).get_by_role("menuitem").first).to_be_visible()
    assert len([url for url in asked if "/emoji/id.json" in url]) == 1


def test_an_emoji_goes_where_the_caret_is(ana):
    ana.composer.fill("selamat pagi")
    ana.composer.evaluate("field => field.setSelectionRange(7, 7)")
    ana.page.get_by_role("button", name="Emoji").click()
    search(ana, "kopi")
    expect(ana.composer).to_have_value("selamat☕ pagi")
    expect(ana.composer).to_be_focused()
    assert ana.composer.evaluate("field => field.selectionStart") == 8
    ana.page.keyboard.press("Control+z")
    expect(ana.composer).to_have_value("selamat pagi")


def test_escape_and_a_click_beside_it_close_the_picker_and_the_composer_has_the_focus_again(ana):
    dialog = ana.page.get_by_role("dialog", name="Emoji")
    ana.composer.fill("tetap ada")
    for leave in (lambda: ana.page.keyboard.press("Escape"), lambda: ana.page.mouse.click(700, 100)):
        ana.page.get_by_role("button", name="Emoji").click()
        expect(picker(ana).get_by_role("combobox")).to_be_focused()
        leave()
        expect(dialog).to_have_count(0)
        expect(ana.composer).to_be_focused()
        expect(ana.composer).to_have_value("tetap ada")


def test_what_is_typed_into_the_search_is_no_shortcut(ana):
    ana.page.get_by_role("button", name="Emoji").click()
    field = picker(ana).get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("?k")
    expect(field).to_have_value("?k")
    expect(ana.page.locator("dialog[open]")).to_have_count(1)


def test_any_emoji_can_be_a_reaction(ana, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(ana.page.url)
    ana.say("siapa mau?")
    budi.sees("siapa mau?")
    row = budi.row("siapa mau?")
    row.hover()
    row.locator("summary").first.click()
    row.get_by_role("button", name="Emoji lain").click()
    search(budi, "kerupuk")
    expect(ana.row("siapa mau?").locator(".reaction")).to_have_text("🍘 1")
    chip = row.get_by_role("button", name="🍘 1 orang, termasuk kamu")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(row).to_be_focused()


def test_on_a_phone_the_picker_is_a_sheet_at_the_bottom(guest, default_server):
    ana = guest(default_server, "ana", **PHONE)
    ana.create("Kopi")
    ana.page.get_by_role("button", name="Emoji").tap()
    expect(picker(ana).get_by_role("menuitem").first).to_be_visible()
    box = ana.page.locator(".emoji-sheet").bounding_box()
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 390, 844)
    expect(picker(ana).get_by_role("combobox")).not_to_be_focused()
    picker(ana).get_by_role("menuitem").first.tap()
    expect(ana.composer).to_have_value("😀")


def test_what_was_chosen_is_forgotten_on_logging_out(ana):
    ana.page.get_by_role("button", name="Emoji").click()
    search(ana, "kopi")
    expect(ana.composer).to_have_value("☕")
    names = """indexedDB.databases().then((all) =>
      all.map((one) => one.name).filter((name) => name.startsWith("emoji")))"""
    assert ana.page.evaluate(names) == ["emoji-picker-element-id"]
    ana.account().get_by_role("button", name="Keluar").click()
    ana.page.wait_for_url("**/*done=logged-out*")
    assert ana.page.evaluate(names) == []


def test_emoji_are_offered_behind_a_colon(ana):
    options = ana.page.get_by_role("option")
    ana.composer.press_sequentially("enak :ko")
    expect(options.first).to_be_visible()
    ana.composer.press_sequentially("pi")
    expect(options).to_have_count(1)
    expect(ana.composer).to_have_attribute("aria-activedescendant", "completion-0")
    ana.composer.press("Tab")
    expect(ana.composer).to_have_value("enak ☕ ")
    ana.composer.press_sequentially(":tada")
    expect(options.first).to_be_visible()
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("enak ☕ 🎉 ")
    ana.composer.press_sequentially(":+1: jam 10:30:")
    expect(ana.composer).to_have_value("enak ☕ 🎉 👍 jam 10:30:")
    expect(options).to_have_count(0)
    assert ana.texts() == []


def test_emoji_and_people_are_offered_in_the_editor_too(ana, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(ana.page.url)
    ana.say("halo")
    ana.sees("halo")
    ana.composer.press("ArrowUp")
    editor, options = ana.page.locator("#editor"), ana.page.get_by_role("option")
    editor.press_sequentially(" :tada")
    expect(options.first).to_be_in_viewport(ratio=1)
    expect(editor).to_have_attribute("aria-activedescendant", "completion-0")
    editor.press("Enter")
    expect(editor).to_have_value("halo 🎉 ")
    editor.press_sequentially(":kopi")
    expect(options.first).to_be_visible()
    editor.press("Escape")
    expect(options).to_have_count(0)
    expect(editor).to_be_focused()
    for _ in ":kopi":
        editor.press("Backspace")
    editor.press_sequentially(f"@{budi.username[:3]}")
    expect(options).to_have_count(1)
    editor.press("Enter")
    expect(editor).to_have_value(f"halo 🎉 @{budi.username} ")
    editor.press("Enter")
    budi.sees(f"halo 🎉 @{budi.username}")


def test_escape_leaves_what_was_typed_and_the_next_enter_sends_it(ana):
    ana.composer.press_sequentially("jam 10 :kopi")
    expect(ana.page.get_by_role("option")).to_have_count(1)
    ana.composer.press("Escape")
    expect(ana.page.get_by_role("option")).to_have_count(0)
    ana.composer.press("Enter")
    ana.sees("jam 10 :kopi")


def test_people_of_the_room_are_offered_behind_an_at(ana, guest, default_server):
    budi, bayu = guest(default_server, "budi"), guest(default_server, "bayu")
    for each in (budi, bayu):
        each.join(ana.page.url)
    expect(ana.page.locator(".person__username")).to_have_count(3)
    ana.composer.press_sequentially("halo @b")
    options = ana.page.get_by_role("option")
    expect(options).to_have_count(2)
    ana.composer.press_sequentially("a")
    expect(options).to_have_count(1)
    options.click()
    expect(ana.composer).to_have_value(f"halo @{bayu.username} ")
    expect(ana.composer).to_be_focused()
    ana.composer.fill("surat@b")
    expect(options).to_have_count(0)


def test_on_a_phone_people_are_offered_who_never_spoke_and_were_never_shown(ana, guest, default_server):
    budi = guest(default_server, "budi", **PHONE)
    budi.join(ana.page.url)
    budi.composer.press_sequentially("@an")
    expect(budi.page.get_by_role("option")).to_contain_text([ana.username])
