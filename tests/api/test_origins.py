"""Other origins and other sites: CORS for `CLIENT_URL`, and the cookie only from our own pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.http.tokens import COOKIE
from tests.api.client import Answer, Api
from tests.api.conftest import MakeApi

OURS, THEIRS = "https://chat.example.org", "https://evil.example.net"


@pytest.fixture
def cors(make_api: MakeApi) -> Api:
    return make_api(CLIENT_URL=f"{OURS}, http://127.0.0.1:5173")


def test_a_client_may_ask_with_a_token(cors: Api) -> None:
    siti = cors.person("siti")
    for origin in (OURS, "http://127.0.0.1:5173"):
        answer = siti.call("GET", "/api/me", headers={"Origin": origin})
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_a_client_may_read_its_errors(cors: Api) -> None:
    for path, status in (("/api/me", 401), ("/api/nope", 404)):
        answer = cors.call("GET", path, headers={"Origin": OURS})
        assert answer.status == status
        assert answer.headers["Access-Control-Allow-Origin"] == OURS


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_preflight_is_answered(cors: Api, method: str) -> None:
    asked = {
        "Origin": OURS,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = cors.call("OPTIONS", "/api/messages/1", headers=asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert set(answer.headers["Access-Control-Allow-Headers"].split(", ")) == {
        "Authorization",
        "Content-Type",
    }
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", [THEIRS, "null", OURS + ".evil.net", "http://chat.example.org", OURS + ":444"]
)
def test_other_origins_get_nothing(cors: Api, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = cors.call(
            method, "/api/me", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
        )
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
        assert "Origin" in answer.headers["Vary"]


def test_only_the_api_is_for_others(cors: Api) -> None:
    for path in ("/", "/openapi.json", "/healthz"):
        answer = cors.call("GET", path, headers={"Origin": OURS})
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_without_clients_there_is_no_cors(api: Api) -> None:
    answer = api.call("GET", "/api/me", headers={"Origin": OURS})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


# -- the cookie ------------------------------------------------------------------------------------

Browse = Callable[..., Answer]


@pytest.fixture
def browse(api: Api) -> Browse:
    """A request as a browser with siti's cookie sends it."""
    token = api.person("siti").token

    def call(method: str, path: str, headers: dict[str, str], **options: Any) -> Answer:
        return api.call(method, path, headers={"Cookie": f"{COOKIE}={token}"} | headers, **options)

    return call


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {},
    ],
)
def test_our_own_pages_use_the_cookie(browse: Browse, headers: dict[str, str]) -> None:
    assert browse("GET", "/api/me", headers).data["username"] == "siti"
    assert browse("PATCH", "/api/me", headers, json={"country": "ID"}).data["country"] == "ID"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": THEIRS},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": THEIRS},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_other_sites_can_not_use_the_cookie(browse: Browse, method: str, headers: dict[str, str]) -> None:
    answer = browse(method, "/api/me", headers, json={"username": "siti"} if method == "DELETE" else {})
    assert (answer.status, answer.code) == (403, "forbidden")
    assert browse("GET", "/api/me", {}).status == 200


def test_a_token_passes_from_anywhere_and_outranks_the_cookie(api: Api, browse: Browse) -> None:
    budi = api.person("budi")
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": THEIRS, "Authorization": f"Bearer {budi.token}"}
    assert browse("PATCH", "/api/me", headers, json={}).data["username"] == "budi"
    assert browse("GET", "/api/me", {"Authorization": "Bearer x"}).code == "unauthenticated"
