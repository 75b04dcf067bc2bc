"""Headless Chromium with several people in it, each in a context of their own.

    ana = browser.person(server.url)
    ana.goto("/")
    ana.get_by_label("Username").fill("ana")

`person` returns a playwright page whose relative addresses are the server's.
Nothing may be loaded from anywhere but 127.0.0.1 and nobody may log an error:
the `browser` fixture ends with `assert_clean()`.

Our content security policy forbids evaluation, and with it playwright's
`wait_for_function`: wait with locators and `expect`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, WebSocket

from tests.support.chromium import GUARD
from tests.support.profiles import Profiles

HERE = "127.0.0.1"
NETWORK = {"http", "https", "ws", "wss", "ftp"}
SERVER_AWAY = (
    r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE"
    r"|WebSocket connection to"
)
"""What a page logs, rightly, while the server is down: for `forgive`."""


class People:
    """The people of one test and what their browsers complained about."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._contexts: list[BrowserContext] = []
        self._forgiven: list[str] = []
        self.outside: list[str] = []
        """Addresses of other hosts that a page asked for; they were not found."""
        self.errors: list[str] = []
        """Errors on the console and uncaught ones, of everybody."""

    def person(self, url: str, **options: Any) -> Page:
        """A page in a context (cookies, storage) of its own; `options` are those of `Profiles.lend`.

        Service workers are only for tests of them: what passes through one is not seen here.
        """
        options = {"base_url": url, "locale": "id-ID", "timezone_id": "Asia/Jakarta"} | options
        options.setdefault("service_workers", "block")
        context = self._profiles.lend(**options)
        self._contexts.append(context)
        context.set_default_timeout(GUARD)
        context.on("requestfailed", self._check)
        context.on("page", self._watch)
        (page,) = context.pages
        self._watch(page)
        return page

    def forgive(self, pattern: str) -> None:
        """Errors that match were expected by this test."""
        self._forgiven.append(pattern)

    def assert_clean(self) -> None:
        """Nobody asked another host for anything, and nobody logged an unexpected error."""
        for context in self._contexts:
            context.cookies()  # what the browser has told by now is heard during calls only
        unexpected = [e for e in self.errors if not any(re.search(p, e) for p in self._forgiven)]
        assert not self.outside, f"asked of other hosts: {self.outside}"
        assert not unexpected, f"errors in the browser: {unexpected}"

    def close(self) -> None:
        """Close everybody's windows."""
        while self._contexts:
            context = self._contexts.pop()
            context.remove_listener("requestfailed", self._check)
            context.remove_listener("page", self._watch)
            self._profiles.take_back(context)

    def _watch(self, page: Page) -> None:
        page.on("websocket", self._check)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                self.errors.append(f"{page.url}: {message.text} ({message.location.get('url', '')})")
                if message.type == "error"
                else None
            ),
        )

    def _check(self, asked: Request | WebSocket) -> None:
        address = urlsplit(asked.url)
        if address.scheme in NETWORK and address.hostname != HERE:
            self.outside.append(asked.url)
