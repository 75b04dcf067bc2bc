"""Making, opening, joining, changing and leaving rooms."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import LOBBY, Api, both


@both
def test_a_group_is_made_joined_and_left(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    made = siti.post("/api/rooms", type="group", name=" Warung Kopi ")
    assert made.status == 201
    room = made.data
    assert (room["name"], room["created_by"], room["member_count"]) == ("Warung Kopi", siti.id, 1)
    assert room["share_id"] == str(room["id"])
    assert 100_000_000 <= room["id"] <= 999_999_999

    path = f"/api/rooms/{room['id']}"
    assert budi.call("POST", f"{path}/join", headers={"Content-Type": "text/plain"}).data["member_count"] == 2
    assert budi.post(f"{path}/join").data["member_count"] == 2
    shown = siti.get(path).data
    assert {one["username"] for one in shown["members"]} == {"siti", "budi"}
    assert siti.get("/api/rooms").data[0]["id"] == room["id"]

    assert budi.call("POST", f"{path}/leave").data is None
    assert budi.get(path).code == "room_not_found"
    assert siti.get(path).data["member_count"] == 1


@both
def test_two_people_have_one_dm(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    first = siti.post("/api/rooms", type="dm", username="BUDI")
    again = budi.post("/api/rooms", type="dm", username="siti")
    assert (first.status, again.status) == (201, 200)
    assert first.data["id"] == again.data["id"]
    assert first.data["peer"]["username"] == "budi"
    assert first.data["share_id"] is None
    notes = siti.post("/api/rooms", type="dm", username="siti")
    assert (notes.status, notes.data["peer"]["id"]) == (201, siti.id)
    assert siti.post("/api/rooms", type="dm", username="nobody").code == "user_not_found"


def test_a_waiting_dm_takes_one_more_and_never_a_third(api: Api) -> None:
    siti, budi, ani = (api.person(name) for name in ("siti", "budi", "ani"))
    waiting = siti.post("/api/rooms", type="dm").data
    assert waiting["peer"] is None
    path = f"/api/rooms/{waiting['id']}"
    assert waiting["share_id"] == str(waiting["id"])
    assert budi.post(f"{path}/join").data["peer"]["id"] == siti.id
    third, missing = ani.post(f"{path}/join"), ani.post("/api/rooms/100000001/join")
    assert third.raw == missing.raw
    budi.call("POST", f"{path}/leave")
    assert ani.post(f"{path}/join").code == "room_not_found"


def test_an_invite_only_group_wants_its_code(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    room = siti.post("/api/rooms", type="group", invite_only=True).data
    _, _, code = room["share_id"].partition("-")
    path = f"/api/rooms/{room['id']}"
    missing = budi.post("/api/rooms/100000001/join", code="x")
    for given in ({}, {"code": None}, {"code": ""}, {"code": code[:-1]}, {"code": "é"}):
        refused = budi.post(f"{path}/join", **given)
        assert (refused.status, refused.raw) == (404, missing.raw)
    assert budi.post(f"{path}/join", code=code).data["share_id"] == room["share_id"]


def test_only_its_creator_changes_a_group(api: Api) -> None:
    siti, budi, ani = (api.person(name) for name in ("siti", "budi", "ani"))
    room_id = siti.group(name="Kopi")
    path = f"/api/rooms/{room_id}"
    budi.post(f"{path}/join")
    closed = siti.patch(path, name="Teh", invite_only=True).data
    assert (closed["name"], closed["invite_only"]) == ("Teh", True)
    assert siti.patch(path, invite_only=False).data["name"] == "Teh"
    assert siti.patch(path, name="").data["name"] is None
    assert siti.call("PATCH", path).status == 200
    assert budi.patch(path, name="Milik Budi").code == "forbidden"
    assert ani.patch(path, name="Milik Ani").code == "room_not_found"
    assert siti.patch(f"/api/rooms/{LOBBY}", name="Milik Siti").code == "forbidden"
    assert siti.patch(f"/api/rooms/{siti.dm(budi)}", name="Kita").code == "forbidden"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "type"),
        ({"type": "lobby"}, "type"),
        ({"type": "support"}, "type"),
        ({"type": ["group"]}, "type"),
        ({"type": "group", "name": "x" * 65}, "name"),
        ({"type": "group", "name": "two\nlines"}, "name"),
        ({"type": "group", "name": 5}, "name"),
        ({"type": "group", "invite_only": "yes"}, "invite_only"),
        ({"type": "group", "id": 5}, "id"),
        ({"type": "group", "created_by": 1}, "created_by"),
        ({"type": "group", "invite_code": "x"}, "invite_code"),
        ({"type": "dm", "username": 5}, "username"),
    ],
)
def test_a_room_that_can_not_be(api: Api, body: dict[str, Any], field: str) -> None:
    siti = api.person("siti")
    answer = siti.post("/api/rooms", **body)
    assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", {field})
    assert [room["id"] for room in siti.get("/api/rooms").data] == [LOBBY]


@both
@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("POST", "/leave", None),
        ("POST", "/typing", {"is_typing": True}),
        ("GET", "/messages", None),
        ("POST", "/messages", {"content": "x"}),
        ("GET", "/changes?after=0", None),
        ("POST", "/read", {"seq": 1}),
    ],
)
def test_a_hidden_room_answers_like_none(api: Api, method: str, rest: str, body: Any) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    hidden = siti.group()
    siti.say(hidden, "rahasia")
    answers = {
        budi.call(method, f"/api/rooms/{room_id}{rest}", json=body).raw
        for room_id in (hidden, 100_000_001, 0, 2**63, int("9" * 25))
    }
    assert len(answers) == 1
    assert b"room_not_found" in answers.pop()


def test_everyone_stays_in_the_lobby(api: Api) -> None:
    siti = api.person("siti")
    assert siti.call("POST", f"/api/rooms/{LOBBY}/leave").code == "forbidden"
    assert siti.post(f"/api/rooms/{LOBBY}/join").data["type"] == "lobby"
    assert siti.get(f"/api/rooms/{LOBBY}").data["share_id"] is None


def test_typing_is_told(api: Api) -> None:
    siti = api.person("siti")
    path = f"/api/rooms/{siti.group()}/typing"
    assert siti.post(path, is_typing=True).data is None
    assert set(siti.post(path, is_typing=1).error["fields"]) == {"is_typing"}
    assert set(siti.call("POST", path).error["fields"]) == {"is_typing"}


def test_an_invitation_is_the_address_that_leads_in(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    room = siti.post("/api/rooms", type="group", invite_only=True).data
    invite = siti.get(f"/api/rooms/{room['id']}/invite").data
    assert invite["share_id"] == room["share_id"]
    assert invite["url"] == f"http://localhost/join/{room['share_id']}?by=siti"
    assert siti.get("/api/rooms/1/invite").data == {"share_id": None, "url": "http://localhost/"}
    assert budi.get(f"/api/rooms/{room['id']}/invite").status == 404
    dm = siti.post("/api/rooms", type="dm", username="budi").data
    assert siti.get(f"/api/rooms/{dm['id']}/invite").error["code"] == "not_found"


@both
def test_a_stranger_s_dm_is_accepted_by_its_receiver(api: Api) -> None:
    siti, budi, ani = api.person("siti"), api.person("budi"), api.person("ani")
    room_id = siti.dm(budi)
    path = f"/api/rooms/{room_id}"
    assert (siti.get(path).data["request"], budi.get(path).data["request"]) == (False, True)
    assert siti.post(f"{path}/accept").data["request"] is False
    assert ani.post(f"{path}/accept").code == "room_not_found"
    assert budi.get("/api/rooms").data[0]["request"] is True
    for _ in range(2):
        assert budi.post(f"{path}/accept").data["request"] is False
    assert budi.get(path).data["request"] is False
