"""Two processes of one installation, on one PostgreSQL and one Redis; shared by all of these tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contracts.people import Circle, Person
from tests.support.nginx import RunningNginx
from tests.support.postgres import Cluster
from tests.support.processes import free_port, wait_until
from tests.support.redis import RunningRedis
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.support.sockets import ChatClient

SECRET_KEY = "of the tests of several processes, and of nobody else"
PASSWORD = "rahasia sekali"


class Pair(Circle):
    """Ana on the one process, Bo and Eve on the other; Ana and Bo are in a group that Eve isn't in."""

    def __init__(self, one: RunningServer, other: RunningServer, redis: RunningRedis) -> None:
        super().__init__(one)
        self.one, self.other, self.redis = one, other, redis
        self.bo.server = self.eve.server = other
        self.room: int = self.ana.post("/api/rooms", type="group", name="Kopi")["id"]
        self.bo.post(f"/api/rooms/{self.room}/join")

    def here(self, frame: Any) -> bool:
        """Whether a frame is about the group."""
        return bool(frame.get("room_id") == self.room)

    def admin(self, server: RunningServer) -> Person:
        """A new admin, who acts on this process."""
        person = self.person("adm", password=PASSWORD)
        self.set_role(person, "admin")
        person.server = server
        return person

    def set_role(self, person: Person, role: str) -> None:
        """By the first admin, on the one process."""
        boss = self.one.login("admin", password=ADMIN_PASSWORD)
        self.one.patch(f"/api/users/{person.id}", boss, role=role)


def say(socket: ChatClient, room: int, content: str) -> Any:
    """A message by `/chat`."""
    return socket.send("send_message", room_id=room, content=content, client_id=content)


def linked(server: RunningServer, state: str = "up") -> bool:
    """Whether the process says so of its way to the others."""
    return bool(server.get("/readyz")["redis"] == state)


def back(process: RunningServer) -> None:
    """Start a process again, and wait until it hears the others."""
    process.start()
    wait_until(lambda: linked(process), "it hears Redis")


def open_at(process: RunningServer) -> int:
    """How many connections a process has."""
    metrics = process.request("GET", "/metrics").text
    (open_now,) = re.findall(r"^ngobrol_connections (\S+)$", metrics, re.MULTILINE)
    return int(float(open_now))


@pytest.fixture(scope="session")
def redis() -> Iterator[RunningRedis]:
    """The session's Redis."""
    running = RunningRedis()
    yield running
    running.close()


@pytest.fixture(scope="session")
def start_process(
    cluster: Cluster, redis: RunningRedis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., RunningServer]]:
    """`start_process(**settings)`: one more process of the same installation."""
    shared = {"DATABASE_URL": cluster.empty_database(), "REDIS_URL": redis.url, "SECRET_KEY": SECRET_KEY}
    started: list[RunningServer] = []

    def start(**settings: str) -> RunningServer:
        given = shared | {"TERMINAL_PORT": str(free_port())} | settings
        started.append(RunningServer(tmp_path_factory.mktemp("process"), **given))
        return started[-1]

    yield start
    for process in started:
        process.kill()


@pytest.fixture(scope="session")
def processes(start_process: Callable[..., RunningServer]) -> tuple[RunningServer, RunningServer]:
    """Two processes, one in each async mode; whoever stops one starts it again."""
    behind = {"PROXY_HOPS": "1"}
    both = (start_process(**behind), start_process(ASYNC_MODE="threading", **behind))
    wait_until(lambda: all(linked(one) for one in both), "both hear Redis")
    return both


@pytest.fixture(scope="session")
def nginx(processes: tuple[RunningServer, RunningServer]) -> Iterator[RunningNginx]:
    """In front of both."""
    running = RunningNginx(*(process.port for process in processes))
    yield running
    running.close()


@pytest.fixture
def pair(processes: tuple[RunningServer, RunningServer], redis: RunningRedis) -> Iterator[Pair]:
    """The processes, and people of this test."""
    with Pair(*processes, redis) as people:
        yield people


@pytest.fixture(scope="session")
def limited(start_process: Callable[..., RunningServer]) -> tuple[RunningServer, RunningServer]:
    """Two more processes, with rate limits; whoever stops one starts it again with `back`."""
    both = (start_process(RATE_LIMITS="on", ASYNC_MODE="threading"), start_process(RATE_LIMITS="on"))
    wait_until(lambda: all(linked(one) for one in both), "both hear Redis")
    return both
