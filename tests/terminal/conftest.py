"""Servers with a gateway, and people to sit down at it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.conftest import Stack
from tests.support.processes import free_port
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient
from tests.support.terminal import Terminal

_numbers = itertools.count(1)


class Hall:
    """One server, and everything that a test connects to it."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._open = ExitStack()
        self.tokens: dict[str, str] = {}

    def name(self, stem: str, **fields: Any) -> str:
        """A new account like `stem`; its username."""
        name = f"{stem}{next(_numbers)}"
        self.tokens[name] = self.server.register(name, **fields)
        return name

    def terminal(self, username: str = "", password: str = "", **options: Any) -> Terminal:
        """A new terminal, with somebody signed in if named."""
        terminal = self._open.enter_context(Terminal(self.server, **options))
        if username:
            terminal.auth(username, password)
        return terminal

    def browser(self, username: str) -> ChatClient:
        """What a browser keeps open."""
        client = ChatClient(self.server.url, self.tokens[username])
        self._open.callback(client.close)
        client.wait_for("ready")
        return client

    def online(self, username: str) -> bool:
        """Whether others see them online."""
        found = self.server.get("/api/users", self.tokens[username], q=username)
        return any(user["username"] == username and user["is_online"] for user in found)

    def sessions(self, username: str) -> list[str]:
        """The ids of all living sessions."""
        return [one["id"] for one in self.server.get("/api/me/sessions", self.tokens[username])]

    def close(self) -> None:
        self._open.close()


@pytest.fixture(scope="module")
def server(stack: Stack, start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server with a gateway of the module's own, on each of its tests' stacks."""
    return start_server(stack, TERMINAL_PORT=str(free_port()))


@pytest.fixture(scope="module")
def default_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """One server with a gateway per module, on the default stack."""
    return start_server(TERMINAL_PORT=str(free_port()))


@pytest.fixture
def hall(server: RunningServer) -> Iterator[Hall]:
    """On each of the stacks."""
    hall = Hall(server)
    yield hall
    hall.close()


@pytest.fixture
def plain_hall(default_server: RunningServer) -> Iterator[Hall]:
    """On the default stack only."""
    hall = Hall(default_server)
    yield hall
    hall.close()
