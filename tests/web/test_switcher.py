"""Ctrl+K: one field that leads to rooms, people, share IDs and the app's actions."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def ana(guest, default_server):
    return guest(default_server, "ana")


def ask(person, text=""):
    """Open the switcher and type."""
    person.page.keyboard.press("Control+k")
    field = person.page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill(text)
    return field


def options(person):
    return person.page.get_by_role("option")


def chosen(person):
    return person.page.locator('[role=option][aria-selected="true"] .choice-row__name')


def test_a_room_is_found_without_its_accents_and_opened_by_enter(ana):
    ana.create("Kédai Bu Éndang")
    ana.open("/dashboard")
    field = ask(ana, "bu endang")
    expect(chosen(ana)).to_have_text("Kédai Bu Éndang")
    active = field.get_attribute("aria-activedescendant")
    expect(ana.page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    ana.arrived()
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    expect(ana.composer).to_be_focused()


def test_arrows_go_round_and_escape_gives_the_focus_back(ana):
    ana.create("Satu")
    ana.composer.focus()
    field = ask(ana)
    first = chosen(ana).text_content()
    field.press("ArrowUp")
    expect(chosen(ana)).not_to_have_text(first)
    field.press("ArrowDown")
    expect(chosen(ana)).to_have_text(first)
    for _ in range(8):  # the focus stays inside
        ana.page.keyboard.press("Tab")
        assert ana.page.evaluate("document.activeElement.closest('dialog, body').matches('dialog, body')")
        assert not ana.page.evaluate("document.activeElement.matches('#content, .find, .room-row__link')")
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    expect(ana.composer).to_be_focused()


def test_without_a_query_unread_rooms_come_first_then_the_last_open_one(ana, guest, default_server):
    budi = guest(default_server, "budi")
    first = ana.create("Satu")
    budi.join(first)
    for name in ("Dua", "Tiga"):
        ana.open("/dashboard")
        ana.create(name)
    for name in ("Dua", "Tiga"):
        ana.entry(name).locator("a").click()
        expect(ana.page.get_by_role("heading", level=1)).to_have_text(name)
    budi.say("halo")
    expect(ana.entry("Satu").locator(".badge")).to_be_visible()
    ask(ana)
    names = ana.page.locator(".choice-row__name")
    expect(names.nth(0)).to_have_text("Satu")
    expect(names.nth(1)).to_have_text("Dua")
    ana.page.keyboard.press("Enter")
    ana.sees("halo")


def test_somebody_new_is_written_to(ana, guest, default_server):
    budi = guest(default_server, "budi")
    field = ask(ana, budi.username)
    expect(options(ana).first).to_contain_text(f"Tulis ke @{budi.username}")
    field.press("Enter")
    ana.arrived()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text(budi.username)
    ana.open("/dashboard")
    ask(ana, budi.username)
    expect(ana.page.locator(".choice-row__name", has_text=budi.username)).to_have_count(1)


def test_a_share_id_leads_into_its_room_and_a_wrong_one_is_said(ana, guest, browser, default_server):
    browser.forgive("the server responded with a status of 4")
    budi = guest(default_server, "budi")
    room = budi.create("Punya Budi")
    ask(ana, "987654321")
    expect(chosen(ana)).to_have_text("Masuk ke ruang 987654321")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Ruang itu tidak ada")
    ana.page.get_by_role("combobox").fill(str(room))
    expect(ana.page.get_by_role("dialog").get_by_role("alert")).to_have_count(0)
    ana.page.keyboard.press("Enter")
    assert ana.arrived() == room


def test_actions_are_found_by_what_people_call_them(ana):
    ask(ana, "pintasan")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("heading", name="Pintasan papan ketik")).to_be_visible()
    ana.page.keyboard.press("Escape")
    ask(ana, "kata sandi")
    ana.page.keyboard.press("Enter")
    expect(ana.page).to_have_url(re.compile("/settings"))
    ana.open("/dashboard")
    ask(ana, "minta bantuan")
    ana.page.keyboard.press("Enter")
    ana.arrived()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Bantuan")


def test_the_theme_is_an_action(ana):
    root = ana.page.locator("html")
    ask(ana, "tema gelap")
    ana.page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-theme", "dark")
    ask(ana, "tema")
    expect(ana.page.locator(".choice-row__name")).to_have_text(["Tema terang", "Tema perangkat"])


def test_nothing_found_says_where_else_to_look(ana):
    ask(ana, "tidak-ada-yang-begini")
    nothing = ana.page.locator(".switcher__nothing")
    expect(nothing).to_contain_text("tidak-ada-yang-begini")
    expect(ana.page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    ana.page.keyboard.press("Enter")
    expect(nothing).to_be_visible()


def test_known_rooms_are_found_without_a_connection(ana, browser):
    browser.forgive("ERR_INTERNET_DISCONNECTED|WebSocket")
    ana.create("Satu")
    # It is fetched before anybody asks for it.
    with ana.page.expect_response("**/ui/dialogs/choice-row.js*"):
        ana.open("/dashboard")
    ask(ana)
    ana.page.keyboard.press("Escape")
    ana.page.context.set_offline(True)
    ask(ana, "satu")
    expect(chosen(ana)).to_have_text("Satu")
    expect(ana.page.locator(".switcher__note")).to_be_visible()
    ana.page.keyboard.press("Enter")
    ana.arrived()


def test_it_opens_when_it_arrives_just_after_the_key_was_pressed(ana):
    """Between a rendering without it and the effect that would fetch it."""
    ana.page.add_init_script(
        "globalThis.requestIdleCallback = (work) => { globalThis.prefetch = work; };"
        "globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 1000);"
    )
    ana.open("/dashboard")
    ana.page.evaluate(
        """async () => {
            const map = JSON.parse(document.querySelector("script[type=importmap]").textContent).imports;
            await import(Object.values(map).find((address) => address.includes("/dialogs/switcher.js")));
            dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }));
            for (let step = 0; step < 10; step++) await null;
            prefetch();
        }"""
    )
    expect(ana.page.get_by_role("combobox")).to_be_focused()


def test_on_a_phone_the_field_over_the_list_opens_it_full_screen(guest, default_server):
    ana = guest(default_server, "ana", reduced_motion="reduce", **PHONE)
    ana.create("Satu")
    ana.open("/dashboard")
    ana.page.locator(".find").tap()
    dialog = ana.page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    box = dialog.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    for row in options(ana).all():
        assert row.bounding_box()["height"] >= 44
    options(ana).filter(has_text="Satu").tap()
    ana.arrived()
