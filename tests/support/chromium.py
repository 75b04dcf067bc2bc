"""The Chromium that the tests drive.

Its headless shell, where there is one: a whole Chromium draws the frame of each window, which nobody
sees, and takes half as long again. In the shell no page may ask for a permission; only a whole one
shows notifications.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, expect, sync_playwright

SHELL, WHOLE = "chromium-headless-shell", "chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Other hosts are not found. Playwright's routes would stop every request, and switch the cache off.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
GUARD = 30_000
"""Milliseconds within which what is waited for has to come: a guard against hanging."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium: that of the variable CHROMIUM, else the machine's."""
    expect.set_options(timeout=GUARD)
    with sync_playwright() as playwright:
        browser = _launch(playwright.chromium, SHELL, WHOLE)
        yield browser
        browser.close()


def whole(beside: Browser) -> Browser:
    """Another one, which can do all that its users' can."""
    return _launch(beside.browser_type, WHOLE)


def _launch(kind: BrowserType, *programs: str) -> Browser:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, programs)), None)
    assert path, "Chromium is missing: install it with .ci/packages, or name it in CHROMIUM"
    return kind.launch(executable_path=path, args=FLAGS)
