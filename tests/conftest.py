"""Fixtures for everybody: a database cluster, servers, a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NamedTuple

import pytest

from tests.support.browser import People, chromium
from tests.support.postgres import Cluster
from tests.support.profiles import Profiles
from tests.support.server import RunningServer

os.environ["NO_PROXY"] = "127.0.0.1"  # the tests talk to this machine only, whatever proxy it uses


class Stack(NamedTuple):
    """What a server runs on."""

    database: str
    mode: str

    def __str__(self) -> str:
        return f"{self.database}-{self.mode}"


# The full product would double the time and find little: the database layer knows no async mode.
STACKS = [Stack("sqlite", "eventlet"), Stack("postgresql", "eventlet"), Stack("sqlite", "threading")]


@pytest.fixture(scope="session", autouse=True)
def _tidy_end() -> Iterator[None]:
    """SIGTERM ends the tests as Ctrl-C does, so that fixtures take their processes with them."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The session's PostgreSQL."""
    running = Cluster()
    yield running
    running.close()


@pytest.fixture(scope="module")
def start_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., RunningServer]]:
    """`start_server(stack=…, **settings)`: another server with data of its own; it ends with the module."""
    started: list[RunningServer] = []

    def start(stack: Stack = STACKS[0], **settings: str) -> RunningServer:
        if stack.database == "postgresql" and "DATABASE_URL" not in settings:
            settings["DATABASE_URL"] = request.getfixturevalue("cluster").empty_database()
        folder = tmp_path_factory.mktemp("server")
        server = RunningServer(folder, **({"ASYNC_MODE": stack.mode} | settings))
        started.append(server)
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="module", params=STACKS, ids=str)
def server(
    request: pytest.FixtureRequest, start_server: Callable[..., RunningServer]
) -> Iterator[RunningServer]:
    """One server per module and stack: the module's tests run on each of `STACKS`."""
    started = start_server(request.param)
    yield started
    started.kill()


@pytest.fixture(scope="module")
def default_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """One server per module on the default stack, for what no stack changes."""
    return start_server()


@pytest.fixture(scope="session")
def _profiles() -> Iterator[Profiles]:
    with chromium() as browser:
        yield Profiles(browser)


@pytest.fixture
def browser(_profiles: Profiles) -> Iterator[People]:
    """People with browsers; at the end nobody may have asked another host, or logged an error."""
    people = People(_profiles)
    yield people
    try:
        people.assert_clean()
    finally:
        people.close()
