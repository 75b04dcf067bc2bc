"""Other sites, headers, caching, error pages, limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from app.http.tokens import COOKIE
from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.server import RunningServer

PAGES = ["/", "/dashboard", "/my-rooms", "/room/1", "/settings", "/nothing-here", "/avatar/1.svg"]
CROSS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", CROSS, ids=str)
def test_other_sites_change_nothing(person: Signed, headers: dict[str, str]) -> None:
    ana = person()
    room_id = ana.create()
    for path, fields in (
        ("/room/create", {"type": "group"}),
        ("/room/join", {"room_id": "1"}),
        (f"/room/{room_id}/send", {"content": "x"}),
        (f"/room/{room_id}/leave", {}),
        ("/settings/profile", {"display_name": "x"}),
        ("/settings/password", {"password": "punya maling"}),
        ("/account/delete", {"username": ana.name}),
        ("/language", {"language": "en"}),
        ("/theme", {"theme": "dark"}),
        ("/settings/sessions", {}),
        ("/settings/claim-later", {}),
        ("/login", {"username": ana.name}),
        ("/register", {"username": "dari_jauh"}),
        ("/logout", {}),
    ):
        page = ana.post(path, _headers=headers, **fields)
        assert page.status == 403, path
        assert page.says("Itu tidak boleh")
        assert page.lang == "id"
    assert ana.get(f"/room/{room_id}").status == 200
    assert ana.messages(room_id) == []


BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TYPED = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
NOT_IN_PERSON = [
    TYPED | {"Sec-Purpose": "prefetch;prerender"},
    TYPED | {"Sec-Purpose": "prefetch"},
    TYPED | {"Purpose": "prefetch"},
    TYPED | {"X-Purpose": "preview"},
    TYPED | {"X-Moz": "prefetch"},
    TYPED | {"Sec-Fetch-Site": "same-origin"},
    TYPED | {"Sec-Fetch-Site": "same-origin", "Referer": "http://127.0.0.1/dashboard"},
    TYPED | {"Sec-Fetch-Site": "same-site"},
    TYPED | {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    TYPED | {"Sec-Fetch-Dest": "iframe"},
    {"Origin": "http://evil.example"},
    {"User-Agent": BROWSER},
    {"User-Agent": BROWSER, "Accept": "image/avif,image/webp,*/*;q=0.8"},
    {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
    {"Referer": "http://intranet/dashboard"},
    {"User-Agent": "Lynx/2.9.2 libwww-FM/2.14"},
]


@pytest.mark.parametrize("headers", NOT_IN_PERSON, ids=str)
def test_nobody_is_signed_out_but_in_person(person: Signed, headers: dict[str, str]) -> None:
    """Contract C4: looking ahead, pictures, other sites, links, and browsers that don't say find a button."""
    ana = person()
    page = ana.get("/logout", headers=headers)
    assert (page.status, page.says("Keluar?"), "/logout" in page.actions) == (200, True, True)
    assert "Clear-Site-Data" not in page.answer.headers
    assert "Set-Cookie" not in page.answer.headers
    assert ana.get("/dashboard").says(ana.name)


@pytest.mark.parametrize("headers", [TYPED, {}, {"User-Agent": "curl/8.14.1", "Accept": "*/*"}], ids=str)
def test_who_comes_in_person_is_signed_out(person: Signed, headers: dict[str, str]) -> None:
    ana = person()
    answer = ana.raw("GET", "/logout", headers=headers, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?done=logged-out")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert ana.raw("GET", "/dashboard").status_code == 303


def test_signing_out_over_rest_empties_the_browser_of_the_cookie_only(person: Signed) -> None:
    ana = person()
    bearer = {"Authorization": f"Bearer {ana.session.cookies[COOKIE]}"}
    other = Visitor(ana.url)
    other.post("/login", username=ana.name)
    program = other.raw("POST", "/api/logout", headers=bearer)
    assert (program.status_code, "Clear-Site-Data" in program.headers) == (200, False)
    own = other.raw("POST", "/api/logout")
    assert (own.status_code, own.headers["Clear-Site-Data"]) == (200, '"storage"')


@pytest.mark.parametrize("path", ["/", "/dashboard", "/settings", "/nothing-here"])
def test_whose_session_ended_elsewhere_is_forgotten_by_the_next_page(person: Signed, path: str) -> None:
    ana = person()
    bearer = {"Authorization": f"Bearer {ana.session.cookies[COOKIE]}"}
    requests.post(f"{ana.url}/api/logout", headers=bearer, timeout=30)
    answer = ana.raw("GET", path)
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert COOKIE not in ana.session.cookies


def test_pages_are_for_nobody_only_when_that_is_certain(person: Signed, stranger: Visitor) -> None:
    ana = person()
    assert "data-nobody" in stranger.raw("GET", "/").text
    assert "data-nobody" not in stranger.raw("GET", "/offline").text, "browsers show it to anybody"
    for path in ("/", "/settings", "/nothing-here"):
        assert "data-nobody" not in ana.raw("GET", path).text


OTHER_SITES = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]


