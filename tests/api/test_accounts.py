"""Names, registering, signing in and out."""

from __future__ import annotations

import jwt
import pytest

from tests.api.client import PASSWORD, Api, both
from tests.api.conftest import MakeApi


def test_a_free_name_is_available(api: Api) -> None:
    assert api.post("/api/check-username", username=" siti ").data == {"username": "siti", "available": True}


@both
def test_a_taken_name_comes_with_free_ones(api: Api) -> None:
    api.person("siti")
    answer = api.post("/api/check-username", username="SITI").data
    assert answer["available"] is False
    assert len(set(answer["suggestions"])) >= 3
    for name in answer["suggestions"]:
        assert api.post("/api/check-username", username=name).data["available"]


@pytest.mark.parametrize("name", ["ab", "x" * 33, "si ti", "siti!", "admin", "ad.min", "", "<b>x</b>"])
def test_an_invalid_name_is_refused(api: Api, name: str) -> None:
    for path in ("/api/check-username", "/api/register"):
        answer = api.post(path, username=name)
        assert (answer.status, answer.code) == (422, "invalid")
        assert set(answer.error["fields"]) == {"username"}


def test_registering_signs_in(api: Api) -> None:
    answer = api.post(
        "/api/register", username="siti", password=PASSWORD, email="s@example.org", country="ID"
    )
    assert answer.status == 201
    user = answer.data["user"]
    assert user["username"] == user["display_name"] == "siti"
    assert (user["email"], user["country"], user["role"], user["has_password"]) == (
        "s@example.org",
        "ID",
        "user",
        True,
    )
    assert api.call("GET", "/api/me", answer.data["token"]).data == user
    assert "Set-Cookie" not in answer.headers


@both
def test_a_taken_name_can_not_be_registered(api: Api) -> None:
    api.person("siti")
    answer = api.post("/api/register", username="ＳＩＴＩ", password=PASSWORD)
    assert (answer.status, answer.code) == (409, "conflict")
    assert len(answer.error["suggestions"]) >= 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "admin"),
        ("id", 1),
        ("verified", True),
        ("password_hash", "x"),
        ("language", "id"),
        ("created_at", "2020-01-01T00:00:00Z"),
    ],
)
def test_registering_takes_no_other_field(api: Api, field: str, value: object) -> None:
    answer = api.post("/api/register", **{"username": "siti", field: value})
    assert answer.code == "invalid"
    assert set(answer.error["fields"]) == {field}
    assert api.post("/api/check-username", username="siti").data["available"]


@pytest.mark.parametrize("password", ["short", " ", "x" * 257])
def test_a_password_has_8_to_256_characters(api: Api, password: str) -> None:
    assert set(api.post("/api/register", username="siti", password=password).error["fields"]) == {"password"}


def test_login_makes_a_name_that_nobody_has(api: Api) -> None:
    answer = api.post("/api/login", username="budi")
    assert answer.status == 200
    assert answer.data["user"] == {
        "id": answer.data["user"]["id"],
        "username": "budi",
        "display_name": "budi",
        "role": "user",
        "is_online": False,
        "avatar": answer.data["user"]["avatar"],
        "country": None,
    }
    assert "Set-Cookie" not in answer.headers


def test_login_to_a_name_without_a_password_ignores_one(api: Api) -> None:
    budi = api.person("budi")
    assert api.sign_in("BUDI").id == budi.id
    assert api.sign_in("budi", password="whatever").id == budi.id


def test_login_to_a_name_with_a_password_needs_it(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    assert api.sign_in("siti", password=PASSWORD).id == siti.id
    assert api.post("/api/login", username="siti").code == "unauthenticated"
    assert api.post("/api/login", username="siti", password=None).code == "unauthenticated"


def test_an_empty_password_is_none(make_api: MakeApi) -> None:
    api = make_api()
    made = api.post("/api/register", username="ani", password="").data
    assert not made["user"]["has_password"]
    assert api.sign_in("ani", password="").id == made["user"]["id"]
    assert api.post("/api/login", username="baru", password="").data["user"]["username"] == "baru"
    api.person("siti", password=PASSWORD)
    assert api.post("/api/login", username="siti", password="").code == "unauthenticated"
    strict = make_api(PASSWORDLESS_LOGIN="off")
    assert set(strict.post("/api/register", username="wati", password="").error["fields"]) == {"password"}
    assert strict.post("/api/login", username="wati", password="").code == "unauthenticated"


def test_an_unknown_name_and_a_wrong_password_sound_the_same(api: Api) -> None:
    api.person("siti", password=PASSWORD)
    unknown = api.post("/api/login", username="nobody", password=PASSWORD)
    wrong = api.post("/api/login", username="siti", password="not my password")
    assert unknown.status == wrong.status == 401
    assert unknown.raw == wrong.raw
    assert wrong.headers["WWW-Authenticate"] == "Bearer"
    assert api.post("/api/check-username", username="nobody").data["available"]


def test_without_passwordless_login_a_password_is_needed(make_api: MakeApi) -> None:
    budi = make_api().person("budi")
    api = make_api(PASSWORDLESS_LOGIN="off")
    assert api.post("/api/login", username="brandnew").code == "unauthenticated"
    assert api.post("/api/check-username", username="brandnew").data["available"]
    assert api.post("/api/login", username="budi").code == "unauthenticated"
    assert set(api.post("/api/register", username="brandnew").error["fields"]) == {"password"}
    assert api.call("GET", "/api/me", budi.token).data["id"] == budi.id


@both
def test_refresh_gives_another_token_of_the_same_session(api: Api) -> None:
    siti = api.person("siti")
    token = siti.post("/api/refresh").data["token"]
    session = siti.get("/api/me").data["session_id"]
    assert api.call("GET", "/api/me", token).data["session_id"] == session


@both
def test_logout_ends_the_session_and_every_token_of_it(api: Api) -> None:
    siti = api.person("siti")
    second, other = siti.post("/api/refresh").data["token"], siti.again()
    assert siti.call("POST", "/api/logout").data is None
    for token in (siti.token, second):
        assert api.call("GET", "/api/me", token).code == "unauthenticated"
    assert other.get("/api/me").status == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic c2l0aTp4",
        "Bearer " + "x" * 5000,
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "Bearer \xff",
    ],
)
def test_what_is_no_living_token_is_refused(api: Api, header: str) -> None:
    answer = api.call("GET", "/api/me", headers={"Authorization": header})
    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.error["type"] == "UnauthorizedAccessException"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_of_another_server_is_refused(make_api: MakeApi) -> None:
    foreign = make_api(SECRET_KEY="k" * 40).person("siti").token
    assert make_api(SECRET_KEY="l" * 40).call("GET", "/api/me", foreign).code == "unauthenticated"


@pytest.mark.parametrize(
    "claims", [{}, {"nbf": 1e10, "iat": 1e10}, {"exp": 1}, {"iat": 1, "nbf": 1}], ids=str
)
def test_no_clock_ends_a_token(api: Api, claims: dict[str, float]) -> None:
    """Two machines' clocks differ, and any may be set: the session's row decides."""
    siti = api.person("siti")
    me = siti.get("/api/me").data
    named = {"sub": str(me["id"]), "sid": me["session_id"], **claims}
    key = api.app.config["SECRET_KEY"]
    assert api.call("GET", "/api/me", token=jwt.encode(named, key)).status == 200
    assert api.call("GET", "/api/me", token=jwt.encode(named, "k" * 40)).status == 401
    siti.post("/api/logout")
    assert api.call("GET", "/api/me", token=jwt.encode(named, key)).status == 401
