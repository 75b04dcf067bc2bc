"""`python -m tests.bench.web`: the web app in a real Chromium against a real server, as its trace has it.

Prints what the first look at the lobby takes, what a message costs that comes into a full window, and how
often a room asks before it is open.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.bench.trace import CATEGORIES, Cost, Trace
from tests.support.browser import People
from tests.support.chromium import chromium
from tests.support.profiles import Profiles
from tests.support.server import RunningServer
from tests.support.traffic import Traffic

ROWS = 300
"""What a feed shows at most."""
FRAME = 16.7
MESSAGES = 20
SEEN, PAUSE = 400, 1200
"""Milliseconds in which a message is drawn, and those in which its read mark is sent and answered."""
TEXT = "Pesan ke-{}, kira-kira sepanjang yang biasa ditulis orang di obrolan."
USABLE = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".shell--live #content")) return;
  performance.mark("usable");
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def main() -> None:
    """Measure, and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder)) as server,
        chromium() as browser,
    ):
        people = People(Profiles(browser))
        server.register("sari")
        page = _person(people, server, "ana")
        _say(first_load(page, server))
        _say(appending(browser, people, server))
        _say(opening(people, server))
        people.close()
        people.assert_clean()


def first_load(page: Page, server: RunningServer) -> str:
    """The lobby with a screen of talk, nothing cached."""
    token = server.login("sari")
    for n in range(12):
        server.post("/api/rooms/1/messages", token, content=TEXT.format(n))
    page.add_init_script(USABLE)
    traffic = Traffic(page)
    page.goto("/room/1")
    expect(page.locator(".shell--live #content")).to_be_visible()
    usable = page.evaluate("performance.getEntriesByName('usable')[0].startTime")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.wait_for_load_state("networkidle")
    lines = [
        f"first look at the lobby: {traffic.bodies:,} bytes compressed, {traffic.bytes:,} with headers",
        *(f"  {kind}: {number}, {size:,} bytes" for kind, (number, size) in traffic.by_kind.items()),
        f"  first paint after {painted:.0f} ms, live after {usable:.0f} ms",
    ]
    return "\n".join(lines)


def appending(browser: Browser, people: People, server: RunningServer) -> str:
    """A message of somebody else comes into a window that is full."""
    sari = server.login("sari")
    room = server.post("/api/rooms", sari, type="group", name="Penuh")["id"]
    page = _person(people, server, "budi")
    server.post(f"/api/rooms/{room}/join", server.login("budi"))
    page.goto(f"/room/{room}")
    expect(page.locator(".shell--live #content")).to_be_visible()
    for n in range(ROWS):
        said = server.post(f"/api/rooms/{room}/messages", sari, content=TEXT.format(n))
    expect(page.locator(f"#m-{said['id']}")).to_be_visible()
    page.wait_for_timeout(PAUSE)
    before = page.locator("article.message").count()
    browser.start_tracing(page=page, categories=CATEGORIES)
    for n in range(MESSAGES):
        page.evaluate("(n) => performance.mark(`begin-${n}`)", n)
        said = server.post(f"/api/rooms/{room}/messages", sari, content=TEXT.format(n))
        page.wait_for_timeout(SEEN)
        page.evaluate("(n) => performance.mark(`end-${n}`)", n)
        assert page.locator(f"#m-{said['id']}").is_visible()
        page.wait_for_timeout(PAUSE)
    trace = Trace(json.loads(browser.stop_tracing()))
    costs = [trace.between(f"begin-{n}", f"end-{n}") for n in range(MESSAGES)]
    verdict = "within" if statistics.median(c.total for c in costs) <= FRAME else "more than"
    return f"a message into a window of {before} rows: {_told(costs)}; {verdict} a frame ({FRAME})"


def opening(people: People, server: RunningServer) -> str:
    """A room that this page has not shown yet."""
    token = server.register("cici")
    rooms = [server.post("/api/rooms", token, type="group", name=f"Ruang {n}")["id"] for n in range(2)]
    for room in rooms:
        for n in range(60):
            server.post(f"/api/rooms/{room}/messages", token, content=TEXT.format(n))
    page = _person(people, server, "cici", way="/login")
    page.goto(f"/room/{rooms[0]}")
    expect(page.locator(".shell--live article.message").last).to_be_visible()
    page.wait_for_load_state("networkidle")
    traffic = Traffic(page)
    page.locator(f'.room-row a[href="/room/{rooms[1]}"]').click()
    expect(page.locator(".conversation__title")).to_have_text("Ruang 1")
    expect(page.locator("article.message").last).to_be_visible()
    asked = traffic.commands
    page.wait_for_load_state("networkidle")
    beside = [load.path for load in traffic.loads.values()]
    return f"opening a room: its messages stand after {asked}; beside that {beside}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _person(people: People, server: RunningServer, name: str, way: str = "/register") -> Page:
    page = people.person(server.url, fresh=True, viewport={"width": 1280, "height": 800})
    page.request.post(way, form={"username": name}, headers={"Origin": server.url})
    return page


def _told(costs: list[Cost]) -> str:
    kinds = sorted({kind for cost in costs for kind in cost.by_kind})
    parts = ", ".join(f"{k} {statistics.median(c.by_kind.get(k, 0) for c in costs):.1f}" for k in kinds)
    total = statistics.median(cost.total for cost in costs)
    most = max(cost.total for cost in costs)
    return f"{total:.1f} ms of CPU (median of {len(costs)}; most {most:.1f}; {parts})"


if __name__ == "__main__":
    main()
