"""The limits of every door hold on the default namespace, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contracts.people import Circle, Client
from tests.support.server import RunningServer


@pytest.fixture(scope="module")
def strict_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server whose limits are on, as they are for everybody else."""
    return start_server(RATE_LIMITS="on")


def test_messages(strict_server: RunningServer) -> None:
    with Circle(strict_server) as circle:
        ana = circle.ana.contract()
        answers = []
        for number in range(35):
            answers.append(ana.call("send_message", {"receiver_id": circle.bo.id, "content": str(number)}))
            message = {"token": circle.ana.token, "username": circle.ana.name, "content": str(number)}
            answers.append(ana.call("new_message", message))
        refused = [answer["error"] for answer in answers if not answer["ok"]]
        assert 1 <= len(refused) <= 10
        assert {error["code"] for error in refused} == {"rate_limited"}
        assert refused[0]["retry_after"] >= 1


def test_joining_by_name(strict_server: RunningServer) -> None:
    """Names can't be tried out faster here than at the login."""
    with Client(strict_server.url) as nobody:
        codes = [nobody.refused("join", {"username": f"nama-{number}"})["code"] for number in range(130)]
    assert codes[0] == "user_not_found"
    assert codes[-1] == "rate_limited"
