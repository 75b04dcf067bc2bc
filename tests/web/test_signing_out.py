"""However somebody's session ends, their browser keeps nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import SERVER_AWAY, People
from tests.support.processes import wait_until
from tests.support.proxy import CuttingProxy
from tests.support.server import RunningServer
from tests.web.talk import Guest

KEPT = """async () => {
  const left = Object.keys(localStorage).filter((key) => key.startsWith("ngobrol:"));
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const counting = database.transaction(store).objectStore(store).count();
      const count = await new Promise((done) => (counting.onsuccess = () => done(counting.result)));
      if (count) left.push(`${name}/${store}`);
    }
    database.close();
  }
  return left;
}"""


@pytest.fixture
def network(default_server: RunningServer, browser: People) -> Iterator[CuttingProxy]:
    """A network that can go."""
    browser.forgive(SERVER_AWAY + "|ERR_|Failed to load resource")
    with CuttingProxy(default_server.port) as between:
        yield between


@pytest.fixture
def ana(guest: Callable[..., Guest], network: CuttingProxy) -> Iterator[Guest]:
    """Somebody whose browser keeps a message that is not sent, and a draft."""
    arrived = guest(network, "ana", fresh=True)
    room = arrived.create("Rahasia")
    network.go()
    arrived.say("belum terkirim")
    expect(arrived.page.locator(".message--pending")).to_have_count(1)
    arrived.composer.fill("masih ditulis")
    kept = set(arrived.page.evaluate(KEPT))
    wait_until(lambda: "ngobrol/outbox" in arrived.page.evaluate(KEPT), "the message is in the database")
    assert any(key.endswith(f":{room}") for key in kept | set(arrived.page.evaluate(KEPT)))
    yield arrived
    arrived.page.goto("about:blank")


def token(who: Guest) -> str:
    return next(str(c["value"]) for c in who.page.context.cookies() if c["name"] == "ngobrol_session")


def nothing_is_kept(page: Page) -> None:
    wait_until(lambda: page.evaluate(KEPT) == [], "nothing is kept")


def test_a_session_that_ends_elsewhere_empties_its_open_tab(
    ana: Guest, network: CuttingProxy, default_server: RunningServer
) -> None:
    default_server.post("/api/logout", token(ana))
    network.come()
    expect(ana.page.locator(".conversation__banner--error")).to_contain_text("keluar", timeout=20_000)
    nothing_is_kept(ana.page)


@pytest.mark.parametrize("told", [True, False], ids=["by-the-answer", "by-the-page"])
def test_a_session_that_ended_while_the_tab_was_closed_is_forgotten_by_the_next_page(
    ana: Guest, network: CuttingProxy, default_server: RunningServer, told: bool
) -> None:
    """Plain HTTP ignores the header, so the page does it by itself."""
    ana.page.goto("about:blank")
    default_server.post("/api/logout", token(ana))
    network.come()
    context = ana.page.context
    if told:
        context.route("**/every-page.js*", lambda route: route.abort())
    else:
        context.route("**/*", without_the_header)
    later = context.new_page()
    later.goto("/dashboard")
    expect(later.locator("#username, #register-username").first).to_be_visible()
    nothing_is_kept(later)
    assert token_is_gone(ana)


def without_the_header(route: Route) -> None:
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
    route.fulfill(response=answer, headers=headers)


def token_is_gone(who: Guest) -> bool:
    return all(cookie["name"] != "ngobrol_session" for cookie in who.page.context.cookies())


def test_logging_out_by_the_menu_and_by_the_page_with_a_button(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    ana = guest(default_server, "ana")
    ana.create("Rahasia")
    ana.composer.fill("masih ditulis")
    tab = ana.page.context.new_page()
    tab.goto("/settings")
    ana.account().get_by_role("button", name="Keluar").click()
    expect(ana.page.get_by_role("status").first).to_contain_text("Sampai jumpa lagi")
    nothing_is_kept(ana.page)
    expect(tab).to_have_url(f"{default_server.url}/?next=/settings")  # other tabs show nobody either


def test_a_link_to_the_way_out_leads_to_a_button(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    ana = guest(default_server, "ana")
    ana.page.evaluate("location.assign('/logout')")
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Keluar?")
    ana.page.get_by_role("main").get_by_role("link", name="Kembali").click()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    ana.page.evaluate("location.assign('/logout')")
    ana.page.get_by_role("main").get_by_role("button", name="Keluar").click()
    expect(ana.page.get_by_role("status").first).to_contain_text("Sampai jumpa lagi")
