"""People who are signed in and look at the live app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import People
from tests.support.server import RunningServer
from tests.web.talk import Guest

_names = iter(range(1, 10_000))


@pytest.fixture
def guest(browser: People) -> Callable[..., Guest]:
    """`guest(server, "ana")`: somebody new, signed in by the page's own form, at the live dashboard."""

    def arrive(server: RunningServer, name: str, **options: Any) -> Guest:
        page: Page = browser.person(server.url, **options)
        username = f"{name}{next(_names)}"
        answer = page.request.post("/register", form={"username": username}, headers={"Origin": server.url})
        assert answer.ok, answer.text()
        return Guest(page, server, username)

    return arrive
