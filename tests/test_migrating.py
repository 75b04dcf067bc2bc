"""Migrating at the start: once, however many start, and with one clear line when it can't be done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app import migrating
from app.migrating import MIGRATIONS, newest
from config import Settings
from tests.services.conftest import settings
from tests.support.databases import engine_for, migrate, sqlite_url
from tests.support.postgres import Cluster
from tests.support.processes import ROOT, free_port, plain_environment
from tests.support.server import RunningServer


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
def test_a_migration_whose_process_vanishes_is_no_success(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed for its memory, for example; also where nobody may ask how it ended."""
    given = settings(tmp_path)

    def vanish(_settings: Settings) -> None:
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)

    monkeypatch.setattr(migrating, "upgrade", vanish)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with pytest.raises(migrating.MigrationFailed, match="ended too early"):
            migrating.upgrade_aside(given)
    finally:
        signal.signal(signal.SIGCHLD, before)
    monkeypatch.undo()
    migrating.upgrade_aside(given)
    with engine_for(sqlite_url(tmp_path)).connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def test_why_a_migration_failed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_settings: Settings) -> None:
        raise RuntimeError("the table is\nsomebody else's")

    monkeypatch.setattr(migrating, "upgrade", fail)
    with pytest.raises(migrating.MigrationFailed, match=r"^it could not be migrated: the table is$"):
        migrating.upgrade_aside(settings(tmp_path))


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
