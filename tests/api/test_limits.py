"""How often is too often: 429 with the seconds to wait."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import LOBBY, PASSWORD, Answer, Api
from tests.api.conftest import MakeApi


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is given back while a slow machine uses it up."""
    monkeypatch.setattr("app.edge.buckets.monotonic", lambda: 1000.0)


def assert_limited(answer: Answer) -> None:
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert answer.error["type"] == "RateLimitedException"
    assert int(answer.headers["Retry-After"]) == answer.error["retry_after"] >= 1


def calls_of(message: int) -> list[tuple[str, str, Any]]:
    return [
        ("POST", f"/api/rooms/{LOBBY}/messages", {"content": "x"}),
        ("PATCH", f"/api/messages/{message}", {"content": "y"}),
        ("PUT", f"/api/messages/{message}/reactions", {"emoji": "👍", "on": True}),
        ("POST", f"/api/rooms/{LOBBY}/typing", {"is_typing": True}),
        ("DELETE", f"/api/messages/{message}", None),
    ]


def test_messages_edits_reactions_and_typing_share_one_bucket(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    message = siti.say(LOBBY, "Halo")["id"]
    for _ in range(59):
        assert siti.post(f"/api/rooms/{LOBBY}/typing", is_typing=True).status == 200
    for method, path, body in calls_of(message):
        assert_limited(siti.call(method, path, json=body))
    assert siti.get(f"/api/messages/{message}").data["content"] == "Halo"
    assert budi.say(LOBBY, "Hai")["id"]
    monkeypatch.setattr("app.edge.buckets.monotonic", lambda: 1000.5)
    assert siti.say(LOBBY, "lagi")["id"]


def test_sign_ins_per_address(api: Api) -> None:
    for _ in range(120):
        assert api.post("/api/login", username="siti").status == 200
    assert_limited(api.post("/api/login", username="siti"))
    elsewhere = api.call(
        "POST", "/api/login", json={"username": "siti"}, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert elsewhere.status == 200


def test_a_forged_proxy_header_is_no_other_address(api: Api) -> None:
    for n in range(60):
        answer = api.call(
            "POST",
            "/api/register",
            json={"username": f"orang{n}"},
            headers={"X-Forwarded-For": f"10.0.0.{n}"},
        )
        assert answer.status == 201
    assert_limited(api.post("/api/register", username="orang60"))


def test_failed_passwords_per_account_and_address(api: Api) -> None:
    api.person("siti", password=PASSWORD), api.person("ani", password=PASSWORD)
    for _ in range(10):
        assert api.post("/api/login", username="SiTi", password="guess").status == 401
    assert_limited(api.post("/api/login", username="siti", password=PASSWORD))
    assert api.sign_in("ani", password=PASSWORD).username == "ani"


@pytest.mark.parametrize(
    "spelling", ["203.0.113.10:{}", "2001:db8:1:2::{}", "[2001:db8:1:2::{}]:443", "::ffff:203.0.113.10"]
)
def test_one_client_is_one_key_however_its_address_is_written(make_api: MakeApi, spelling: str) -> None:
    api = make_api(PROXY_HOPS="1")
    api.person("siti", password=PASSWORD)
    body = {"username": "siti", "password": "guess"}
    for n in range(1, 11):
        headers = {"X-Forwarded-For": spelling.format(4000 + n)}
        assert api.call("POST", "/api/login", json=body, headers=headers).status == 401
    headers = {"X-Forwarded-For": spelling.format(5000)}
    assert_limited(api.call("POST", "/api/login", json=body | {"password": PASSWORD}, headers=headers))
    elsewhere = {"X-Forwarded-For": "2001:db8:1:3::1"}
    signed_in = api.call("POST", "/api/login", json=body | {"password": PASSWORD}, headers=elsewhere).data
    listed = api.call("GET", "/api/me/sessions", headers={"Authorization": f"Bearer {signed_in['token']}"})
    assert "2001:db8:1:3::1" in [one["address"] for one in listed.data]


def test_failed_joins_per_address(api: Api) -> None:
    siti = api.person("siti")
    room = siti.group()
    for n in range(60):
        assert siti.post(f"/api/rooms/{100_000_000 + n}/join").status == 404
    assert_limited(siti.post(f"/api/rooms/{100_000_099}/join"))
    assert_limited(siti.post(f"/api/rooms/{room}/join"))


def test_limits_can_be_switched_off(make_api: MakeApi) -> None:
    siti = make_api(RATE_LIMITS="off").person("siti")
    for _ in range(70):
        assert siti.post(f"/api/rooms/{LOBBY}/typing", is_typing=True).status == 200


def test_what_one_person_may_ask_is_bounded(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    for _ in range(300):
        assert siti.get("/api/me").status == 200
    for method, path in (("GET", "/api/rooms"), ("GET", "/api/messages?q=x"), ("PATCH", "/api/me")):
        assert_limited(siti.call(method, path, json={} if method == "PATCH" else None))
    assert budi.get("/api/me").status == 200
