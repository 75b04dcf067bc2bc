"""People without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.visitor import Visitor
from tests.support.server import RunningServer

Signed = Callable[..., Visitor]


@pytest.fixture
def stranger(default_server: RunningServer) -> Visitor:
    """Somebody who isn't signed in."""
    return Visitor(default_server.url)


@pytest.fixture
def person(default_server: RunningServer) -> Signed:
    """`person("ana")`: somebody new, signed in."""
    return lambda stem="orang", **fields: Visitor(default_server.url).register(stem, **fields)
