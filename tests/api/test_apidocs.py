"""The document for people, in a real browser."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.server import RunningServer

STATUS = ".live-responses-table tr.response .response-col_status"


@pytest.fixture
def docs(browser: People, default_server: RunningServer) -> Page:
    page = browser.person(default_server.url)
    page.goto("/apidocs")
    expect(page.get_by_role("heading", name="Ngobrol")).to_be_visible()
    return page


def execute(page: Page, operation: str) -> int:
    """Open an operation, try it as it stands; the status that the server answered with."""
    block = page.locator(f"#operations-{operation}")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    status = block.locator(STATUS)
    expect(status).to_have_text(re.compile(r"\d{3}"))
    return int(status.inner_text().split()[0])


def test_authorize_and_execute_work(docs: Page, browser: People, default_server: RunningServer) -> None:
    browser.forgive("401")
    token = default_server.register("pembaca")
    assert execute(docs, "me-me_show") == 401

    docs.get_by_role("button", name="Authorize").first.click()
    docs.get_by_label("auth-bearer-value").fill(token)
    docs.locator(".modal-ux").get_by_role("button", name="Apply credentials").click()
    docs.locator(".modal-ux").get_by_role("button", name="Close").last.click()
    block = docs.locator("#operations-me-me_show")
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(STATUS)).to_contain_text("200")
    expect(block.locator(".live-responses-table")).to_contain_text("pembaca")


def test_a_call_with_a_body_works(docs: Page) -> None:
    assert execute(docs, "accounts-accounts_check_username") == 200


def test_the_address_can_not_bring_another_document(browser: People, default_server: RunningServer) -> None:
    page = browser.person(default_server.url)
    for query in ("?url=http://127.0.0.1:1/evil.json", "?configUrl=http://127.0.0.1:1/evil.json", "?urls=1"):
        page.goto(f"/apidocs{query}")
        expect(page.get_by_role("heading", name="Ngobrol")).to_be_visible()


def test_only_our_own_page_is_served(default_server: RunningServer) -> None:
    for path in (
        "/flasgger_static/swagger-ui-bundle.js",
        "/flasgger_static/lib/jquery.min.js",
        "/apispec_1.json",
        "/apidocs/index.html",
        "/oauth2-redirect.html",
    ):
        assert requests.get(default_server.url + path, timeout=10).status_code == 404
    page = requests.get(f"{default_server.url}/apidocs/", timeout=10)
    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text
