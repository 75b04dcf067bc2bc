"""The app around the conversation: addresses, forms, drafts, keyboard, languages, screens."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def ana(guest, default_server):
    return guest(default_server, "ana")


def test_switching_rooms_and_the_back_button_load_nothing(ana):
    first = ana.create("Satu")
    ana.say("di satu")
    ana.page.get_by_role("link", name="Ngobrol").first.click()
    ana.page.evaluate("window.neverReloaded = true")
    second = ana.create("Dua")
    ana.say("di dua")
    ana.sees("di dua")
    ana.entry("Satu").locator("a").click()
    ana.sees("di satu")
    assert ana.texts() == ["di satu"]
    ana.page.go_back()
    ana.sees("di dua")
    assert ana.page.url.endswith(f"/room/{second}")
    ana.page.go_back()
    expect(ana.page.get_by_role("heading", level=1)).to_contain_text("Halo")
    ana.page.go_forward()
    ana.sees("di dua")
    ana.page.get_by_role("link", name="Ruang saya").click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Ruang saya")
    expect(ana.page.get_by_role("heading", level=1)).to_be_focused()
    ana.page.locator("td a", has_text="Satu").click()
    assert ana.arrived() == first
    assert ana.page.evaluate("window.neverReloaded") is True


def test_each_address_is_the_same_page_after_a_reload(ana):
    room = ana.create("Satu")
    ana.say("isi")
    ana.sees("isi")
    for path, heading in ((f"/room/{room}", "Satu"), ("/my-rooms", "Ruang saya"), ("/dashboard", "Halo")):
        ana.open(path)
        expect(ana.page.get_by_role("heading", level=1)).to_contain_text(heading)


REFUSED = "the server responded with a status of 4"


def test_a_wrong_share_id_is_said_beside_its_field(ana, browser):
    browser.forgive(REFUSED)
    field = ana.page.locator("#room_id")
    for wrong in ("bukan angka", "123456789"):
        field.fill(wrong)
        field.press("Enter")
        expect(ana.page.locator("#room_id-error")).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
        expect(field).to_have_value(wrong)
    assert ana.page.url.endswith("/dashboard")


def test_somebody_unknown_is_said_beside_their_name(ana, browser):
    browser.forgive(REFUSED)
    ana.page.get_by_label("Pesan langsung").check()
    ana.page.locator("#create-username").fill("tidak-ada-orangnya")
    ana.page.get_by_role("button", name="Buat ruang").click()
    expect(ana.page.get_by_role("alert").filter(has_text=re.compile(".+"))).to_be_visible()
    assert ana.page.url.endswith("/dashboard")


def test_an_invite_only_room_opens_with_its_whole_share_id(ana, guest, browser, default_server):
    browser.forgive(REFUSED)
    ana.page.get_by_label("Hanya undangan").check()
    room = ana.create("Rahasia")
    share_id = ana.page.locator(".share__code").text_content()
    assert re.fullmatch(rf"{room}-[\w-]+", share_id)
    budi = guest(default_server, "budi")
    budi.page.locator("#room_id").fill(str(room))
    budi.page.locator("#room_id").press("Enter")
    expect(budi.page.locator("#room_id-error")).to_be_visible()
    budi.join(share_id)


def test_a_draft_waits_in_its_room(ana):
    ana.create("Satu")
    ana.composer.fill("belum selesai")
    ana.page.get_by_role("link", name="Ngobrol").first.click()
    expect(ana.entry("Satu").locator(".room-row__preview")).to_have_text("Draf: belum selesai")
    ana.create("Dua")
    expect(ana.composer).to_have_value("")
    ana.entry("Satu").locator("a").click()
    expect(ana.composer).to_have_value("belum selesai")
    ana.page.reload()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    expect(ana.composer).to_have_value("belum selesai")


def test_the_feed_is_one_tab_stop_and_arrows_move_in_it(ana):
    ana.create("Satu")
    for text in ("a", "b", "c"):
        ana.say(text)
        ana.sees(text)
    ana.page.locator(".feed").focus()
    ana.page.keyboard.press("ArrowUp")
    expect(ana.row("c")).to_be_focused()
    ana.page.keyboard.press("ArrowUp")
    expect(ana.row("b")).to_be_focused()
    ana.page.keyboard.press("Home")
    expect(ana.row("a")).to_be_focused()
    ana.page.keyboard.press("Enter")
    expect(ana.row("a").locator("summary").first).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.row("a")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.composer).to_be_focused()


def test_a_message_that_is_refused_says_so_and_can_be_dropped(ana):
    ana.create("Satu")
    ana.composer.fill("x" * 4001)
    expect(ana.page.locator(".composer__error")).to_be_visible()
    ana.composer.press("Enter")
    assert ana.texts() == []


def test_english_speaks_english(ana):
    ana.account().get_by_role("button", name="English").click()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    expect(ana.page.get_by_role("heading", level=1)).to_contain_text("Hello")
    ana.page.get_by_role("link", name="My rooms").click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("My rooms")


def test_the_button_for_a_new_room_leads_to_its_form(ana):
    ana.create("Satu")
    for _ in range(2):
        ana.page.get_by_role("link", name="Ruang baru").click()
        expect(ana.page.locator("#create-name")).to_be_focused()
        ana.page.locator("#room_id").focus()


def test_a_person_in_the_panel_can_be_written_to(ana, guest, default_server):
    budi = guest(default_server, "budi")
    group = ana.create("Satu")
    budi.join(group)
    budi.page.get_by_role("button", name=f"Tulis ke {ana.username}").click()
    expect(budi.page.get_by_role("heading", level=1)).to_have_text(ana.username)
    assert budi.arrived() != group


def test_logging_out_leaves_nothing_on_the_machine(ana):
    ana.create("Satu")
    ana.composer.fill("belum selesai")
    expect(ana.page.locator(".typing")).to_be_attached()
    assert ana.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft')).length") == 1
    ana.account().get_by_role("button", name="Keluar").click()
    ana.page.wait_for_url(re.compile(r"/(\?.*)?$"))
    assert ana.page.evaluate("localStorage.length") == 0


def test_holding_a_message_with_a_finger_shows_what_can_be_done_with_it(guest, default_server):
    phone = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
    ana = guest(default_server, "ana", **phone)
    ana.create("Satu")
    ana.composer.fill("tahan aku")
    ana.page.get_by_role("button", name="Kirim").tap()
    ana.sees("tahan aku")
    row = ana.row("tahan aku")
    row.scroll_into_view_if_needed()  # which waits until it is still
    box = row.locator(".message__bubble").bounding_box()
    finger = ana.page.context.new_cdp_session(ana.page)
    point = {"x": box["x"] + 20, "y": box["y"] + 10}
    # Inside the browser: on a busy machine a tap by two commands would be a long one.
    finger.send("Input.synthesizeTapGesture", {**point, "duration": 50, "gestureSourceType": "touch"})
    expect(row.locator(".message__actions")).to_have_count(0)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(row).to_have_class(re.compile("message--selected"))
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    row.get_by_role("button", name="Balas").tap()
    expect(ana.page.locator(".composer__context")).to_contain_text("tahan aku")


def test_an_ended_session_is_said_at_once(ana, default_server):
    ana.create("Satu")
    # What an empty room asks for at its opening is answered before: the browser itself logs refusals.
    expect(ana.page.locator("#invite-here")).to_have_value(re.compile("/join/"))
    expect(ana.page.locator(".person")).to_have_count(1)
    other = ana.page.context.new_page()
    other.goto("/logout")
    expect(ana.page.locator(".conversation__banner--error")).to_contain_text("keluar")


def test_without_a_connection_the_pages_forms_still_work(browser, guest, default_server):
    browser.forgive("ERR_FAILED|WebSocket")
    ana = guest(default_server, "ana")
    ana.page.route("**/socket.io/**", lambda route: route.abort())
    ana.page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    ana.page.goto("/dashboard")
    ana.page.get_by_label("Nama ruang").fill("Tanpa soket")
    ana.page.get_by_role("button", name="Buat ruang").click()
    ana.page.wait_for_url(re.compile(r"/room/\d+"))
    ana.page.locator("#content").fill("lewat formulir")
    ana.page.get_by_role("button", name="Kirim").click()
    expect(ana.page.locator(".message__text")).to_have_text("lewat formulir")
    expect(ana.page.locator(".shell--live")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_screen_scrolls_sideways(guest, default_server, width, scheme):
    ana = guest(default_server, "ana", viewport={"width": width, "height": 844}, color_scheme=scheme)
    room = ana.create("Nama yang panjang sekali supaya terlihat apa yang terjadi")
    ana.say("kata" * 80)
    expect(ana.rows).to_have_count(1)
    for path in (f"/room/{room}", "/dashboard", "/my-rooms"):
        ana.open(path)
        assert ana.page.evaluate("document.documentElement.scrollWidth") <= width
    ana.open(f"/room/{room}")
    ana.page.get_by_role("button", name="Rincian ruang").click()
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= width
