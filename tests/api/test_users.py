"""Finding people."""

from __future__ import annotations

import pytest

from tests.api.client import PASSWORD, Api, both


@both
def test_people_are_found_by_the_beginning_of_either_name(api: Api) -> None:
    siti = api.person("siti", display_name="Bunga Mawar")
    api.person("sinta"), api.person("budi_50", display_name="100% Budi"), api.person("2024kopi")

    def found(query: str) -> list[str]:
        return [one["username"] for one in siti.get("/api/users", q=query).data]

    assert found("SI") == ["sinta", "siti"]
    assert found("bunga") == ["siti"]
    assert found("awar") == []
    assert found("100%") == ["budi_50"]
    assert found("%") == found("_") == []
    assert found("2024") == ["2024kopi"]


def test_a_page_of_people_tells_of_more(api: Api) -> None:
    siti = api.person("siti1")
    api.person("siti2"), api.person("siti3")
    two = siti.get("/api/users", q="siti", limit=2)
    assert [one["username"] for one in two.data] == ["siti1", "siti2"]
    assert two.paging == {"limit": 2, "has_more": True, "before": None, "after": None}
    assert siti.get("/api/users", q="siti", limit=3).paging["has_more"] is False
    assert siti.get("/api/users").paging["limit"] == 50


def test_what_others_see_holds_nothing_private(api: Api) -> None:
    siti = api.person("siti", email="siti@example.org", password="kopi tubruk pagi")
    budi = api.person("budi")
    assert set(budi.get(f"/api/users/{siti.id}").data) == {
        "id",
        "username",
        "display_name",
        "avatar",
        "country",
        "role",
        "is_online",
        "verified",
    }


@pytest.mark.parametrize("user_id", ["999999", "0", str(2**63), "9" * 30])
def test_an_unknown_person(api: Api, user_id: str) -> None:
    answer = api.person("siti").get(f"/api/users/{user_id}")
    assert (answer.status, answer.code) == (404, "user_not_found")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"limit": "--5"},
        {"limit": "٣"},
        {"q": "x" * 65},
        {"page": 2},
    ],
)
def test_a_query_that_makes_no_sense(api: Api, query: dict[str, object]) -> None:
    answer = api.person("siti").get("/api/users", **query)
    assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", set(query))


def test_an_admin_gives_and_takes_the_role(api: Api) -> None:
    boss, siti, open_name = api.admin("bosku"), api.person("siti", password=PASSWORD), api.person("budi")
    path = f"/api/users/{siti.id}"
    assert siti.patch(path, role="admin").code == "forbidden"
    assert boss.patch(path, role="king").code == "invalid"
    assert boss.patch(path, role="admin").data["role"] == "admin"
    assert siti.get("/api/me").data["role"] == "admin"
    assert siti.patch(f"/api/users/{boss.id}", role="user").data["role"] == "user"
    assert boss.patch(path, role="user").code == "forbidden"
    assert siti.patch(path, role="user").code == "conflict"
    assert siti.patch(f"/api/users/{open_name.id}", role="admin").code == "conflict"
    assert siti.patch("/api/users/999999", role="admin").code == "user_not_found"
