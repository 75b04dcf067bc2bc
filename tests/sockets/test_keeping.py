"""What the server does by itself from time to time, and what it does when its database is away."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from app import timers
from app.clock import now
from app.engine import maintenance
from app.events import SessionsEnded
from app.exceptions import Unauthenticated
from app.jobs import handlers
from app.realtime import bus, presence
from app.services import rooms, sessions
from app.sockets import channels, connections
from app.sockets.handshake import Handshake
from tests.sockets.desk import Desk


def last_used(desk: Desk, session_id: str, days_ago: float | None = None) -> str:
    """When a session was last used; with `days_ago`, after setting it."""
    with closing(sqlite3.connect(desk.settings.data_dir / "ngobrol.db")) as database, database:
        if days_ago is not None:
            moment = (now() - timedelta(days=days_ago)).replace(tzinfo=None).isoformat(" ")
            database.execute("UPDATE sessions SET last_used_at = ? WHERE id = ?", (moment, session_id))
        found = database.execute("SELECT last_used_at FROM sessions WHERE id = ?", (session_id,)).fetchone()
        return str(found[0]) if found else ""


def test_a_session_with_an_open_socket_does_not_grow_old(desk: Desk) -> None:
    """Somebody who only listens for a month is still using the session."""
    away = desk.person("jauh")
    ended: list[SessionsEnded] = []
    bus.subscribe(SessionsEnded, ended.append)
    before = last_used(desk, desk.ana.session_id, days_ago=31)
    last_used(desk, away.session_id, days_ago=31)
    maintenance.touch_sessions()
    sessions.sweep()
    assert last_used(desk, desk.ana.session_id) > before
    assert sessions.authenticate(desk.ana.user_id, desk.ana.session_id) == desk.ana
    assert [(event.user_id, event.reason) for event in ended] == [(away.user_id, "expired")]
    with pytest.raises(Unauthenticated):
        sessions.authenticate(away.user_id, away.session_id)


def test_what_is_done_from_time_to_time_is_on_the_clock(desk: Desk) -> None:
    waiting = {(timer.period, timer.task) for timer in timers._clock.waiting()}
    assert (maintenance.HOUR, maintenance.touch_sessions) in waiting
    assert maintenance.EVERY in {period for period, _ in waiting}
    assert handlers.known["sweep_sessions"].period == sessions.SWEEP_EVERY


def test_a_task_that_fails_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError("as if the database were away")

    done: list[int] = []
    maintenance.do_all([broken, lambda: done.append(1)])
    assert "broken failed" in caplog.text
    assert done == [1]


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Frames as (name, payload, channels), and ("close", sid)."""
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(channels, "emit", lambda name, payload, *to, **_: found.append((name, payload, *to)))
    monkeypatch.setattr(channels, "close", lambda sid: found.append(("close", sid)))
    return found


def test_who_cannot_be_welcomed_is_sent_away_to_dial_again(
    desk: Desk, emitted: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_user_id: int) -> list[int]:
        raise RuntimeError("as if the database were away")

    monkeypatch.setattr(rooms, "ids", away)
    connections.add("new", desk.ana)
    Handshake(desk.app).welcome("new")
    name, error, to = emitted[-2]
    assert (name, error["code"], to) == ("error", "internal", "new")
    assert error["id"]
    assert "database" not in str(error)
    assert emitted[-1] == ("close", "new")


def test_who_is_gone_before_the_welcome_is_not_online(desk: Desk, emitted: list[tuple[Any, ...]]) -> None:
    handshake = Handshake(desk.app)
    connections.add("brief", desk.ana)
    handshake.disconnect("brief", "transport close")
    handshake.welcome("brief")
    assert not presence.is_online(desk.ana.user_id)
    assert emitted == []
