"""Oneself: profile, password, sessions, deletion."""

from __future__ import annotations

import uuid

import pytest

from tests.api.client import LOBBY, PASSWORD, Api, both

OTHER = "teh poci sore"


@both
def test_the_profile_changes_field_by_field(api: Api) -> None:
    siti = api.person("siti", country="Indonesia")
    me = siti.patch("/api/me", display_name=" Siti 🌸 ", language="en", email="siti@example.org").data
    assert (me["display_name"], me["language"], me["email"], me["country"]) == (
        "Siti 🌸",
        "en",
        "siti@example.org",
        "Indonesia",
    )
    me = siti.patch("/api/me", country=None, display_name="").data
    assert (me["display_name"], me["language"], me["country"]) == ("siti", "en", None)
    assert siti.call("PATCH", "/api/me").data == siti.get("/api/me").data == me


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "x" * 65),
        ("display_name", "two\nlines"),
        ("display_name", 7),
        ("email", "not an address"),
        ("email", "x" * 250 + "@x.org"),
        ("language", "fr"),
        ("country", ["ID"]),
        ("role", "admin"),
        ("username", "ani"),
        ("password", PASSWORD),
        ("id", 1),
        ("deleted_at", None),
    ],
)
def test_what_is_no_profile_is_refused(api: Api, field: str, value: object) -> None:
    siti = api.person("siti")
    before = siti.get("/api/me").data
    answer = siti.patch("/api/me", **{field: value})
    assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", {field})
    assert siti.get("/api/me").data == before


def test_only_the_registering_session_claims_a_name_without_a_password(api: Api) -> None:
    first = api.person("siti")
    stranger = first.again()
    assert stranger.put("/api/me/password", password=OTHER).code == "forbidden"
    assert stranger.patch("/api/me", email="x@example.org").code == "forbidden"
    assert stranger.delete("/api/me", username="siti").code == "forbidden"
    assert stranger.patch("/api/me", display_name="Siti").status == 200
    assert first.get("/api/me").data["verified"] is False

    me = first.put("/api/me/password", password=PASSWORD).data
    assert me["has_password"]
    assert me["verified"]
    assert stranger.get("/api/me").code == "unauthenticated"


