"""Alive, ready, and counted."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from app import clock, jobs
from app.jobs import queue
from app.realtime import presence
from app.storage import database
from app.storage.unit import Unit
from app.storage.writer import writer
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


def test_jobs_are_counted(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(uow: Unit) -> None:
        (row,) = queue.take(uow, ["broken"], 1, ())
        queue.give_up(uow, row.id, row.lease, "nobody answered")

    writer().run(lambda uow: jobs.later(uow, "broken", {}))
    writer().run(failed)
    began = clock.now()
    writer().run(lambda uow: jobs.later(uow, "slow", {}))
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=2))
    monkeypatch.setattr(jobs.worker, "done", Counter(quick=3))
    monkeypatch.setattr(jobs.worker, "failures", Counter(broken=1))
    now = figures(api)
    assert (now["ngobrol_jobs_waiting"], now["ngobrol_jobs_failed"]) == (1, 1)
    assert 119 < now["ngobrol_jobs_oldest_seconds"] <= 120
    assert now['ngobrol_jobs_done_total{kind="quick"}'] == 3
    assert now['ngobrol_jobs_failures_total{kind="broken"}'] == 1
    monkeypatch.setattr(database, "_read_engine", create_engine("sqlite:////nowhere/at/all.db"))
    without = figures(api)
    assert "ngobrol_jobs_waiting" not in without
    assert "ngobrol_units_total" in without


def test_strangers_can_not_make_labels(api: Api) -> None:
    before = len(figures(api))
    for n in range(5):
        api.call("GET", f"/api/nothing/{n}")
        api.call(f"X{n}", f"/nothing/{n}")
    assert len(figures(api)) <= before + 3
