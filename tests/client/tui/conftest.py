"""Fixtures of the tests of the full-screen app."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from app.client import language
from tests.support.server import RunningServer
from tests.support.tui_world import World

_numbers = count(1)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test finds, or leaves, anything of the person's who runs it."""
    monkeypatch.setenv("NGOBROL_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("NGOBROL_TOKEN", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(language, "_spoken", "en")


@pytest.fixture
def world(server: RunningServer) -> World:
    """People of their own on the module's server."""
    return World(server, next(_numbers))


@pytest.fixture
def lonely(start_server: Callable[..., RunningServer]) -> World:
    """People on a server of their own, which may be killed."""
    return World(start_server(), next(_numbers))
