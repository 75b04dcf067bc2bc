"""Searching over REST: pages that go on, and its limit."""

from __future__ import annotations

import pytest

from tests.api.client import LOBBY, Api, both


@both
def test_the_lobby_is_searched_in_any_form(api: Api) -> None:
    siti = api.person("siti")
    said = [siti.say(LOBBY, text)["id"] for text in ("ПРИВЕТ satu", "cafe\u0301 dua", "привет tiga", "biasa")]
    newest = siti.get("/api/messages", q="привет", limit=1)
    assert [one["content"] for one in newest.data] == ["привет tiga"]
    assert newest.paging == {"limit": 1, "has_more": True, "before": said[2], "after": said[2]}
    older = siti.get("/api/messages", q="ПРИВЕТ", limit=1, before=newest.paging["before"])
    assert ([one["id"] for one in older.data], older.paging["has_more"]) == ([said[0]], False)
    assert [one["id"] for one in siti.get("/api/messages", q="CAFÉ").data] == [said[1]]
    assert siti.get("/api/messages", q="tak ada").paging == {
        "limit": 50, "has_more": False, "before": None, "after": None,
    }  # fmt: skip
    assert siti.get("/api/messages", q="x", before=said[0], after=said[0]).code == "invalid"


def test_searches_are_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.limits.buckets.monotonic", lambda: 1000.0)
    siti, budi = api.person("siti"), api.person("budi")
    for _ in range(15):
        assert siti.get("/api/messages", q="x").status == siti.get("/api/users", q="x").status == 200
    for path in ("/api/messages", "/api/users"):
        refused = siti.get(path, q="x")
        assert (refused.status, refused.code) == (429, "rate_limited")
    assert siti.get("/api/messages").status == budi.get("/api/messages", q="x").status == 200
