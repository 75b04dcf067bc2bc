"""What I want to be told, over REST."""

from __future__ import annotations

import pytest

from tests.api.client import LOBBY, Api, both


@both
def test_a_room_s_level_is_chosen_and_shown(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    room = siti.group(name="Kopi")
    budi.post(f"/api/rooms/{room}/join")
    assert budi.put(f"/api/rooms/{room}/notifications", level="nothing").data["notifications"] == "nothing"
    shown = {one["id"]: one["notifications"] for one in budi.get("/api/rooms").data}
    assert shown == {room: "nothing", LOBBY: "mentions"}
    assert siti.get(f"/api/rooms/{room}").data["notifications"] == "all"


@pytest.mark.parametrize(
    "given", [{}, {"level": "loud"}, {"level": None}, {"level": 1}, {"level": "all", "x": 1}]
)
def test_a_level_is_one_of_three(api: Api, given: dict[str, object]) -> None:
    answer = api.person("siti").put(f"/api/rooms/{LOBBY}/notifications", **given)
    assert (answer.status, answer.code) == (422, "invalid")


def test_somebody_else_s_room_answers_like_none(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    foreign = budi.put(f"/api/rooms/{siti.group()}/notifications", level="all")
    missing = budi.put("/api/rooms/100000001/notifications", level="all")
    assert (foreign.status, foreign.raw) == (404, missing.raw)


@both
def test_quiet_hours_are_set_and_shown(api: Api) -> None:
    siti = api.person("siti")
    assert siti.get("/api/me").data["quiet_hours"] == {"on": False, "from": "22:00", "until": "07:00"}
    night = {"on": True, "from": "23:15", "until": "06:00"}
    assert siti.put("/api/me/quiet-hours", **night).data["quiet_hours"] == night
    assert siti.again().get("/api/me").data["quiet_hours"] == night


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from": "25:00"}, "from"),
        ({"until": "7"}, "until"),
        ({"on": "yes"}, "on"),
        ({"from": 22}, "from"),
        ({"zone": "UTC"}, "zone"),
    ],
)
def test_quiet_hours_are_two_times(api: Api, change: dict[str, object], field: str) -> None:
    given = {"on": True, "from": "22:00", "until": "07:00"} | change
    answer = api.person("siti").put("/api/me/quiet-hours", **given)
    assert (answer.status, set(answer.error["fields"])) == (422, {field})