@pytest.mark.parametrize("path", ["/", "/login", "/logout", "/settings/profile", "/nothing-here"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}],
    ids=str,
)
def test_a_page_that_another_site_posted_for_is_not_for_nobody(
    stranger: Visitor, path: str, headers: dict[str, str]
) -> None:
    """The cookie was withheld: who is signed in would lose all that they wrote and didn't send."""
    assert "data-nobody" not in stranger.raw("POST", path, headers=headers, allow_redirects=False).text


def test_a_request_without_a_cookie_drops_nothing_of_somebody_signed_in(stranger: Visitor) -> None:
    """Pictures on other sites carry no cookie, and their answer counts for the whole browser."""
    answer = stranger.raw("GET", "/logout", allow_redirects=False)
    assert answer.status_code == 303
    assert {"Clear-Site-Data", "Set-Cookie"}.isdisjoint(answer.headers)


@pytest.mark.parametrize(
    "spelt",
    ["/logout", "/logout/", "/logout?x=1", "/logout#x", "/%6cogout", "/./logout", "/room/../logout",
     "/room/%2e%2e/logout", "/x%2f..%2flogout", "/%2flogout", "/%2Flogout/.", "/logout/x/.."],
)  # fmt: skip
def test_signing_in_never_leads_out(person: Signed, stranger: Visitor, spelt: str) -> None:
    name = person().name
    assert stranger.post("/login", username=name, next=spelt).path == "dashboard"
    assert stranger.get("/dashboard").says(name)


