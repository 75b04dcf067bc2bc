"""Both processes behind nginx, as docs/deploy has it: one address, every transport, and none is missed."""

from __future__ import annotations

import requests

from tests.cluster.conftest import Pair, back, open_at, say
from tests.support.nginx import RunningNginx
from tests.support.processes import wait_until
from tests.support.sockets import ChatClient


def test_every_transport_reaches_a_process_and_they_hear_each_other(nginx: RunningNginx, pair: Pair) -> None:
    both = (pair.one, pair.other)
    wait_until(lambda: not any(map(open_at, both)), "nobody of an earlier test is left", timeout=60)
    sockets = [ChatClient(nginx.url, pair.bo.token) for _ in range(4)]
    sockets += [ChatClient(nginx.url, pair.bo.token, transports=("polling",)) for _ in range(2)]
    sockets += [ChatClient(nginx.url, pair.bo.token, transports=("polling", "websocket"))]
    try:
        for socket in sockets:
            socket.wait_for("ready")
        assert sum(map(open_at, both)) == len(sockets)
        assert all(map(open_at, both))
        say(sockets[0], pair.room, "lewat nginx")
        for socket in sockets:
            assert socket.wait_for("message_created", pair.here)["message"]["content"] == "lewat nginx"
    finally:
        for socket in sockets:
            socket.close()


def test_a_visitor_has_their_own_address_whatever_they_claim(nginx: RunningNginx, pair: Pair) -> None:
    claimed = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    answer = requests.post(
        f"{nginx.url}/api/login", json={"username": pair.bo.name}, headers=claimed, timeout=10
    )
    sessions = pair.one.get("/api/me/sessions", answer.json()["data"]["token"])
    (address,) = (one["address"] for one in sessions if one["current"])
    assert address == "127.0.0.1"
    page = requests.get(f"{nginx.url}/", headers=claimed, timeout=10)
    assert page.status_code == 200
    assert "evil.example" not in page.text


def test_its_figures_are_not_for_visitors(nginx: RunningNginx) -> None:
    assert requests.get(f"{nginx.url}/metrics", timeout=10).status_code == 403


def test_when_a_process_is_killed_the_other_serves_everybody(nginx: RunningNginx, pair: Pair) -> None:
    ana = pair.ana.chat()
    sent = say(ana, pair.room, "sebelum")
    pair.other.kill()
    try:
        for _ in range(4):
            assert requests.get(f"{nginx.url}/healthz", timeout=10).status_code == 200
        with ChatClient(nginx.url, pair.bo.token) as bo:
            bo.wait_for("ready")
            assert bo.send("history", room_id=pair.room, limit=1)["messages"][0]["id"] == sent["id"]
            say(ana, pair.room, "sesudah")
            bo.wait_for("message_created", pair.here)
    finally:
        back(pair.other)
