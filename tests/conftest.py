"""Fixtures for everybody: a database cluster, servers, a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pytest

from tests.support import turns
from tests.support.browser import People
from tests.support.chromium import chromium
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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test marked `alone` measures: no other worker's test runs beside it."""
    with turns.alone() if item.get_closest_marker("alone") else turns.together():
        return (yield)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what a database or an async mode can change on each of them."""
    if "stack" in metafunc.fixturenames:
        for mark, stacks in (("every_stack", STACKS), ("every_mode", [STACKS[0], STACKS[2]])):
            if metafunc.definition.get_closest_marker(mark):
                metafunc.parametrize("stack", stacks, ids=str, indirect=True, scope="module")


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


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> Stack:
    """What `server` runs on: the default, and for tests of `every_stack` or `every_mode` the others."""
    given: Stack = getattr(request, "param", STACKS[0])
    return given


@pytest.fixture(scope="module")
def server(stack: Stack, start_server: Callable[..., RunningServer]) -> Iterator[RunningServer]:
    """A server of the module's own, on each of its tests' stacks."""
    started = start_server(stack)
    yield started
    started.kill()


@pytest.fixture(scope="session")
def default_server(_servers: Servers) -> Iterator[RunningServer]:
    """One server for all on the default stack, for what no stack changes.

    Others have talked there before: who counts everything, needs an empty lobby, or ends the server
    starts one of their own.
    """
    server = _servers.start(STACKS[0])
    yield server
    server.kill()


@pytest.fixture(scope="session")
def _profiles() -> Iterator[Profiles]:
    with chromium() as browser:
        profiles = Profiles(browser)
        yield profiles
        profiles.close()


@pytest.fixture
def browser(_profiles: Profiles) -> Iterator[People]:
    """People with browsers; at the end nobody may have asked another host, or logged an error."""
    people = People(_profiles)
    yield people
    try:
        people.assert_clean()
    finally:
        people.close()
