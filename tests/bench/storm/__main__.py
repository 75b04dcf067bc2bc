"""`python -m tests.bench.storm`: a server is killed and started again while many people are connected.

Each is in the lobby and ten groups of twenty. Prints how long it takes until all are ready again, what
presence costs on the wire, how long a message and /healthz take meanwhile, who was refused, and what
ten reloads a second cost afterwards. To compare two commits, run it in both by turns.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from tests.bench.generator.usage import cpu_seconds
from tests.bench.storm.town import Town
from tests.support.databases import engine_for, sqlite_url
from tests.support.postgres import Cluster
from tests.support.processes import ROOT, wait_until
from tests.support.server import RunningServer

SECRET = "s" * 32
RELOADS = 10.0  # a second
READY = "Ngobrol is ready"


def main() -> None:
    """Measure and print."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="ngobrol-storm-") as folder, _database(asked.postgres) as url:
        settings = {"SECRET_KEY": SECRET, "LOG_LEVEL": "WARNING"} | ({"DATABASE_URL": url} if url else {})
        with RunningServer(Path(folder), **settings) as server:
            server.stop()
            town = Town(asked.people)
            with engine_for(url or sqlite_url(server.data_dir)).connect() as connection:
                town.build(connection)
            server.start()
            with _crowd(server, town, asked.watch) as crowd:
                print(json.dumps(_storm(server, crowd, asked.people)), flush=True)  # noqa: T201
                if asked.seconds:
                    print(json.dumps(_reloads(server, crowd, asked.seconds)), flush=True)  # noqa: T201


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000, help="a multiple of 100 (%(default)s)")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument(
        "--watch", type=int, default=20, help="people on each one's screen, 0 to 20 (%(default)s)"
    )
    parser.add_argument("--seconds", type=float, default=10, help="of reloads afterwards (%(default)g)")
    return parser.parse_args()


@contextmanager
def _database(postgres: bool) -> Iterator[str]:
    if not postgres:
        yield ""
        return
    cluster = Cluster()
    try:
        yield cluster.empty_database()
    finally:
        cluster.close()


class Teller:
    """The crowd's process: says one line, hears one line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def say(self, line: dict[str, Any]) -> None:
        """Have it do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """What came of it. Raises `SystemExit` when the process is gone."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit("the crowd's process ended")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def _crowd(server: RunningServer, town: Town, watch: int) -> Iterator[Teller]:
    command = [sys.executable, "-m", "tests.bench.storm.crowd"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            teller = Teller(process)
            teller.say({
                "url": server.url,
                "tokens": town.tokens(SECRET),
                "watched": [town.mates_of(number)[:watch] for number in range(town.people)],
                "room": town.rooms_of(0)[0],
            })  # fmt: skip
            teller.hear()
            yield teller
        finally:
            process.kill()


def _storm(server: RunningServer, crowd: Teller, people: int) -> dict[str, Any]:
    logged = len(server.log)
    crowd.say({"do": "come back"})
    crowd.hear()
    server.kill()
    starts = server.log.count(READY)
    server._launch()
    wait_until(lambda: server.log.count(READY) > starts, "it is ready", timeout=60, pause=0.01)
    began, spent = monotonic(), cpu_seconds([server.pid])
    found = crowd.hear()
    spent = cpu_seconds([server.pid]) - spent
    return {
        "all ready after s": round(found["at"] - began, 2),
        "CPU ms a handshake": round(spent * 1000 / people, 2),
        "handshakes": found["ready"],
        "refused": found["refused"],
        **_presence(found),
        "message s": _times(found["said"], began),
        "healthz s": _times(found["looked"], began),
        "log bytes": len(server.log) - logged,
    }


def _reloads(server: RunningServer, crowd: Teller, seconds: float) -> dict[str, Any]:
    spent, began = cpu_seconds([server.pid]), monotonic()
    crowd.say({"do": "reload", "rate": RELOADS, "seconds": seconds})
    found = crowd.hear()
    share = (cpu_seconds([server.pid]) - spent) / (monotonic() - began)
    return {
        f"CPU % at {RELOADS:g} reloads a second": round(share * 100, 1),
        **_presence(found),
        "message s": _times(found["said"], began),
    }


def _presence(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "presence frames": found["frames"].get("presence", 0),
        "presence bytes": found["bytes"].get("presence", 0),
        "ready bytes": found["bytes"].get("ready", 0),
    }


def _times(samples: list[tuple[float, float]], since: float) -> dict[str, float]:
    taken = sorted(took for began, took in samples if began >= since)
    if not taken:
        return {}
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {"n": len(taken)} | {
        name: round(taken[int((len(taken) - 1) * part)], 3) for name, part in at.items()
    }


if __name__ == "__main__":
    main()
