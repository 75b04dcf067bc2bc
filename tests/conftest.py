"""Fixtures for everybody: a database cluster, servers, a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
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


class Servers:
    """Servers with data of their own; while one is used, the next of its kind starts beside it."""

    def __init__(self, empty_database: Callable[[], str], folder: Callable[[], Path]) -> None:
        self._empty_database = empty_database
        self._folder = folder
        self._next: dict[Stack, RunningServer] = {}

    def start(self, stack: Stack, **settings: str) -> RunningServer:
        """One that serves; with settings, none that was started before."""
        if settings:
            return self._launch(stack, wait=True, **settings)
        server = self._next.pop(stack, None) or self._launch(stack, wait=False)
        server.wait()
        return server

    def prepare(self, stack: Stack) -> None:
        """Begin to start the next one."""
        if stack not in self._next:
            self._next[stack] = self._launch(stack, wait=False)

    def close(self) -> None:
        """End those that nobody used."""
        for server in self._next.values():
            server.kill()

    def _launch(self, stack: Stack, *, wait: bool, **settings: str) -> RunningServer:
        if stack.database == "postgresql" and "DATABASE_URL" not in settings:
            settings["DATABASE_URL"] = self._empty_database()
        return RunningServer(self._folder(), wait, **({"ASYNC_MODE": stack.mode} | settings))


@pytest.fixture(scope="session")
def _servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    def empty_database() -> str:
        cluster: Cluster = request.getfixturevalue("cluster")
        return cluster.empty_database()

    servers = Servers(empty_database, lambda: tmp_path_factory.mktemp("server"))
    yield servers
    servers.close()


@pytest.fixture(scope="module")
def start_server(_servers: Servers) -> Iterator[Callable[..., RunningServer]]:
    """`start_server(stack=…, **settings)`: another server with data of its own; it ends with the module."""
    started: list[RunningServer] = []

    def start(stack: Stack = STACKS[0], **settings: str) -> RunningServer:
        server = _servers.start(stack, **settings)
        started.append(server)
        if not settings:
            _servers.prepare(stack)
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
