"""Message rows: days, what became of a message, what is hard to draw."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

EDGE = "element => element.scrollWidth <= element.clientWidth"


@pytest.fixture
def ana(guest, default_server):
    arrived = guest(default_server, "ana")
    arrived.create("Kopi Kamis")
    return arrived


def test_at_midnight_today_becomes_yesterday_while_the_page_is_open(guest, default_server, browser):
    browser.forgive("WebSocket connection to")  # ten minutes in a moment: the page takes its line for dead
    ana = guest(default_server, "ana", fresh=True)
    ana.create("Ronda malam")
    ana.say("sebelum tengah malam")
    ana.sees("sebelum tengah malam")
    day = ana.page.locator(".divider time")
    expect(day).to_have_text("Hari ini")
    # The page's clock, not the server's: eight minutes to the reader's midnight, then ten further.
    sent = ana.page.locator(".message__time").get_attribute("datetime")
    jakarta = datetime.fromisoformat(sent).astimezone(UTC) + timedelta(hours=7)
    midnight = datetime(jakarta.year, jakarta.month, jakarta.day, tzinfo=UTC) + timedelta(days=1, hours=-7)
    ana.page.clock.install(time=midnight - timedelta(minutes=8))
    ana.page.reload()
    expect(day).to_have_text("Hari ini")
    ana.page.clock.fast_forward(10 * 60 * 1000)
    expect(day).to_have_text("Kemarin")


def test_groups_are_made_anew_when_a_message_goes(ana, guest, default_server):
    budi = guest(default_server, "budi")
    budi.join(ana.page.url)
    for who, text in ((ana, "satu"), (budi, "menyela"), (ana, "dua")):
        who.say(text)
        budi.sees(text)
    expect(budi.page.locator(".message--grouped")).to_have_count(0)
    budi.page.on("dialog", lambda dialog: dialog.accept())
    budi.act("menyela", "Hapus")
    expect(budi.page.locator(".message--grouped")).to_have_count(1)
    expect(budi.row("dua")).to_have_class(re.compile("message--grouped"))


@pytest.fixture
def late(ana, guest, default_server, browser):
    """Somebody whose two answers to a message, written without a connection, came after it was deleted."""
    browser.forgive("ERR_INTERNET_DISCONNECTED|WebSocket|ERR_FAILED|status of 4")
    budi = guest(default_server, "budi")
    budi.join(ana.page.url)
    ana.say("akan dihapus")
    budi.sees("akan dihapus")
    budi.page.context.set_offline(True)
    budi.page.evaluate("dispatchEvent(new Event('online'))")  # the page redials, and finds nothing
    for text in ("jawaban pertama", "jawaban kedua"):
        budi.answer("akan dihapus")
        budi.say(text)
        row = budi.page.locator(".message--pending").filter(has_text=text)
        expect(row.get_by_text("Mengirim")).to_have_count(1)
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.act("akan dihapus", "Hapus")
    expect(ana.row("akan dihapus")).to_have_count(0)
    budi.page.context.set_offline(False)
    budi.page.evaluate("dispatchEvent(new Event('online'))")
    expect(budi.page.locator(".message--failed")).to_have_count(2)
    return budi


def test_an_answer_to_a_deleted_message_says_why_it_failed_and_goes_without_its_quote_or_not_at_all(
    ana, late
):
    first, second = (
        late.page.locator(".message--failed").filter(has_text=f"jawaban {n}") for n in ("pertama", "kedua")
    )
    for failed in (first, second):
        expect(failed.get_by_role("alert")).to_contain_text("Pesan itu tidak ada.")
        expect(failed.get_by_role("button", name="Coba lagi")).to_have_count(0)
    first.get_by_role("button", name="Kirim tanpa kutipan").click()
    late.sees("jawaban pertama")
    expect(late.row("jawaban pertama").locator(".message__quote")).to_have_count(0)
    second.get_by_role("button", name="Buang").click()
    expect(late.page.locator(".message--failed")).to_have_count(0)
    ana.sees("jawaban pertama")
    assert ana.texts() == late.texts() == ["jawaban pertama"]


def test_an_edited_message_says_so_and_when(ana):
    ana.say("salah")
    ana.sees("salah")
    ana.composer.press("ArrowUp")
    ana.page.locator("#editor").fill("benar")
    ana.page.locator("#editor").press("Enter")
    mark = ana.row("benar").locator("time.message__edited")
    expect(mark).to_have_text("diedit")
    assert re.search(r"\d\d\.\d\d", mark.get_attribute("title"))
    ana.page.context.clear_cookies(name="live")
    served = ana.page.request.get(ana.page.url).text()
    assert re.search(r'<time class="message__edited"[^>]* title="[^"]+"', served)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_what_is_long_stays_inside_its_bubble(guest, default_server, viewport):
    ana = guest(default_server, "ana", viewport=viewport)
    ana.create("Panjang")
    for text in (
        "a" * 400,
        "http://127.0.0.1:9/" + "b" * 300,
        "```\n" + "c" * 400 + "\n```",
        "`" + "d" * 300 + "`",
    ):
        ana.composer.fill(text)
        ana.page.get_by_role("button", name="Kirim").click()
        expect(ana.page.locator(".message--pending")).to_have_count(0)
    expect(ana.rows).to_have_count(4)
    assert ana.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ana.page.locator(".feed").evaluate(EDGE)
    assert all(row.evaluate(EDGE) for row in ana.page.locator(".message__bubble").all())
    # Code wraps: a region that scrolls by itself would be one more stop for the keyboard in each message.
    assert ana.page.locator(".message__text pre").evaluate(EDGE)


def test_each_text_runs_in_its_own_direction_and_emoji_alone_are_large(ana):
    for text in ("مرحبا بالعالم", "halo dunia", "🍌🇮🇩"):
        ana.say(text)
        ana.sees(text)
    direction = "element => getComputedStyle(element).direction"
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    arabic, plain, emoji = (ana.page.locator(".message__text").nth(n) for n in range(3))
    assert [each.evaluate(direction) for each in (arabic, plain)] == ["rtl", "ltr"]
    assert emoji.evaluate(size) > 1.8 * plain.evaluate(size)
