"""People for each test, on the module's server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.people import Circle
from tests.support.server import RunningServer


@pytest.fixture
def circle(server: RunningServer) -> Iterator[Circle]:
    """On each of the stacks."""
    with Circle(server) as circle:
        yield circle


@pytest.fixture
def plain_circle(default_server: RunningServer) -> Iterator[Circle]:
    """On the default stack only."""
    with Circle(default_server) as circle:
        yield circle
