"""Starting with a Redis: a wrong one stops the start, one that is only away doesn't."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cluster.conftest import linked
from tests.support.postgres import Cluster
from tests.support.processes import wait_until
from tests.support.redis import RunningRedis
from tests.support.server import RunningServer


def test_a_wrong_password_stops_the_start(
    start_process: Callable[..., RunningServer], redis: RunningRedis
) -> None:
    with pytest.raises(AssertionError, match=r"can't start\. REDIS_URL: ") as refusal:
        start_process(REDIS_URL=redis.url.replace("the-tests", "not-the-tests"))
    assert "not-the-tests" not in str(refusal.value)


def test_a_host_that_nobody_has_stops_the_start(start_process: Callable[..., RunningServer]) -> None:
    with pytest.raises(AssertionError, match=r"can't start\. REDIS_URL: there is no such host"):
        start_process(REDIS_URL="redis://:secret@redis.invalid:6379/0")


def test_a_redis_that_is_away_is_waited_for_while_serving(
    start_process: Callable[..., RunningServer], cluster: Cluster
) -> None:
    late = RunningRedis()
    late.kill()
    try:
        process = start_process(REDIS_URL=late.url, DATABASE_URL=cluster.empty_database())
        assert linked(process, "away")
        assert process.register("early")
        late.start()
        wait_until(lambda: linked(process), "it hears Redis")
        process.kill()
    finally:
        late.close()
