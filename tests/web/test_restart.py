"""The server dies while both keep writing: everybody sees every message once, in order."""

from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY

GONE = ".conversation__banner"
PATIENCE = 20_000


def test_nothing_is_lost_doubled_or_disordered_when_the_server_is_killed(server, guest, browser):
    browser.forgive(SERVER_AWAY)
    ana, budi = guest(server, "ana"), guest(server, "budi")
    room = ana.create("Ronda")
    budi.join(room)
    for each in (ana, budi):
        each.page.evaluate("window.neverReloaded = true")
    spoken = {ana.username: [], budi.username: []}

    def both_write(label, count):
        for n in range(count):
            for who in (ana, budi):
                spoken[who.username].append(f"{who.username} {label} {n}")
                who.say(spoken[who.username][-1])

    both_write("sebelum", 3)
    server.kill()
    both_write("tanpa server", 4)
    expect(ana.page.locator(".message--pending").last).to_be_visible()
    expect(ana.page.locator(GONE)).to_contain_text("pesan menunggu dikirim", timeout=PATIENCE)
    server.start()
    both_write("sesudah", 3)
    total = sum(len(texts) for texts in spoken.values())
    for each in (ana, budi):
        expect(each.page.locator(".message[data-seq]")).to_have_count(total, timeout=PATIENCE)
        expect(each.page.locator(".message--pending, .message--failed")).to_have_count(0)
        expect(each.page.locator(GONE)).to_have_count(0)
    assert ana.texts() == budi.texts()
    for username, texts in spoken.items():
        assert [text for text in ana.texts() if text.startswith(username)] == texts
    for each in (ana, budi):
        assert each.page.evaluate("window.neverReloaded") is True
        each.page.reload()
        expect(each.page.locator(".shell--live")).to_be_visible()
        expect(each.page.locator(".message[data-seq]")).to_have_count(total)
        assert each.texts() == ana.texts()
        assert not each.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('outbox'))")


def test_a_page_closed_while_the_server_is_away_sends_what_it_kept_when_it_opens_again(
    start_server, guest, browser
):
    browser.forgive(SERVER_AWAY)
    server = start_server()
    ana = guest(server, "ana")
    room = ana.create("Catatan")
    ana.say("pertama")
    ana.sees("pertama")
    server.kill()
    ana.say("kedua")
    ana.say("ketiga")
    expect(ana.page.locator(".message--pending")).to_have_count(2)
    context = ana.page.context
    ana.page.close()
    server.start()
    ana.page = context.new_page()
    ana.open(f"/room/{room}")
    for text in ("kedua", "ketiga"):
        ana.sees(text)
    assert ana.texts() == ["pertama", "kedua", "ketiga"]


def test_changes_made_while_somebody_was_cut_off_are_caught_up(default_server, guest, browser):
    browser.forgive("ERR_INTERNET_DISCONNECTED|WebSocket|ERR_FAILED")
    ana, budi = guest(default_server, "ana"), guest(default_server, "budi")
    budi.join(ana.create("Kopi"))
    for text in ("satu", "dua", "tiga"):
        ana.say(text)
        budi.sees(text)
    socket = cut_off(budi)
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.act("satu", "Hapus")
    expect(ana.row("satu")).to_have_count(0)
    ana.composer.press("ArrowUp")
    ana.page.locator("#editor").fill("tiga!")
    ana.page.locator("#editor").press("Enter")
    ana.say("empat")
    ana.sees("empat")
    assert budi.texts() == ["satu", "dua", "tiga"]
    socket.set_offline(False)
    budi.sees("empat")
    assert budi.texts() == ["dua", "tiga!", "empat"]


def cut_off(guest):
    """Take somebody's network away, and wait until the page noticed."""
    context = guest.page.context
    context.set_offline(True)
    # An open WebSocket outlives the emulated loss of network: the event makes the page redial.
    guest.page.evaluate("dispatchEvent(new Event('online'))")
    expect(guest.page.locator(GONE)).to_be_visible(timeout=PATIENCE)
    return context
