"""What waits to be sent: it outlives its tab, all tabs show it, one of them sends it."""

import json

import pytest
from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY
from tests.support.processes import wait_until
from tests.web.talk import Guest

PENDING = ".message--pending"
WITHOUT = {
    "database": """
        IDBFactory.prototype.open = () => { throw new DOMException("refused", "SecurityError"); };
    """,
    "locks": "Object.defineProperty(navigator, 'locks', { value: undefined });",
}


@pytest.fixture
def ana(guest, start_server, browser):
    """Somebody in a room, whose server may go away."""
    browser.forgive(SERVER_AWAY)
    arrived = guest(start_server(), "ana")
    arrived.room = arrived.create("Catatan")
    return arrived


def another_tab(guest, *scripts):
    """Another tab of the same browser, in the same room."""
    page = guest.page.context.new_page()
    for script in scripts:
        page.add_init_script(script)
    other = Guest(page, guest.server, guest.username)
    other.open(f"/room/{guest.room}")
    return other


def sends(guest):
    """A list that grows by each message that the page sends."""
    sent = []

    def watch(socket):
        socket.on("framesent", lambda frame: sent.append(frame) if "send_message" in str(frame) else None)

    guest.page.on("websocket", watch)
    return sent


def keeps(guest, texts):
    """Wait until just this waits in the browser's database, and nothing outside of it."""
    wait_until(lambda: left(guest) == {"inside": texts, "outside": 0}, f"{texts} are kept")


def left(guest):
    return guest.page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => {
            const asked = indexedDB.open("ngobrol");
            asked.onsuccess = () => resolve(asked.result);
          });
          const items = await new Promise((resolve) => {
            const asked = database.transaction("outbox").objectStore("outbox").getAll();
            asked.onsuccess = () => resolve(asked.result);
          });
          database.close();
          const outside = Object.keys(localStorage).filter((key) => key.startsWith("ngobrol:outbox"));
          return { inside: items.map(({ content }) => content).sort(), outside: outside.length };
        }"""
    )


def test_what_waits_is_in_the_database_and_leaves_it_when_it_was_sent(ana):
    ana.server.kill()
    ana.say("satu")
    ana.say("dua")
    expect(ana.page.locator(PENDING)).to_have_count(2)
    keeps(ana, ["dua", "satu"])
    ana.page.goto("about:blank")
    ana.server.start()
    ana.open(f"/room/{ana.room}")
    ana.sees("dua")
    assert ana.texts() == ["satu", "dua"]
    keeps(ana, [])


def test_what_an_older_version_kept_is_sent_once(ana):
    me = json.loads(ana.page.locator("#boot").text_content())["me"]["id"]
    for order, text in enumerate(("lama", "lebih baru"), start=1):
        item = {
            "client_id": f"old-{order}",
            "room_id": ana.room,
            "content": text,
            "reply_to": None,
            "order": order,
        }
        kept = json.dumps(item | {"state": "pending", "error": None})
        ana.page.evaluate(
            "([key, item]) => localStorage.setItem(key, item)", [f"ngobrol:outbox:{me}:old-{order}", kept]
        )
    for _ in range(2):
        ana.open(f"/room/{ana.room}")
        ana.sees("lebih baru")
        assert ana.texts() == ["lama", "lebih baru"]
    keeps(ana, [])


def test_a_browser_that_refuses_its_database_still_keeps_what_waits(ana):
    ana.page.add_init_script(WITHOUT["database"])
    ana.open(f"/room/{ana.room}")
    ana.server.kill()
    ana.say("satu")
    expect(ana.page.locator(PENDING)).to_have_count(1)
    ana.page.goto("about:blank")
    ana.server.start()
    ana.open(f"/room/{ana.room}")
    ana.sees("satu")


@pytest.mark.parametrize("scripts", [(), (WITHOUT["locks"],)], ids=["locks", "claims"])
def test_all_tabs_show_what_waits_and_when_one_closes_another_sends_it(ana, scripts):
    for script in scripts:
        ana.page.add_init_script(script)
    ana.open(f"/room/{ana.room}")
    other = another_tab(ana, *scripts)
    other.server.kill()
    ana.say("dari satu")
    other.say("dari dua")
    for tab in (ana, other):
        expect(tab.page.locator(f"{PENDING} .message__text")).to_have_text(["dari satu", "dari dua"])
    other.page.close()
    ana.server.start()
    ana.sees("dari dua")
    assert ana.texts() == ["dari satu", "dari dua"]


def test_one_tab_sends_for_all_and_each_shows_what_became_of_it(ana):
    sent = [sends(ana)]
    ana.open(f"/room/{ana.room}")
    page = ana.page.context.new_page()
    other = Guest(page, ana.server, ana.username)
    sent.append(sends(other))
    other.open(f"/room/{ana.room}")
    for n in range(6):
        (ana, other)[n % 2].say(f"pesan {n}")
        for tab in (ana, other):
            tab.sees(f"pesan {n}")
    assert ana.texts() == other.texts() == [f"pesan {n}" for n in range(6)]
    assert sorted(len(frames) for frames in sent) == [0, 6]
