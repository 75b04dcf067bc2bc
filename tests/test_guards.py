"""The guards of the test helpers do fire: one that never does would prove nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.browser import People
from tests.support.processes import ROOT, end, free_port, plain_environment, start, wait_until
from tests.support.server import RunningServer

PAGE = b"""<!doctype html><title>Guards</title>
<img src="http://outside.invalid/pixel.png" alt="">
<script>console.error("something is wrong"); throw new Error("nobody caught this")</script>"""

KEEP = """async () => {
  localStorage.setItem("own", 1);
  sessionStorage.setItem("own", 1);
  await caches.open("own");
  await new Promise((done) => (indexedDB.open("own").onsuccess = done));
}"""
KEPT = """async () => [
  localStorage.getItem("own"), sessionStorage.getItem("own"),
  await caches.keys(), await indexedDB.databases(),
]"""


@pytest.fixture
def site() -> Iterator[str]:
    """A web site that does what none of our pages may."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_browser_tells_of_outside_hosts_and_of_errors(browser: People, site: str) -> None:
    browser.person(site).goto("/")
    with pytest.raises(AssertionError, match="asked of other hosts"):
        browser.assert_clean()
    assert browser.outside == ["http://outside.invalid/pixel.png"]
    browser.outside.clear()
    for error in ("something is wrong", "nobody caught this"):
        with pytest.raises(AssertionError, match=error):
            browser.assert_clean()
        browser.forgive(error)
    browser.forgive("pixel.png")  # what is not found is an error on the console, too
    browser.assert_clean()


def test_people_share_no_cookies(browser: People, site: str) -> None:
    for pattern in ("something", "nobody", "pixel"):
        browser.forgive(pattern)
    ana, bo = browser.person(site), browser.person(site)
    ana.context.add_cookies([{"name": "token", "value": "ana's", "url": site}])
    assert [cookie["value"] for cookie in ana.context.cookies()] == ["ana's"]
    assert bo.context.cookies() == []
    browser.outside.clear()


def test_who_gets_a_profile_after_somebody_finds_nothing_of_theirs(browser: People, site: str) -> None:
    for pattern in ("something", "nobody", "pixel"):
        browser.forgive(pattern)
    ana = browser.person(site)
    ana.goto("/")
    ana.context.add_cookies([{"name": "token", "value": "ana's", "url": site}])
    ana.evaluate(KEEP)
    context = ana.context
    browser.close()
    ana = browser.person(site)
    assert ana.context is context
    assert browser.person(site).context is not context, "one person at a time"
    ana.goto("/")
    assert ana.context.cookies() == []
    assert ana.evaluate(KEPT) == [None, None, [], []]
    browser.outside.clear()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="LOG_LEVEL"):
        RunningServer(tmp_path, LOG_LEVEL="LOUD")


OWN_PORTS = "from tests.support.processes import free_port; print(*(free_port() for _ in range(150)))"


def test_a_port_that_was_given_out_is_nobody_elses() -> None:
    """Not of another run, not of this one again, and not what the kernel takes for a connection."""
    mine = {free_port() for _ in range(150)}
    other = subprocess.run(
        [sys.executable, "-c", OWN_PORTS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    theirs = set(map(int, other.stdout.split()))
    low, high = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    assert len(mine) == len(theirs) == 150
    assert not mine & theirs
    assert not [port for port in mine if low <= port <= high]


def test_the_end_of_a_process_is_the_end_of_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = start(["sh", "-c", "sleep 600 & echo $!; wait"], cwd=tmp_path, env=plain_environment(), log=log)
    grandchild = Path("/proc") / wait_until(lambda: log.read_text().strip(), "it told its child's id")
    end(child)
    wait_until(lambda: not grandchild.exists() or "(zombie)" in _state(grandchild), "the grandchild ended")


def _state(process: Path) -> str:
    try:
        return (process / "status").read_text()
    except FileNotFoundError:
        return "(zombie)"
