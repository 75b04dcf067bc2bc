"""What the keys do, the list that says so, and the switch for single characters."""

import re

import pytest
from playwright.sync_api import expect

FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element.matches("#content") ? element.parentElement : element);
  const place = ["#rooms", "#main", "#details"].find((pane) => element.closest(pane)) ?? "";
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [place, ring || element.matches("[type=checkbox]"), element.outerHTML.slice(0, 120)];
}"""


@pytest.fixture
def ana(guest, default_server):
    return guest(default_server, "ana")


@pytest.fixture
def talk(ana):
    """Ana in a room with three messages of hers, the focus on the middle one."""
    ana.create("Satu")
    for text in ("a", "b", "c"):
        ana.say(text)
        ana.sees(text)
    ana.page.locator(".feed").focus()
    ana.page.keyboard.press("ArrowUp")
    ana.page.keyboard.press("ArrowUp")
    expect(ana.row("b")).to_be_focused()
    return ana


def test_letters_move_between_messages_like_arrows(talk):
    for key, text in (("k", "a"), ("j", "b"), ("ArrowDown", "c"), ("Home", "a"), ("End", "c")):
        talk.page.keyboard.press(key)
        expect(talk.row(text)).to_be_focused()


def test_r_replies(talk):
    talk.page.keyboard.press("r")
    expect(talk.page.locator(".composer__context")).to_contain_text("b")
    expect(talk.composer).to_be_focused()
    expect(talk.composer).to_have_value("")


def test_e_edits_and_escape_leaves_it(talk):
    talk.page.keyboard.press("e")
    expect(talk.page.locator("#editor")).to_be_focused()
    expect(talk.page.locator("#editor")).to_have_value("b")
    talk.page.keyboard.press("Escape")
    expect(talk.page.locator("#editor")).to_have_count(0)


def test_e_does_nothing_on_what_another_wrote(talk, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(int(talk.page.url.rsplit("/", 1)[1]))
    budi.say("punya budi")
    talk.sees("punya budi")
    talk.page.keyboard.press("End")
    expect(talk.row("punya budi")).to_be_focused()
    talk.page.keyboard.press("e")
    talk.page.keyboard.press("r")
    expect(talk.page.locator(".composer__context")).to_contain_text("punya budi")
    expect(talk.page.locator("#editor")).to_have_count(0)


@pytest.mark.parametrize("key", ["+", ":"])
def test_a_sign_reacts(talk, key):
    talk.page.keyboard.press(key)
    expect(talk.row("b").locator(".menu--react button").first).to_be_focused()
    talk.page.keyboard.press("Enter")
    expect(talk.row("b").locator(".reaction")).to_have_count(1)


def test_alt_and_arrows_walk_through_the_rooms(ana, guest, default_server):
    budi = guest(default_server, "budi")
    rooms = {}
    for name in ("Satu", "Dua", "Tiga"):
        ana.open("/dashboard")
        rooms[name] = ana.create(name)
    budi.join(rooms["Satu"])
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Tiga")
    for key, name in (
        ("Alt+ArrowDown", "Dua"),
        ("Alt+ArrowDown", "Satu"),
        ("Alt+ArrowDown", "Lobi"),
        ("Alt+ArrowUp", "Satu"),
        ("Alt+ArrowUp", "Dua"),
    ):
        ana.page.keyboard.press(key)
        expect(ana.page.get_by_role("heading", level=1)).to_have_text(name)
        expect(ana.composer).to_be_focused()
    ana.page.keyboard.press("Alt+ArrowUp")
    budi.say("halo")
    expect(ana.entry("Satu").locator(".badge")).to_be_visible()
    ana.page.keyboard.press("Alt+Shift+ArrowDown")
    ana.sees("halo")
    expect(ana.entry("Satu").locator(".badge")).to_have_count(0)


def test_the_list_of_shortcuts_opens_by_key_but_not_from_a_field(ana):
    ana.create("Satu")
    heading = ana.page.get_by_role("heading", name="Pintasan papan ketik")
    ana.composer.press("Shift+?")
    expect(ana.composer).to_have_value("?")
    expect(heading).to_have_count(0)
    ana.composer.press("Control+/")
    expect(heading).to_be_visible()
    expect(ana.page.locator("kbd", has_text="Ctrl").first).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.composer).to_be_focused()
    ana.page.locator(".feed").focus()
    ana.page.keyboard.press("Shift+?")
    expect(heading).to_be_visible()
    ana.page.get_by_role("dialog").get_by_role("button", name="Tutup").click()
    expect(heading).to_have_count(0)


def test_single_characters_can_be_switched_off_for_good(talk):
    talk.page.keyboard.press("Control+/")
    dialog = talk.page.get_by_role("dialog")
    expect(dialog.locator("kbd", has_text=re.compile("^R$"))).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    expect(dialog.locator("kbd", has_text=re.compile("^[RJ?]$"))).to_have_count(0)
    expect(dialog.locator("dd:empty")).to_have_count(0)
    talk.page.keyboard.press("Escape")
    talk.page.reload()
    expect(talk.page.locator(".shell--live")).to_be_visible()
    talk.sees("c")
    talk.page.locator(".feed").focus()
    talk.page.keyboard.press("ArrowUp")
    for key in ("r", "e", "+", "k", "Shift+?"):
        talk.page.keyboard.press(key)
    expect(talk.row("c")).to_be_focused()
    expect(talk.page.locator(".composer__context, #editor, dialog, .menu[open]")).to_have_count(0)
    talk.page.keyboard.press("ArrowUp")
    expect(talk.row("b")).to_be_focused()


def test_the_settings_have_the_same_switch(ana):
    ana.page.goto("/settings#keyboard")
    ana.page.locator("#single-keys input").uncheck()
    ana.open("/dashboard")
    ana.page.keyboard.press("Control+/")
    expect(ana.page.get_by_role("dialog").get_by_role("checkbox")).not_to_be_checked()
    ana.page.get_by_role("dialog").get_by_role("checkbox").check()
    ana.page.goto("/settings")
    expect(ana.page.locator("#single-keys input")).to_be_checked()


def test_every_stop_of_tab_is_seen_and_the_skip_link_leads_past_the_list(talk):
    talk.open(talk.page.url)
    talk.page.evaluate("document.activeElement.blur()")
    talk.page.evaluate("document.querySelector('.skip').focus()")
    order = []
    for _ in range(40):
        here = talk.page.evaluate(FOCUSED)
        assert here[1], f"no focus ring: {here[2]}"
        if not order or order[-1] != here[0]:
            order.append(here[0])
        talk.page.keyboard.press("Tab")
        if talk.page.evaluate("document.activeElement === document.body"):
            break
    assert order == ["", "#rooms", "#main", "#details"]
    talk.page.evaluate("document.querySelector('.skip').focus()")
    talk.page.keyboard.press("Enter")
    talk.page.keyboard.press("Tab")
    assert talk.page.evaluate("Boolean(document.activeElement.closest('#main'))")
