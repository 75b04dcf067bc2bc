"""A conversation for each test, on the module's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sockets.desk import Desk, sitting
from tests.sockets.talk import Talk
from tests.support.server import RunningServer


@pytest.fixture
def talk(server: RunningServer) -> Iterator[Talk]:
    """On each of the stacks."""
    with Talk(server) as talk:
        yield talk


@pytest.fixture
def plain_talk(default_server: RunningServer) -> Iterator[Talk]:
    """On the default stack only."""
    with Talk(default_server) as talk:
        yield talk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The same house without a transport."""
    with sitting(tmp_path) as desk:
        yield desk
