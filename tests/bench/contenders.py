"""What is compared: the product as its users start it, and the least that is a chat under Node.

Each is a context manager that yields the generator's scenario for it, without the row's own numbers.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import requests

from tests.bench.generator.scenario import Scenario
from tests.support.postgres import Cluster
from tests.support.processes import end, free_port, plain_environment, start, wait_until
from tests.support.redis import RunningRedis
from tests.support.server import RunningServer

HERE = Path(__file__).parent
SLOW_DISK_US = 2_000
Contender = Callable[[Path, int], AbstractContextManager[Scenario]]
"""`contender(folder, members)`: runs with its data in `folder`, everybody's place prepared."""


class Missing(Exception):
    """Something that a row needs is not on this machine; the text says what."""


@contextmanager
def ours(
    folder: Path, members: int, *, postgres: bool = False, slow_disk: bool = False
) -> Iterator[Scenario]:
    """The product with its defaults: accounts and their memberships made by REST, messages on `/chat`.

    Only the rate limits are off: 50 people who send as fast as they can are what those are there to stop.
    """
    settings = preload(folder) if slow_disk else {}
    with _cluster() if postgres else nullcontext() as cluster:
        if cluster:
            settings["DATABASE_URL"] = cluster.empty_database()
        with RunningServer(folder, LOG_LEVEL="WARNING", **settings) as server:
            yield _chatting([server], members, *([cluster.pid] if cluster else []))


@contextmanager
def pair(folder: Path, members: int) -> Iterator[Scenario]:
    """Two processes of the product, with half of the members each, over one PostgreSQL and one Redis."""
    with _cluster() as cluster, closing(RunningRedis()) as redis, ExitStack() as running:
        shared = {"DATABASE_URL": cluster.empty_database(), "REDIS_URL": redis.url, "SECRET_KEY": "b" * 32}
        servers = [
            running.enter_context(RunningServer(folder / name, LOG_LEVEL="WARNING", **shared))
            for name in ("one", "other")
        ]
        yield _chatting(servers, members, cluster.pid, redis.pid)


def _chatting(servers: list[RunningServer], members: int, *beside: int) -> Scenario:
    room, tokens = _moved_in(servers[0], members)
    return Scenario(
        urls=[_websocket(server.port) for server in servers],
        pids=[*(server.pid for server in servers), *beside],
        namespace="/chat",
        auth=[{"token": token} for token in tokens],
        send=["send_message", {"room_id": room, "content": "{body}", "client_id": "{nonce}"}],
        deliver="message_created",
    )


@contextmanager
def node(folder: Path, members: int, *, slow_disk: bool = False) -> Iterator[Scenario]:
    """`node/chat.js`, with the `synchronous=NORMAL` that is usual there; on the slow disk FULL, as ours."""
    port = free_port()
    settings = {"PORT": str(port), "DB": str(folder / "node.db"), "SYNC": "FULL" if slow_disk else "NORMAL"}
    if slow_disk:
        settings |= preload(folder)
    if not (HERE / "node" / "node_modules").is_dir():
        raise Missing("the peer's packages: run `make bench`, which installs them")
    log = folder / "node.log"
    child = start(["node", "chat.js"], cwd=HERE / "node", env=plain_environment(**settings), log=log)
    try:
        wait_until(partial(_answers, child, port, log), "the Node peer answers")
        yield Scenario(
            urls=[_websocket(port)],
            pids=[child.pid],
            auth=[{"user": f"bench{number}"} for number in range(members)],
            setup=[["join", {"room": "bench"}]],
            send=["send", {"room": "bench", "body": "{body}"}],
            deliver="message",
        )
    finally:
        end(child)


def preload(folder: Path) -> dict[str, str]:
    """The environment of a process whose disk is slow. Raises `Missing` without a C compiler."""
    library = folder / "slow_disk.so"
    try:
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O2", "-o", library, HERE / "slow_disk.c", "-ldl"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise Missing("a C compiler, for the slow disk (Debian: apt install gcc libc6-dev)") from None
    except subprocess.CalledProcessError as error:
        raise Missing(f"a C compiler that works, for the slow disk:\n{error.stderr}") from error
    return {"LD_PRELOAD": str(library), "DELAY_US": str(SLOW_DISK_US)}


@contextmanager
def _cluster() -> Iterator[Cluster]:
    cluster = Cluster(fsync="on")
    try:
        yield cluster
    finally:
        cluster.close()


def _moved_in(server: RunningServer, members: int) -> tuple[int, list[str]]:
    """A group, and the tokens of its `members`."""
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(server.register, (f"bench{number}" for number in range(members))))
        room: int = server.post("/api/rooms", tokens[0], type="group", name="bench")["id"]

        def join(token: str) -> Any:
            return server.post(f"/api/rooms/{room}/join", token)

        list(pool.map(join, tokens[1:]))
    return room, tokens


def _answers(child: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    if child.poll() is not None:
        raise AssertionError(f"the Node peer ended:\n{log.read_text()}")
    try:
        return requests.get(f"http://127.0.0.1:{port}", timeout=5).ok
    except requests.ConnectionError:
        return False


def _websocket(port: int) -> str:
    return f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
