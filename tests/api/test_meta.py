"""Alive, ready, and counted."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import create_engine

from app.realtime import presence
from app.storage import database
from tests.api.client import LOBBY, Api, both


def figures(api: Api) -> dict[str, float]:
    answer = api.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        name: float(value) for name, value in re.findall(r"^(ngobrol_.+) (\S+)$", answer.text, re.MULTILINE)
    }


@both
def test_it_lives_and_can_work(api: Api) -> None:
    assert api.get("/healthz").data == {"status": "ok"}
    assert api.get("/readyz").data == {"status": "ok", "redis": None}


def test_it_is_not_ready_without_its_database(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_read_engine", create_engine("sqlite:////nowhere/at/all.db"))
    answer = api.get("/readyz")
    assert answer.status == 503
    assert "nowhere" not in answer.text
    assert api.get("/healthz").status == 200


def test_what_happened_is_counted(api: Api) -> None:
    siti = api.person("siti")
    before = figures(api)
    siti.say(LOBBY, "Halo"), siti.say(LOBBY, "Halo lagi")
    siti.post(f"/api/rooms/{LOBBY}/messages", content="")
    for tab in ("tab 1", "tab 2"):
        presence.connected(siti.id, tab)
    after = figures(api)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    posts = 'ngobrol_requests_total{method="POST",route="/api/rooms/<id:room_id>/messages",status="%s"}'
    assert (grown(posts % 201), grown(posts % 422)) == (2, 1)
    assert grown("ngobrol_messages_posted_total") == 2
    assert grown("ngobrol_units_total") == grown("ngobrol_groups_total") == 2
    assert (after["ngobrol_connections"], after["ngobrol_people_online"]) == (2, 1)


def test_strangers_can_not_make_labels(api: Api) -> None:
    before = len(figures(api))
    for n in range(5):
        api.call("GET", f"/api/nothing/{n}")
        api.call(f"X{n}", f"/nothing/{n}")
    assert len(figures(api)) <= before + 3
