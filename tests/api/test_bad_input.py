"""Whatever is sent, the answer is the envelope with a clear error, and the server goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.client import LOBBY, PASSWORD, Api, both

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nope", "/api//rooms", "/api/rooms/", "/api/rooms/abc"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path(api: Api, method: str, path: str) -> None:
    answer = api.call(method, path, headers={"Accept": "text/html"})
    assert (answer.status, answer.code) == (404, "not_found")
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("method", ["PUT", "TRACE", "BREW"])
def test_a_method_that_is_not_there(api: Api, method: str) -> None:
    answer = api.call(method, "/api/rooms")
    assert (answer.status, answer.code) == (405, "bad_request")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"\xff\xfe\xfa",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"username": NaN}',
        b'{"username": ' + b"9" * 5_000 + b"}",
        b"username=siti",
        b"\0",
        b'{"username": "siti"} x',
        b"{'username': 'siti'}",
    ],
    ids=lambda raw: repr(raw[:16]),
)
def test_a_body_that_is_no_json_object(api: Api, raw: bytes) -> None:
    for headers in ({}, JSON, {"Content-Type": "application/x-www-form-urlencoded"}):
        answer = api.call("POST", "/api/login", data=raw, headers=headers)
        assert (answer.status, answer.code) == (400, "bad_request")


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "x", "multipart/form-data"],
)
def test_json_is_read_whatever_its_type_says(api: Api, kind: str) -> None:
    headers = {"Content-Type": kind}
    answer = api.call("POST", "/api/login", data=b'\xef\xbb\xbf {"username": "siti"}', headers=headers)
    assert answer.data["user"]["username"] == "siti"
    assert api.call("POST", "/api/logout", answer.data["token"], headers=headers).status == 200


def test_a_body_that_is_too_large(api: Api) -> None:
    for data in (b" " * 65_537, b'{"username": "' + b"x" * 70_000 + b'"}'):
        answer = api.call("POST", "/api/login", data=data)
        assert (answer.status, answer.code) == (413, "too_large")


TEXTS = ["\ud800", "a\udfffb", "\0", "siti\0"]


@both
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_what_is_no_text_is_invalid_in_every_field(api: Api, text: str) -> None:
    siti = api.person("siti")
    room = siti.group()
    message = siti.say(LOBBY, "Halo")["id"]
    calls: list[tuple[str, str, dict[str, Any], str]] = [
        ("POST", "/api/check-username", {"username": text}, "username"),
        ("POST", "/api/register", {"username": text}, "username"),
        ("POST", "/api/register", {"username": "ani", "password": text * 8}, "password"),
        ("POST", "/api/register", {"username": "ani", "country": text}, "country"),
        ("POST", "/api/login", {"username": text}, "username"),
        ("POST", "/api/login", {"username": "siti", "password": text}, "password"),
        ("PATCH", "/api/me", {"display_name": text}, "display_name"),
        ("DELETE", "/api/me", {"username": text}, "username"),
        ("POST", "/api/rooms", {"type": "group", "name": text}, "name"),
        ("POST", "/api/rooms", {"type": "dm", "username": text}, "username"),
        ("PATCH", f"/api/rooms/{room}", {"name": text}, "name"),
        ("POST", f"/api/rooms/{room}/join", {"code": text}, "code"),
        ("POST", f"/api/rooms/{room}/messages", {"content": text}, "content"),
        ("POST", f"/api/rooms/{room}/messages", {"content": "x", "client_id": text}, "client_id"),
        ("PATCH", f"/api/messages/{message}", {"content": text}, "content"),
        ("PUT", f"/api/messages/{message}/reactions", {"emoji": text, "on": True}, "emoji"),
    ]
    for method, path, body, field in calls:
        answer = siti.call(method, path, data=json.dumps(body))
        assert (answer.status, answer.code) == (422, "invalid"), (method, path)
        assert set(answer.error["fields"]) == {field}, (method, path)
        assert answer.error["faults"] == {field: {"key": "not_text", "values": {}}}, (method, path)
    unknown = siti.call("POST", f"/api/rooms/{room}/typing", data=json.dumps({"is_typing": True, text: 1}))
    assert (unknown.status, unknown.code) == (422, "invalid")


def test_keys_may_come_twice_and_be_many(api: Api) -> None:
    twice = api.call("POST", "/api/login", data=b'{"username": 1, "username": "siti"}')
    assert twice.data["user"]["username"] == "siti"
    many = api.call("POST", "/api/login", data=json.dumps({f"k{n}": n for n in range(4_000)}))
    assert many.code == "invalid"
    assert len(many.error["fields"]) == 20


@both
def test_an_odd_user_agent_is_no_obstacle(api: Api) -> None:
    known = {"username": "siti", "password": PASSWORD}
    api.person(**known)
    for agent in ("", "x" * 9_000, "\xe9\xff", "a\x00b"):
        answer = api.call("POST", "/api/login", json=known, environ_base={"HTTP_USER_AGENT": agent})
        assert answer.status == 200
    agents = api.sign_in(**known).get("/api/me/sessions").data
    assert all("\0" not in one["user_agent"] for one in agents)


def test_a_fault_of_ours_shows_an_id_and_nothing_else(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("secret detail at /srv/secret.py")

    siti = api.person("siti")
    monkeypatch.setattr("app.services.rooms.mine", fail)
    answer = siti.get("/api/rooms")
    assert (answer.status, answer.code) == (500, "internal")
    assert set(answer.error) == {"code", "type", "message", "id", "key", "values"}
    assert "secret" not in answer.text
    assert "secret" in caplog.text
    assert answer.error["id"] in caplog.text


def test_head_and_options(api: Api) -> None:
    siti = api.person("siti")
    head, get = siti.call("HEAD", "/api/me"), siti.get("/api/me")
    assert (head.status, head.raw) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.raw))
    assert api.call("HEAD", "/api/me").status == 401
    options = api.call("OPTIONS", "/api/me")
    assert (options.status, options.raw) == (204, b"")
    assert set(options.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH"}
    assert "Content-Type" not in options.headers
