"""Lists come by pages, and making what others can't refuse has a limit."""

from __future__ import annotations

from typing import Any

import pytest

from app import limits
from app.limits.windows import Window
from app.services import rooms
from tests.api.client import LOBBY, Answer, Api, both


@both
def test_my_rooms_by_pages(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    made = [siti.group(name=str(i)) for i in range(3)]
    first = siti.get("/api/rooms", limit=2)
    assert [one["id"] for one in first.data] == [made[2], made[1]]
    assert first.paging == {"limit": 2, "has_more": True, "before": made[1], "after": None}
    rest = siti.get("/api/rooms", limit=2, before=made[1])
    assert [one["id"] for one in rest.data] == [made[0], LOBBY]
    assert rest.paging == {"limit": 2, "has_more": False, "before": LOBBY, "after": None}
    assert siti.get("/api/rooms").paging["limit"] == 50
    assert siti.get("/api/rooms", limit=101).code == "invalid"
    hidden, missing = (budi.get("/api/rooms", before=one) for one in (made[0], 100_000_001))
    assert (hidden.status, hidden.raw) == (404, missing.raw)


@both
def test_the_desks_rooms_by_pages(api: Api) -> None:
    boss = api.admin("bosku")
    asked = [api.person(f"orang{i}").get("/api/chat/room").data["room"]["id"] for i in range(3)]
    first = boss.get("/api/chat/rooms", limit=2)
    assert [one["id"] for one in first.data] == [asked[2], asked[1]]
    assert first.paging == {"limit": 2, "has_more": True, "before": asked[1], "after": None}
    rest = boss.get("/api/chat/rooms", limit=2, before=asked[1])
    assert ([one["id"] for one in rest.data], rest.paging["has_more"]) == ([asked[0]], False)
    assert boss.get("/api/chat/rooms", before=100_000_001).code == "room_not_found"


def assert_limited(answer: Answer) -> None:
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("body", [{"type": "group"}, {"type": "dm"}])
def test_rooms_made_in_an_hour(api: Api, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]) -> None:
    monkeypatch.setattr(limits, "NEW_ROOMS", Window("new-room", 2, limits.HOUR))
    siti, budi = api.person("siti"), api.person("budi")
    assert siti.post("/api/rooms", type="group", name="x" * 65).code == "invalid"
    assert [siti.post("/api/rooms", **body).status for _ in range(2)] == [201, 201]
    assert_limited(siti.post("/api/rooms", type="group"))
    assert_limited(siti.post("/api/rooms", type="dm"))
    assert budi.post("/api/rooms", **body).status == 201


def test_people_written_to_for_the_first_time_in_an_hour(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_PEOPLE", Window("new-person", 2, limits.HOUR))
    siti = api.person("siti")
    others = [api.person(f"orang{i}") for i in range(4)]
    known = others[3].dm(siti)
    for one in others[:2]:
        assert siti.post("/api/rooms", type="dm", username="nobody").code == "user_not_found"
        siti.dm(one)
    assert_limited(siti.post("/api/rooms", type="dm", username=others[2].username))
    assert others[2].get("/api/rooms").paging["has_more"] is False
    assert [one["id"] for one in others[2].get("/api/rooms").data] == [LOBBY]
    assert siti.dm(others[0])
    assert siti.dm(others[3]) == known


def test_joins_in_an_hour(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "JOINS", Window("join", 2, limits.HOUR))
    siti, budi = api.person("siti"), api.person("budi")
    waiting = [siti.post("/api/rooms", type="dm").data["id"] for _ in range(3)]
    for room_id in waiting[:2]:
        assert budi.post(f"/api/rooms/{room_id}/join").status == 200
    hidden = budi.post(f"/api/rooms/{waiting[2]}/join")
    missing = budi.post("/api/rooms/100000001/join")
    assert_limited(hidden)
    assert (hidden.status, hidden.code) == (missing.status, missing.code)


def test_figures_that_suit_people() -> None:
    assert [limits.NEW_ROOMS.most, limits.NEW_PEOPLE.most, limits.JOINS.most] == [60, 60, 120]
    assert rooms.LISTED_AT_ONCE == 100
