"""The names that the server is reached by: its own, a proxy's, and those that are led here by a stranger."""

from __future__ import annotations

from typing import Any

import pytest

from app.http.site import came_by_proxy, means_this_machine, same_origin
from app.http.tokens import COOKIE
from tests.api.client import Answer, Api
from tests.api.conftest import MakeApi

POLL = "/socket.io/?EIO=4&transport=polling"
PUBLIC = "https://chat.example.org"


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:5000", "localhost:5000", True),
        ("https://chat.example", "chat.example:443", True),
        ("http://chat.example", "chat.example:80", True),
        ("http://chat.example:80", "chat.example", True),
        ("http://chat.example", "Chat.Example", True),
        ("HTTP://CHAT.example", "chat.EXAMPLE", True),
        ("http://[::1]:5000", "[::1]:5000", True),
        ("https://chat.example", "chat.example:8443", False),
        ("https://chat.example", "chat.example:80", False),
        ("https://chat.example:8443", "chat.example", False),
        ("https://evil.example", "chat.example:443", False),
        ("https://chat.example.evil.example", "chat.example", False),
        ("https://chat.example/", "chat.example", False),
        ("https://chat.example@evil.example", "chat.example", False),
        ("ftp://chat.example", "chat.example", False),
        ("http://chat.example:port", "chat.example", False),
        ("http://chat.example", "chat.example:port", False),
        ("http://[", "[", False),
        ("null", "null", False),
        ("", "", False),
    ],
)
def test_whose_page_an_origin_is(origin: str, host: str, same: bool) -> None:
    assert same_origin(origin, host) is same


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "LOCALHOST:5000", "a.localhost", "127.0.0.1:5000", "[::1]:5000", "192.168.1.5", "box"],
)
def test_names_that_nobody_else_can_have(host: str) -> None:
    assert means_this_machine(host, "")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:5000",
        "evil.example.",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost.example",
        "127.0.0.1:5000@evil.example",
        "a.b:port",
        "[",
    ],
)
def test_names_that_a_stranger_may_have_led_here(host: str) -> None:
    assert not means_this_machine(host, "")
    assert not came_by_proxy(host, "", 5000)
    assert not came_by_proxy(host, "http://evil.example:5000", 5000)


def call(api: Api, host: str, path: str = "/api/me", **headers: str) -> Answer:
    """What is answered before any route has a say, so it is in no document of routes."""
    return Answer(api.app.test_client(use_cookies=False).get(path, headers={"Host": host} | headers))


def test_a_page_under_a_strangers_name_reads_nothing(api: Api) -> None:
    token = api.person("siti").token
    for path in ("/api/me", "/", "/healthz", POLL, "/static/css/app.css", "/nowhere"):
        for host in ("evil.example", "evil.example:5000"):
            answer = call(api, host, path, Cookie=f"{COOKIE}={token}")
            assert (answer.status, answer.code) == (400, "bad_request"), (path, host)
            assert "siti" not in answer.text
    assert call(api, "127.0.0.1:5000", Cookie=f"{COOKIE}={token}").data["username"] == "siti"


def test_what_a_proxy_passes_on_is_answered(make_api: MakeApi) -> None:
    api = make_api(PUBLIC_URL=PUBLIC)
    assert call(api, "chat.example.org", "/healthz").status == 200
    assert call(api, "evil.example", "/healthz").status == 400
    assert call(api, "other.example:443", "/healthz").status == 200  # its browser dialled another port
    behind = make_api(PROXY_HOPS="1")
    assert call(behind, "other.example", "/healthz").status == 200
    others = make_api(HOST="0.0.0.0")
    assert call(others, "other.example", "/healthz").status == 200


def test_our_own_page_is_known_whatever_a_proxy_writes_into_host(api: Api) -> None:
    mine = [("chat.example:443", PUBLIC.replace(".org", "")), ("Chat.Example", "http://chat.example")]
    for host, origin in mine:
        assert call(api, host, POLL, Origin=origin).status == 200
        form = {"Host": host, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        assert api.call("POST", "/register", headers=form, data="username=").status == 422
    for host, origin in [("chat.example:443", "https://evil.example"), ("chat.example:8443", PUBLIC)]:
        assert call(api, host, POLL, Origin=origin).status == 400


def test_the_public_address_is_in_links_whatever_name_a_request_came_with(make_api: MakeApi) -> None:
    api = make_api(PUBLIC_URL=PUBLIC, PROXY_HOPS="1")
    siti = api.person("siti")
    room = siti.post("/api/rooms", type="group", name="Kopi").data
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    invitation = siti.call("GET", f"/api/rooms/{room['id']}/invite", headers=headers).data
    assert invitation["url"].startswith(f"{PUBLIC}/join/{room['id']}")
    for origin, status in [(PUBLIC, 200), ("http://evil.example", 400)]:
        assert call(api, "evil.example", POLL, Origin=origin).status == status


def test_browsers_that_came_by_tls_are_told_to_stay(make_api: MakeApi) -> None:
    api = make_api(PROXY_HOPS="1")
    assert "Strict-Transport-Security" not in call(api, "chat.example", "/").headers
    secure = call(api, "chat.example", "/", **{"X-Forwarded-Proto": "https"})
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_figures_are_for_this_machine_or_a_token(make_api: MakeApi) -> None:
    api = make_api(METRICS_TOKEN="figures for friends")
    elsewhere: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    assert api.call("GET", "/metrics").status == 200
    assert api.call("GET", "/metrics", environ_base={"REMOTE_ADDR": "::ffff:127.0.0.1"}).status == 200
    assert api.call("GET", "/metrics", **elsewhere).code == "forbidden"
    assert api.call("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).code == "forbidden"
    for token, status in [("figures for friends", 200), ("figures for foes", 403), ("", 403)]:
        headers = {"Authorization": f"Bearer {token}"}
        assert api.call("GET", "/metrics", headers=headers, **elsewhere).status == status
    behind = make_api(PROXY_HOPS="1")
    assert behind.call("GET", "/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).code == "forbidden"
    assert behind.call("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status == 200
