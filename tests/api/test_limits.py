"""How often is too often: 429 with the seconds to wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app import limits
from app.limits.windows import SOON, Window, Windows
from tests.api.client import LOBBY, PASSWORD, Answer, Api
from tests.api.conftest import MakeApi


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is given back while a slow machine uses it up."""
    monkeypatch.setattr("app.limits.buckets.monotonic", lambda: 1000.0)
    monkeypatch.setattr("app.limits.windows.monotonic", lambda: 1000.0)


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
    monkeypatch.setattr("app.limits.buckets.monotonic", lambda: 1000.5)
    assert siti.say(LOBBY, "lagi")["id"]


def test_forms_of_pages_use_up_the_same_messages(api: Api) -> None:
    siti = api.person("siti")
    message = siti.say(LOBBY, "Halo")["id"]
    for _ in range(59):
        assert siti.post(f"/api/rooms/{LOBBY}/typing", is_typing=True).status == 200
    room = f"/room/{LOBBY}"
    for path, form in (
        (f"{room}/send", {"content": "x"}),
        (f"{room}/message/{message}/edit", {"content": "y"}),
        (f"{room}/message/{message}/react", {"emoji": "👍"}),
        (f"{room}/message/{message}/delete", {}),
        (f"{room}/accept", {}),
    ):
        answer = siti.call("POST", path, data=form)
        assert (answer.status, int(answer.headers["Retry-After"])) == (429, 1), path
    kept = siti.get(f"/api/messages/{message}").data
    assert (kept["content"], kept["reactions"]) == ("Halo", [])


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


def at_once(api: Api, times: int, password: str) -> list[Answer]:
    with ThreadPoolExecutor(times) as pool:
        return list(
            pool.map(lambda _: api.post("/api/login", username="siti", password=password), range(times))
        )


def test_a_burst_of_passwords_gets_no_more_tries(api: Api) -> None:
    """A try counts before its hash: whoever asks at once would be through before the first was wrong."""
    siti = api.person("siti", password=PASSWORD)
    assert [one.status for one in at_once(api, 20, PASSWORD)] == [200] * 20
    answers = at_once(api, 40, "guess")
    assert sorted(one.status for one in answers) == [401] * 10 + [429] * 30
    for refused in answers:
        if refused.status == 429:
            assert_limited(refused)
    assert_limited(api.post("/api/login", username="siti", password=PASSWORD))
    for path, body in (
        ("/api/me", {"username": "siti", "password": PASSWORD}),
        ("/api/me/password", {"password": "another one", "current_password": PASSWORD}),
    ):
        assert_limited(siti.call("DELETE" if path == "/api/me" else "PUT", path, json=body))
    assert siti.get("/api/me").status == 200


def test_a_burst_of_share_ids_gets_no_more_tries(api: Api) -> None:
    siti = api.person("siti")
    with ThreadPoolExecutor(20) as pool:
        paths = [f"/api/rooms/{100_000_000 + n}/join" for n in range(100)]
        statuses = list(pool.map(lambda path: siti.post(path).status, paths))
    assert (statuses.count(404), statuses.count(429)) == (60, 40)


def test_wrong_passwords_count_wherever_one_is_asked_for(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    for _ in range(5):
        answer = siti.call("DELETE", "/api/me", json={"username": "siti", "password": "guess"})
        assert (answer.status, list(answer.error["fields"])) == (422, ["password"])
        assert siti.put("/api/me/password", password="x" * 8, current_password="guess").status == 422
    assert_limited(api.post("/api/login", username="siti", password=PASSWORD))


def test_signing_in_counts_as_registering_where_it_registers(api: Api) -> None:
    for n in range(60):
        assert api.post("/api/login", username=f"orang{n}").status == 200
    assert_limited(api.post("/api/login", username="orang60"))
    assert_limited(api.post("/api/register", username="orang61"))
    assert api.post("/api/login", username="orang5").status == 200, "who exists already isn't registered"


def test_names_are_looked_up_a_limited_number_of_times(api: Api) -> None:
    for _ in range(120):
        assert api.post("/api/check-username", username="siti").status == 200
    assert_limited(api.post("/api/check-username", username="siti"))


def test_strangers_look_at_pictures_a_limited_number_of_times(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOK_UPS", Window("look-up", 5, 60))
    siti = api.person("siti")
    statuses = [api.get(f"/avatar/{siti.id}.svg").status for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def test_a_clock_that_is_set_changes_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    windows, window, moment = Windows(), Window("few", 3, 60), [1000.0]
    monkeypatch.setattr("app.limits.windows.monotonic", lambda: moment[0])
    assert [windows.take(window, "ana", str(n)) for n in range(4)] == [0, 0, 0, 60]
    monkeypatch.setattr("time.time", lambda: 0.0)
    moment[0] += 59
    assert windows.take(window, "ana", "early") == 1
    moment[0] += 1
    assert windows.take(window, "ana", "late") == 0


def test_what_is_held_may_be_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.limits.windows.monotonic", lambda: 1000.0)
    windows, window = Windows(), Window("few", 2, 60)
    assert [windows.take(window, "ana", name, held=True) for name in "abc"] == [0, 0, SOON]
    windows.count(window, "ana", "a")
    assert windows.take(window, "ana", "c") == SOON
    windows.give_back(window, "ana", "b")
    assert windows.take(window, "ana", "d") == 0
    assert windows.take(window, "ana", "e") == 60


def test_old_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1000.0]
    monkeypatch.setattr("app.limits.windows.monotonic", lambda: moment[0])
    monkeypatch.setattr("app.limits.windows.MOST_KEYS", 100)
    windows, window = Windows(), Window("few", 2, 60)
    for n in range(1000):
        moment[0] += 1
        windows.take(window, str(n), "x")
    assert len(windows._entries) < 250
