"""Two people talk in the live app."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def two(guest, default_server):
    """Ana and Budi in a group of theirs."""
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    budi.join(ana.create("Kopi Kamis"))
    return ana, budi


def test_they_talk(two):
    ana, budi = two
    spoken = []
    for n in range(3):
        for who in (ana, budi):
            spoken.append(f"{who.username} {n}")
            who.say(spoken[-1])
            for each in two:
                each.sees(spoken[-1])
    assert ana.texts() == budi.texts() == spoken
    expect(ana.page.locator(".divider > time")).to_have_text("Hari ini")
    expect(budi.page.locator(".message__author").first).to_have_text(ana.username)


def test_typing_is_seen_and_ends_with_the_message(two):
    ana, budi = two
    ana.composer.press_sequentially("ha")
    expect(budi.page.locator(".typing")).to_have_text(f"{ana.username} sedang mengetik…")
    expect(ana.page.locator(".typing")).to_be_empty()
    ana.composer.press("Enter")
    expect(budi.page.locator(".typing")).to_be_empty()


def test_edit_and_delete(two):
    ana, budi = two
    ana.say("salah tulis")
    budi.sees("salah tulis")
    ana.act("salah tulis", "Edit")
    editor = ana.page.locator("#editor")
    expect(editor).to_be_focused()
    editor.fill("sudah benar")
    editor.press("Enter")
    budi.sees("sudah benar")
    expect(budi.row("sudah benar").locator(".message__edited")).to_be_visible()
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.act("sudah benar", "Hapus")
    for each in two:
        expect(each.rows).to_have_count(0)


def test_arrow_up_edits_the_last_message_and_escape_leaves_it(two):
    ana, budi = two
    ana.say("pertama")
    ana.sees("pertama")
    budi.say("punya budi")
    ana.sees("punya budi")
    ana.composer.press("ArrowUp")
    editor = ana.page.locator("#editor")
    expect(editor).to_have_value("pertama")
    editor.fill("tidak jadi")
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(ana.composer).to_be_focused()
    ana.sees("pertama")


def test_an_emptied_edit_is_refused_in_its_place(two):
    ana, _ = two
    ana.say("isi")
    ana.sees("isi")
    ana.composer.press("ArrowUp")
    ana.page.locator("#editor").fill("  ")
    ana.page.locator("#editor").press("Enter")
    expect(ana.page.locator("#editor-error")).to_be_visible()


def test_reactions_toggle(two):
    ana, budi = two
    ana.say("setuju?")
    budi.sees("setuju?")
    budi.row("setuju?").hover()
    budi.row("setuju?").locator("summary").first.click()
    budi.row("setuju?").get_by_role("button", name="👍").click()
    chip = ana.row("setuju?").locator(".reaction")
    expect(chip).to_have_text("👍 1")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(chip).to_have_text("👍 2")
    expect(budi.row("setuju?").locator(".reaction")).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(budi.row("setuju?").locator(".reaction")).to_have_text("👍 1")


def test_a_reply_quotes_and_leads_to_the_original(two):
    ana, budi = two
    ana.say("jam berapa?")
    budi.sees("jam berapa?")
    budi.answer("jam berapa?")
    expect(budi.page.locator(".composer__context")).to_contain_text("jam berapa?")
    expect(budi.composer).to_be_focused()
    budi.say("jam empat")
    ana.sees("jam empat")
    quote = ana.row("jam empat").locator(".message__quote")
    expect(quote).to_contain_text("jam berapa?")
    quote.click()
    expect(ana.row("jam berapa?")).to_be_focused()
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.act("jam berapa?", "Hapus")
    expect(budi.row("jam empat").locator(".message__quote")).to_contain_text("Pesan terhapus")


def test_a_message_that_is_changed_or_deleted_while_somebody_answers_it_is_so_over_the_composer(two):
    ana, budi = two
    ana.say("jam berapa?")
    budi.sees("jam berapa?")
    budi.answer("jam berapa?")
    budi.composer.fill("jam empat")
    answered = budi.page.locator(".composer__context")
    ana.composer.press("ArrowUp")
    ana.page.locator("#editor").fill("jam berapa besok?")
    ana.page.locator("#editor").press("Enter")
    expect(answered).to_contain_text("jam berapa besok?")
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.act("jam berapa besok?", "Hapus")
    expect(answered.get_by_role("status")).to_contain_text("dihapus")
    budi.composer.press("Enter")
    expect(answered).to_have_count(0)
    ana.sees("jam empat")
    expect(ana.row("jam empat").locator(".message__quote")).to_have_count(0)


def test_unread_counts_in_the_list_and_the_title_until_it_is_read(two):
    ana, budi = two
    budi.page.get_by_role("link", name="Ngobrol").first.click()
    for n in range(3):
        ana.say(f"pesan {n}")
    entry = budi.entry("Kopi Kamis")
    expect(entry.locator(".badge")).to_have_text("3")
    expect(budi.page).to_have_title("(3) Beranda · Ngobrol")
    expect(entry.locator(".room-row__preview")).to_have_text(f"{ana.username}: pesan 2")
    entry.locator("a").click()
    budi.sees("pesan 2")
    expect(budi.page.locator(".divider--new")).to_be_visible()
    expect(entry.locator(".badge")).to_have_count(0)
    expect(budi.page).to_have_title("Kopi Kamis · Ngobrol")
    budi.has_read(int(budi.page.url.rsplit("/", 1)[1]))
    budi.open("/dashboard")
    expect(budi.entry("Kopi Kamis")).to_be_visible()
    expect(budi.entry("Kopi Kamis").locator(".badge")).to_have_count(0)


def test_a_direct_message_tells_when_it_was_read(guest, default_server):
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    room = ana.talk_to(budi.username)
    expect(ana.page.locator(".presence--online")).to_be_visible()
    ana.say("sudah sampai?")
    ana.sees("sudah sampai?")
    expect(ana.row("sudah sampai?").locator(".message__state--read")).to_have_count(0)
    budi.page.get_by_text("Permintaan").click()
    budi.entry(ana.username).locator("a").click()
    assert budi.arrived() == room
    budi.page.get_by_role("button", name="Terima").click()
    expect(ana.row("sudah sampai?").locator(".message__state--read")).to_be_visible()
    budi.page.close()
    expect(ana.page.locator(".presence--online")).to_have_count(0)


def test_members_come_and_go_in_the_panel(two, guest, default_server):
    ana, budi = two
    people = ana.page.locator(".person__username")
    expect(people).to_have_text([f"@{ana.username}", f"@{budi.username}"])
    budi.page.on("dialog", lambda dialog: dialog.accept())
    budi.page.get_by_role("button", name="Keluar dari ruang").click()
    budi.page.wait_for_url("**/dashboard")
    expect(budi.entry("Kopi Kamis")).to_have_count(0)
    expect(people).to_have_text([f"@{ana.username}"])
    cici = guest(default_server, "cici")
    cici.join(ana.page.url)
    expect(people).to_have_text([f"@{ana.username}", f"@{cici.username}"])


def test_the_other_tab_and_the_other_person_see_a_new_name(two):
    ana, budi = two
    page = ana.page
    page.locator("#change-name").fill("Kopi Jumat")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kopi Jumat")
    expect(budi.page.get_by_role("heading", level=1)).to_have_text("Kopi Jumat")
    expect(budi.page.locator("#change-name")).to_have_count(0)


PROBES = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "${alert(1)} {{7*7}} &lt;b&gt;",
    "javascript:alert(1)",
]


def test_markup_that_somebody_types_is_shown_as_typed(two):
    ana, budi = two
    for each in two:
        each.page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for probe in PROBES:
        ana.say(probe)
        for each in two:
            expect(each.page.locator(".message__text").last).to_have_text(probe)
        expect(budi.entry("Kopi Kamis").locator(".room-row__preview")).to_contain_text(probe[:20])
    for each in two:
        expect(each.page.locator(".message__text :is(img, script, svg)")).to_have_count(0)


def test_markup_that_the_server_renders_is_shown_as_such(two):
    ana, budi = two
    ana.say("**tebal** dan `kode`")
    expect(budi.page.locator(".message__text--html strong")).to_have_text("tebal")
    expect(budi.page.locator(".message__text--html code")).to_have_text("kode")


def test_screen_readers_hear_others_only(two, default_server):
    ana, budi = two
    log = budi.page.locator('[role=log][aria-live="polite"]')
    budi.say("dari saya")
    ana.sees("dari saya")
    ana.say("halo budi")
    expect(log).to_have_text(f"{ana.username}: halo budi")
    token, room = default_server.login(ana.username), ana.page.url.rsplit("/", 1)[1]
    for n in range(5):  # one upon the other, as nobody types on a busy machine
        default_server.post(f"/api/rooms/{room}/messages", token, content=f"beruntun {n}")
    expect(log).to_contain_text("5 pesan baru")


def test_enter_sends_and_shift_enter_does_not(two):
    ana, budi = two
    ana.composer.fill("baris satu")
    ana.composer.press("Shift+Enter")
    ana.composer.press_sequentially("baris dua")
    ana.composer.press("Enter")
    expect(budi.page.locator(".message__text")).to_have_text(re.compile("baris satu\\s+baris dua"))


def test_on_a_touch_screen_enter_is_a_new_line(guest, default_server):
    ana = guest(default_server, "ana", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    ana.create("Kopi")
    ana.composer.fill("baris")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("baris\n")
    ana.page.get_by_role("button", name="Kirim").click()
    ana.sees("baris")


def test_whose_partner_deleted_their_account_reads_on_and_is_told_why_nothing_can_be_written(
    guest, default_server
):
    ana = guest(default_server, "ana")
    budi = default_server.register("budi-yang-pergi")
    room = ana.talk_to("budi-yang-pergi")
    default_server.post(f"/api/rooms/{room}/messages", budi, content="sampai jumpa")
    ana.sees("sampai jumpa")
    default_server.delete("/api/me", budi, username="budi-yang-pergi")
    gone = ana.page.get_by_text("Akun ini sudah dihapus")
    expect(gone).to_be_visible()
    expect(ana.composer).to_have_count(0)
    ana.row("sampai jumpa").hover()
    expect(ana.page.get_by_role("button", name="Balas")).to_have_count(0)
    ana.open(f"/room/{room}")
    ana.sees("sampai jumpa")
    expect(gone).to_be_visible()
    page = ana.page.request.get(f"/room/{room}").text()
    assert "Akun ini sudah dihapus" in page
    assert 'name="content"' not in page
    assert "#composer" not in page
