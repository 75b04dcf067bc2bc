"""Migrating at the start: once, however many start, and with one clear line when it can't be done."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.migrating import MIGRATIONS, newest
from tests.support.databases import engine_for, migrate, sqlite_url
from tests.support.postgres import Cluster
from tests.support.processes import ROOT, free_port, plain_environment
from tests.support.server import RunningServer
from tests.test_eventlet import output

ASIDE = """
import os, signal, sys
from app import migrating
from config import load_settings

folder, how = sys.argv[1:]

def upgrade(settings):
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "gone":
        os._exit(0)
    raise RuntimeError("the table is\\nsomebody else's")

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if how != "well":
    migrating.upgrade = upgrade
try:
    migrating.upgrade_aside(load_settings({"DATA_DIR": folder}))
except migrating.MigrationFailed as failed:
    print(failed)
"""
"""Migrates, in a process of its own: it forks, which the tests' process, full of threads, had better not."""


def test_the_newest_revision_is_known_without_alembic() -> None:
    assert newest() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_processes_that_start_together_migrate_once(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = {"DATA_DIR": str(tmp_path / "data")}
    if database == "postgresql":  # where only the database itself can make them take turns
        cluster: Cluster = request.getfixturevalue("cluster")
        settings = {"DATABASE_URL": cluster.empty_database()}
    with ThreadPoolExecutor(3) as pool:
        # Creating a table that is there already would have stopped the second.
        started = pool.map(lambda name: RunningServer(tmp_path / name, **settings), "abc")
        servers = list(started)
    try:
        servers[0].register("ana")
        for server in servers:
            assert server.login("ana")
            assert "rror" not in server.log
    finally:
        for server in servers:
            server.kill()


@pytest.mark.parametrize("how", ["killed", "gone"])
def test_a_migration_whose_process_vanishes_is_no_success(how: str, tmp_path: Path) -> None:
    """Killed for its memory, for example; also where nobody may ask how it ended."""
    assert "ended too early" in output(ASIDE, str(tmp_path), how, first="")
    assert output(ASIDE, str(tmp_path), "well", first="") == ""
    with engine_for(sqlite_url(tmp_path)).connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def test_why_a_migration_failed_is_told(tmp_path: Path) -> None:
    told = output(ASIDE, str(tmp_path), "failing", first="")
    assert told == "it could not be migrated: the table is"


def test_a_database_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    migrate(url)
    with engine_for(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ended = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=plain_environment(DATA_DIR=str(tmp_path), PORT=str(free_port()), TERMINAL_PORT="0"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "9999" in ended.stderr
    assert "Traceback" not in ended.stderr
