"""What an idle server keeps in memory, in all and by what it has loaded."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.databases import migrate, sqlite_url
from tests.support.postgres import Cluster
from tests.support.server import RunningServer

IDLE = 100_000_000  # bytes; on SQLite it is at about 90 million, on PostgreSQL 94
HASH = 19 << 20  # bytes that one password hash takes while it is made
NEVER = {
    "aiohttp", "alembic", "bleach", "dns", "emoji", "flasgger", "flask_migrate", "jsonschema", "linkify_it",
    "mako", "markdown_it", "prometheus_client", "pygments", "redis", "requests", "segno", "textual",
    "websocket",
}  # fmt: skip
"""What is installed, and an idle server that is alone on a database at head has no use for."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The setting for an empty database."""
    if request.param == "sqlite":
        return ""
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.empty_database()


def resident(server: RunningServer) -> int:
    """Bytes of it that are in memory, those shared with other processes too."""
    pages = Path(f"/proc/{server.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_an_idle_server_is_small_from_its_first_start(database: str, tmp_path: Path) -> None:
    with RunningServer(tmp_path, DATABASE_URL=database) as server:
        assert resident(server) < IDLE
        server.restart()
        assert resident(server) < IDLE


def test_what_is_not_used_is_not_loaded(database: str, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    migrate(database or sqlite_url(data_dir))
    with RunningServer(tmp_path, DATABASE_URL=database, PYTHONPROFILEIMPORTTIME="1") as server:
        modules = re.findall(r"^import time:.*\| +(\S+)$", server.log, re.MULTILINE)
        # Of what is asked for and missing, only the package itself is named here.
        loaded = {name.partition(".")[0] for name in modules if "." in name}
        assert {"flask", "socketio"} <= loaded
        assert not NEVER & loaded
        assert ("psycopg2" in loaded, "sqlite3" in loaded) == (bool(database), not database)
        assert server.request("GET", "/openapi.json").status_code == 200


def test_the_memory_of_hashes_goes_back(tmp_path: Path) -> None:
    def register(number: int) -> None:
        server.register(f"orang{number}", password="rahasia sekali")

    with RunningServer(tmp_path) as server, ThreadPoolExecutor(8) as people:
        before = resident(server)
        list(people.map(register, range(16)))
        assert resident(server) - before < HASH