@both
def test_a_changed_password_ends_the_other_sessions_at_once(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    other = siti.again(password=PASSWORD)
    assert siti.put("/api/me/password", password=OTHER).error["fields"].keys() == {"current_password"}
    wrong = siti.put("/api/me/password", password=OTHER, current_password="x")
    assert (wrong.status, set(wrong.error["fields"])) == (422, {"current_password"})
    assert other.get("/api/me").status == 200

    assert siti.put("/api/me/password", password=OTHER, current_password=PASSWORD).status == 200
    assert siti.get("/api/me").status == 200
    assert other.get("/api/me").code == "unauthenticated"
    assert api.post("/api/login", username="siti", password=PASSWORD).code == "unauthenticated"
    assert api.post("/api/login", username="siti", password=OTHER).status == 200


def test_wrong_present_passwords_are_counted(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    for _ in range(10):
        assert siti.put("/api/me/password", password=OTHER, current_password="guess").code == "invalid"
    answer = siti.put("/api/me/password", password=OTHER, current_password=PASSWORD)
    assert (answer.status, answer.code) == (429, "rate_limited")


@both
def test_sessions_are_listed_and_revoked(api: Api) -> None:
    siti = api.person("siti")
    phone = siti.again()
    listed = siti.get("/api/me/sessions")
    assert [one["current"] for one in listed.data].count(True) == 1
    assert listed.paging == {"limit": 50, "has_more": False, "before": None, "after": None}
    other = next(one["id"] for one in listed.data if not one["current"])
    assert other == phone.get("/api/me").data["session_id"]
    assert siti.call("DELETE", f"/api/me/sessions/{other}").data is None
    assert phone.get("/api/me").code == "unauthenticated"
    assert len(siti.get("/api/me/sessions").data) == 1


@both
def test_sessions_are_bounded_and_paged(api: Api) -> None:
    siti = api.person("siti")
    for _ in range(60):
        stranger = siti.again()
    whole = siti.get("/api/me/sessions", limit=100)
    assert (len(whole.data), whole.data[0]["current"], whole.data[0]["registered"]) == (50, True, True)
    first = stranger.get("/api/me/sessions", limit=30)
    assert (len(first.data), first.paging["has_more"]) == (30, True)
    rest = stranger.get("/api/me/sessions", limit=30, before=first.paging["before"])
    assert (len(rest.data), rest.paging["has_more"], rest.paging["before"]) == (20, False, None)
    assert len({one["id"] for one in first.data + rest.data}) == 50
    assert siti.get("/api/me/sessions", before=str(uuid.uuid4())).status == 404
    assert siti.get("/api/me/sessions", limit=101).code == "invalid"


@both
def test_another_session_of_a_name_without_a_password_is_no_owner(api: Api) -> None:
    siti = api.person("siti", email="siti@example.org")
    other = siti.again()
    owned = siti.get("/api/me").data
    assert (owned["email"], owned["is_owner"]) == ("siti@example.org", True)
    mine = other.get("/api/me").data
    assert (mine["email"], mine["is_owner"], mine["verified"]) == (None, False, False)
    assert b"siti@example.org" not in other.get("/api/chat/room").raw
    assert siti.get("/api/chat/room").data["room"]["user_email"] == "siti@example.org"
    registered = owned["session_id"]
    seen = {one["id"]: one for one in other.get("/api/me/sessions").data}
    assert {one["address"] for one in seen.values()} == {None, "127.0.0.1"}
    assert (seen[registered]["address"], seen[registered]["can_end"]) == (None, False)
    for call in (
        ("DELETE", f"/api/me/sessions/{registered}", None),
        ("DELETE", "/api/me/sessions", None),
        ("PATCH", "/api/me", {"email": "siti@example.org"}),
        ("PATCH", "/api/me", {"email": None}),
        ("PUT", "/api/me/password", {"password": PASSWORD}),
        ("DELETE", "/api/me", {"username": "siti"}),
        ("GET", "/api/me/export", None),
    ):
        answer = other.call(call[0], call[1], json=call[2])
        assert (answer.status, answer.code) == (403, "forbidden"), call
        assert answer.error["message"].startswith("Only the device that registered this name")
    assert siti.get("/api/me").data["email"] == "siti@example.org"
    assert other.patch("/api/me", display_name="Siti N").data["email"] is None


def test_deleting_a_protected_account_wants_the_password(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    for wrong in ({}, {"password": None}, {"password": ""}, {"password": "guess"}):
        answer = siti.delete("/api/me", username="siti", **wrong)
        assert (answer.status, list(answer.error["fields"])) == (422, ["password"])
    assert siti.delete("/api/me", username="siti", password=PASSWORD).status == 200
    assert siti.get("/api/me").code == "unauthenticated"


def test_somebody_elses_session_answers_like_none(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    theirs = budi.get("/api/me").data["session_id"]
    foreign = siti.call("DELETE", f"/api/me/sessions/{theirs}")
    missing = siti.call("DELETE", f"/api/me/sessions/{uuid.uuid4()}")
    assert foreign.status == missing.status == 404
    assert foreign.raw == missing.raw
    assert budi.get("/api/me").status == 200


def test_revoking_the_present_session_is_a_logout(api: Api) -> None:
    siti = api.person("siti")
    own = siti.get("/api/me").data["session_id"]
    assert siti.call("DELETE", f"/api/me/sessions/{own}").status == 200
    assert siti.get("/api/me").code == "unauthenticated"


def test_deletion_wants_the_name_again(api: Api) -> None:
    siti = api.person("siti")
    assert set(siti.delete("/api/me", username="budi").error["fields"]) == {"username"}
    assert set(siti.call("DELETE", "/api/me").error["fields"]) == {"username"}
    assert set(siti.delete("/api/me", username="siti", erase="yes").error["fields"]) == {"erase"}
    assert siti.get("/api/me").status == 200


@both
@pytest.mark.parametrize("erase", [False, True])
def test_a_deleted_account_is_gone_and_its_messages_as_asked(api: Api, erase: bool) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    second, room = siti.again(), siti.dm(budi)
    siti.say(LOBBY, "Halo"), siti.say(room, "Halo kamu")

    assert siti.delete("/api/me", username=" SITI ", erase=erase).data is None
    for token in (siti.token, second.token):
        assert api.call("GET", "/api/me", token).code == "unauthenticated"
    assert budi.get(f"/api/users/{siti.id}").code == "user_not_found"
    for path in ("/api/messages", f"/api/rooms/{room}/messages"):
        left = budi.get(path).data
        assert len(left) == (0 if erase else 1)
    assert budi.get(f"/api/rooms/{room}").data["member_count"] == 1

    heir = api.person("siti")
    assert heir.id != siti.id
    assert room not in [one["id"] for one in heir.get("/api/rooms").data]
    names = [one["username"] for one in heir.get("/api/messages").data]
    assert names == ([] if erase else ["deleted"])
