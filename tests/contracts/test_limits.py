"""The limits of every door hold on the default namespace, too."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from tests.contracts.people import Circle, Client
from tests.support.people import unique
from tests.support.server import RunningServer


@pytest.fixture(scope="module")
def strict_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server whose limits are on, as they are for everybody else."""
    return start_server(RATE_LIMITS="on")


def test_messages(strict_server: RunningServer) -> None:
    with Circle(strict_server) as circle:
        ana = circle.ana.contract()
        letter: dict[str, Any] = {"receiver_id": circle.bo.id, "content": "x"}
        message = {"token": circle.ana.token, "username": circle.ana.name, "content": "x"}
        accepted, begun = 0, monotonic()
        for event, fields in itertools.cycle([("send_message", letter), ("new_message", message)]):
            answer = ana.call(event, fields)
            if not answer["ok"]:
                break
            accepted += 1
        # On the way two a second come back.
        assert 60 <= accepted <= 60 + 2 * (monotonic() - begun) + 1
        assert answer["error"]["code"] == "rate_limited"
        assert answer["error"]["retry_after"] >= 1


def test_people_written_to_for_the_first_time(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(RATE_LIMITS="on")
    with Circle(server) as circle:
        eve = circle.eve
        strangers = [unique("orang") for _ in range(57)]  # an address may register 60
        for name in strangers:
            server.register(name)
        for name in [*strangers, circle.ana.name, circle.bo.name, eve.name]:
            server.post("/api/rooms", eve.token, type="dm", username=name)
        socket = eve.contract()
        (admin,) = server.get("/api/users", eve.token, q="admin")
        refused = socket.call("send_message", {"receiver_id": admin["id"], "content": "halo"})
        assert refused["error"]["code"] == "rate_limited"
        assert refused["error"]["retry_after"] > 60
        assert socket.call("send_message", {"receiver_id": circle.ana.id, "content": "halo"})["ok"]


def test_joining_by_name(strict_server: RunningServer) -> None:
    """Names can't be tried out faster here than at the login."""
    with Client(strict_server.url) as nobody:
        codes = [nobody.refused("join", {"username": f"nama-{number}"})["code"] for number in range(130)]
    assert codes[0] == "user_not_found"
    assert codes[-1] == "rate_limited"
