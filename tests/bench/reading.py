"""How long reading takes in a database with plenty in it: `python -m tests.bench.reading`.

Builds rooms of `--messages` messages on a database of its own, asks in every way
(`tests.support.plenty.readings`) and prints the median and the 99th percentile in
milliseconds, in this process and without a door: what the services and the database take.
"""

from __future__ import annotations

import argparse
import gc
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from app.extensions import db
from app.factory import create_app
from app.migrating import upgrade
from app.storage.writer import writer
from config import load_settings
from tests.support.databases import engine_for
from tests.support.plenty import Plenty, readings
from tests.support.postgres import Cluster

DATABASES = ("sqlite", "postgresql")
WARM_UP = 5
Times = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_000_000, help="in the largest rooms")
    parser.add_argument("--rooms", type=int, default=200, help="that one person is in")
    parser.add_argument("--times", type=int, default=300, help="that each is asked")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one")
    wanted = parser.parse_args()
    logging.disable()  # an app that is taken down goes on looking after its sessions, and says so
    found = {
        name: _measured(name, wanted.messages, wanted.rooms, wanted.times)
        for name in wanted.database or DATABASES
    }
    _show(found)


def _measured(database: str, messages: int, rooms: int, times: int) -> Times:
    with tempfile.TemporaryDirectory() as folder, _url(database) as url:
        given = {"DATA_DIR": folder, "ASYNC_MODE": "threading", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        settings = load_settings(given)
        upgrade(settings)
        with engine_for(settings.database).connect() as connection:
            plenty = Plenty(connection, messages, rooms)
            began = perf_counter()
            plenty.build()
            print(f"{database}: built in {perf_counter() - began:.0f} s", flush=True)  # noqa: T201
            app = create_app(settings)
            asked = readings(plenty)
        found = {name: _times(ask, times) for name, ask in asked.items()}
        writer().stop()
        with app.app_context():
            db.engine.dispose()
        return found


@contextmanager
def _url(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    cluster = Cluster()
    try:
        yield cluster.empty_database()
    finally:
        cluster.close()


def _times(ask: Callable[[], Any], times: int) -> list[float]:
    for _ in range(WARM_UP):
        ask()
    gc.collect()
    gc.freeze()  # as the server does
    taken = []
    for _ in range(times):
        began = perf_counter()
        ask()
        taken.append((perf_counter() - began) * 1_000)
        if sum(taken) > 20_000:  # what is slow is not asked for ever
            break
    return sorted(taken)


def _show(found: dict[str, Times]) -> None:
    databases = list(found)
    print("| p50 / p99 in ms | " + " | ".join(databases) + " |")  # noqa: T201
    print("|---|" + "---|" * len(databases))  # noqa: T201
    for name in found[databases[0]]:
        cells = [f"{_at(found[one][name], 0.5):.2f} / {_at(found[one][name], 0.99):.2f}" for one in databases]
        print(f"| {name} | " + " | ".join(cells) + " |")  # noqa: T201


def _at(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


if __name__ == "__main__":
    main()