@pytest.mark.parametrize("path", ["/register", "/login", "/language"])
def test_strangers_are_not_signed_in_by_other_sites(stranger: Visitor, path: str) -> None:
    answer = stranger.raw("POST", path, data={"username": "siapa"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_our_own_forms_and_links_from_elsewhere_work(person: Signed) -> None:
    ana = person()
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": ana.url}, {}):
        assert ana.post("/room/create", _headers=headers, type="group").status == 200
    assert ana.get("/room/1", headers={"Sec-Fetch-Site": "cross-site"}).status == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded(person: Signed, path: str) -> None:
    answer = person().raw("GET", path)
    policy = answer.headers["Content-Security-Policy"]
    for part in (
        "default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'", "style-src 'self';",
    ):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"]
    assert answer.headers["Permissions-Policy"]
    if answer.headers["Content-Type"].startswith("text/html"):
        assert answer.headers["Cache-Control"] == "no-store"
        assert_nothing_inline(answer.text, policy)


def assert_nothing_inline(html: str, policy: str) -> None:
    """The import map is the only inline script, under this answer's nonce; no styles, no handlers."""
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert "<style" not in html
    for tag in re.findall(r"<script[^>]*>", html):
        nonce = re.search(r'nonce="([^"]+)"', tag)
        if "importmap" in tag:
            assert nonce
            assert f"'nonce-{nonce[1]}'" in policy
        else:
            assert "application/json" in tag or 'src="/static/' in tag
    outside = re.findall(r'(?:src|href|action)="((?:https?:)?//[^"]*)"', html)
    assert outside == []


def test_nonces_differ(person: Signed) -> None:
    ana = person()
    policies = {ana.raw("GET", "/dashboard").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_static_files_are_kept_for_ever_by_their_content(stranger: Visitor) -> None:
    html = stranger.raw("GET", "/").text
    sheets = re.findall(r'href="(/static/css/[^"]+)"', html)
    assert sheets
    for sheet in sheets:
        assert re.search(r"\?v=[0-9a-f]{12}$", sheet)
        assert "immutable" in stranger.raw("GET", sheet).headers["Cache-Control"]
    for other in (sheets[0].partition("?")[0], re.sub("v=.*", "v=000000000000", sheets[0])):
        assert stranger.raw("GET", other).headers["Cache-Control"] == "no-cache"
    assert stranger.raw("GET", "/static/css/%00").status_code == 404
    assert stranger.raw("GET", "/static/../config.py").status_code == 404


def test_a_browser_that_shows_no_page_of_ours_finds_an_icon(stranger: Visitor) -> None:
    icon = stranger.raw("GET", "/favicon.ico", allow_redirects=True)
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/png")


def test_what_the_live_app_is_told(person: Signed) -> None:
    ana = person()
    answer = ana.raw("GET", "/room/1")
    boot = json_in(answer.text, 'type="application/json" id="boot"')
    assert {"me", "locale", "room_id", "page", "protocol", "icons", "urls"} <= set(boot)
    assert (boot["me"]["username"], boot["room_id"], boot["page"]) == (ana.name, 1, "room")
    imports = json_in(answer.text, 'type="importmap"')["imports"]
    assert "preact" in imports
    for address in {*imports.values(), *re.findall(r'<script type="module" src="([^"]+)"', answer.text)}:
        assert ana.raw("GET", address).status_code == 200, address
        assert "?v=" in address


def json_in(html: str, attributes: str) -> dict[str, Any]:
    """The JSON of the script element with these attributes."""
    body = re.search(rf"<script {re.escape(attributes)}[^>]*>(.*?)</script>", html, re.DOTALL)
    assert body
    found: dict[str, Any] = json.loads(body[1])
    return found


def test_a_name_can_not_break_out_of_the_page(person: Signed) -> None:
    ana = person()
    nasty = "</script><b x='1' y=\"2\">&amp;"
    page = ana.post("/settings/profile", display_name=nasty)
    assert page.values["display_name"] == nasty
    answer = ana.raw("GET", "/dashboard")
    assert json_in(answer.text, 'type="application/json" id="boot"')["me"]["display_name"] == nasty
    assert "<b x=" not in answer.text


def test_errors_are_pages_in_the_readers_language(stranger: Visitor) -> None:
    assert stranger.get("/tidak-ada").says("Tidak ada apa-apa di sini")
    stranger.session.cookies.set("language", "en")
    page = stranger.get("/nothing")
    assert (page.status, page.lang) == (404, "en")
    assert page.says("Nothing here")
    huge = stranger.post("/register", username="x" * 70_000)
    assert huge.status == 413
    assert huge.says("Too large")


def test_too_many_sign_ins(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(RATE_LIMITS="on")
    guesser = Visitor(server.url)
    guesser.register(password="rahasia besar")
    pages = [guesser.post("/login", username=guesser.name, password="tebakan") for _ in range(11)]
    assert [page.status for page in pages] == [401] * 10 + [429]
    assert pages[-1].complaints == ["Terlalu sering mencoba. Tunggu sebentar, ya."]
    assert int(pages[-1].answer.headers["Retry-After"]) > 0


def test_a_server_for_passwords_only(start_server: Callable[..., RunningServer]) -> None:
    stranger = Visitor(start_server(PASSWORDLESS_LOGIN="off").url)
    refused = stranger.post("/register", username="tanpa_sandi")
    assert refused.status == 422
    assert refused.complaints == ["Di sini perlu kata sandi."]
    stranger.register(password="rahasia besar")


def test_avatars(person: Signed, stranger: Visitor) -> None:
    ana = person()
    ana.post("/settings/profile", display_name="Ana <Ayu>")
    address = re.search(r"/avatar/\d+\.svg", ana.raw("GET", "/settings").text)[0]  # type: ignore[index]
    answer = stranger.raw("GET", address)
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert ">AA</text>" in answer.text
    again = stranger.raw("GET", address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    nobody = stranger.raw("GET", "/avatar/999999999.svg")
    ana.post("/account/delete", username=ana.name)
    assert stranger.raw("GET", address).text == nobody.text
    assert stranger.raw("GET", f"/avatar/{2**63}.svg").status_code == 404
