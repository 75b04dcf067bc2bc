"""The contracts' documented clients under Node, on each of the stacks."""

from __future__ import annotations

import pytest

from tests.support.node import converse, needs_node
from tests.support.server import ADMIN_PASSWORD, RunningServer

pytestmark = [needs_node, pytest.mark.every_stack]


def test_lobby_and_direct_messages(server: RunningServer) -> None:
    assert converse("contracts.test.js", server) == 1, "it goes on after the server was killed"


def test_support(server: RunningServer) -> None:
    converse("support.test.js", server, ADMIN_PASSWORD=ADMIN_PASSWORD)
