"""The connection goes and comes back: what the reader notices, and how soon the page is back."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY
from tests.support.processes import wait_until
from tests.support.proxy import CuttingProxy

BAR = ".conversation__banner"
PATIENCE = 20_000
WATCH = """() => {
  const gone = performance.now();
  window.barAfter = new Promise((resolve) => {
    const look = () => document.querySelector(".conversation__banner") && resolve(performance.now() - gone);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
}"""

THERE_AT_ONCE = """async (room) => {
  const frame = () => new Promise(requestAnimationFrame);
  while (document.querySelector("h1")?.textContent !== room) await frame();
  await frame();
  return Boolean(document.querySelector(".conversation__banner"));
}"""

COUNT = """
  window.dials = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      window.dials += 1;
    }
  };
"""


@pytest.fixture
def network(default_server, browser):
    """A network that can go."""
    browser.forgive(SERVER_AWAY + "|ERR_|Failed to load resource")
    with CuttingProxy(default_server.port) as between:
        yield between


@pytest.fixture
def ana(guest, network):
    """Somebody in a room, behind that network."""
    arrived = guest(network, "ana", fresh=True)  # one test changes the clock
    arrived.create("Hujan")
    arrived.say("sebelum")
    arrived.sees("sebelum")
    yield arrived
    arrived.page.goto("about:blank")


def test_a_quiet_bar_comes_after_five_seconds_and_goes_with_the_connection(ana, network):
    ana.page.evaluate(WATCH)
    network.go()
    ana.say("tanpa jaringan")
    expect(ana.page.locator(".message--pending")).to_have_count(1)
    assert ana.page.evaluate("window.barAfter") > 4_900
    expect(ana.page.get_by_role("status").filter(has=ana.page.locator(BAR))).to_contain_text(
        "1 pesan menunggu"
    )
    expect(ana.composer).to_be_editable()
    ana.say("masih menulis")
    expect(ana.page.locator(BAR)).to_contain_text("2 pesan menunggu")
    ana.entry("Lobi").locator("a").click()
    assert ana.page.evaluate(THERE_AT_ONCE, "Lobi"), "another room is no other connection"
    ana.entry("Hujan").locator("a").click()
    network.come()
    ana.sees("masih menulis")
    assert ana.texts() == ["sebelum", "tanpa jaringan", "masih menulis"]
    expect(ana.page.locator(BAR)).to_have_count(0)


def test_a_short_interruption_shows_nothing(ana, network):
    ana.page.evaluate("() => (window.neverReloaded = true)")
    ana.page.evaluate(WATCH)
    for n in range(3):
        network.cut_now()
        ana.say(f"pesan {n}")
        ana.sees(f"pesan {n}")
    assert ana.page.evaluate("Promise.race([window.barAfter, Promise.resolve(null)])") is None
    assert ana.page.evaluate("window.neverReloaded") is True


@pytest.mark.parametrize(
    "sign",
    ["dispatchEvent(new Event('online'))", "document.dispatchEvent(new Event('visibilitychange'))"],
    ids=["network", "reader"],
)
def test_a_network_or_a_reader_that_comes_back_needs_no_patience(ana, network, sign):
    ana.page.add_init_script(COUNT)
    ana.page.clock.install()
    ana.page.reload()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    network.go()
    expect(ana.page.locator(BAR)).to_be_visible(timeout=PATIENCE)
    # From here on no timer runs out: what dials is the sign alone.
    ana.page.clock.pause_at(ana.page.evaluate("Date.now()") + 1000)
    before = ana.page.evaluate("window.dials")
    ana.page.evaluate(sign)
    wait_until(lambda: ana.page.evaluate("window.dials") > before, "the page dials")
    network.come()
    ana.page.clock.resume()
    expect(ana.page.locator(BAR)).to_have_count(0)
