"""socket.io-client under Node on `/chat`."""

from __future__ import annotations

import pytest

from tests.support.node import converse, needs_node
from tests.support.server import RunningServer

pytestmark = needs_node


@pytest.mark.every_stack
def test_a_conversation(server: RunningServer) -> None:
    assert converse("chat.test.js", server) == 1, "it goes on after the server was killed"


def test_upgrades_in_the_middle_of_a_stream(default_server: RunningServer) -> None:
    converse("upgrade.test.js", default_server)
