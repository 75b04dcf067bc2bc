"""What is said and heard once more, over the libraries' own way of sending (`SEND_PATH=stock`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sockets.test_members import *  # noqa: F403  the same tests, on the server below
from tests.sockets.test_messages import *  # noqa: F403
from tests.sockets.test_presence import *  # noqa: F403
from tests.sockets.test_sessions import *  # noqa: F403
from tests.support.server import RunningServer


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    return start_server(SEND_PATH="stock")
