"""A real PostgreSQL of the tests' own: Debian's programs, a free port, a temporary folder.

PostgreSQL refuses to run as root; root starts it as the user `postgres`, through
`setpriv`, which (unlike `runuser`) leaves no process in between and lets the
database end even when the tests are killed outright. One cluster serves a whole
session, and a database is a copy of a template, which takes some 50 ms.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg2

from tests.support.processes import ROOT, end, free_port, plain_environment, start, wait_until

PROGRAMS = "/usr/lib/postgresql"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "timezone": "UTC",
    # The tests kill servers, never this database: flushing to disk would only cost time.
    "fsync": "off",
}


class Cluster:
    """A running PostgreSQL; `close()` stops it and removes its data."""

    def __init__(self, **options: str) -> None:
        """Start it; `options` are settings of PostgreSQL besides, or instead of, `OPTIONS`."""
        self._options = OPTIONS | options
        self._programs = _newest_programs()
        self._as_owner = ["setpriv", "--pdeathsig", "QUIT"]
        self.folder = Path(tempfile.mkdtemp(prefix="ngobrol-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._as_owner += ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        self.port = free_port()
        self._lock = threading.Lock()
        self._templates: dict[str, str] = {}
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _start(self) -> None:
        data, self._log = self.folder / "data", self.folder / "log"
        initdb = [f"{self._programs}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*self._as_owner, *initdb, "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, cwd="/", env=plain_environment(),
        )  # fmt: skip
        options = self._options | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [*self._as_owner, f"{self._programs}/postgres", "-D", str(data), *settings]
        self._process = start(command, cwd=Path("/"), env=plain_environment(), log=self._log)
        wait_until(self._answers, "PostgreSQL answers")

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"PostgreSQL did not start:\n{self._log.read_text()}")
        try:
            psycopg2.connect(self.url("postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True

    @property
    def pid(self) -> int:
        """The process that is the parent of all its others."""
        return self._process.pid

    def url(self, database: str) -> str:
        """The URL of a database of this cluster, as `DATABASE_URL` wants it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser, outside any transaction."""
        connection = psycopg2.connect(self.url("postgres"))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def empty_database(self) -> str:
        """The URL of a new database with nothing in it."""
        return self._create("template0")

    def fresh_database(self, prepare: Callable[[str], None]) -> str:
        """The URL of a new database as `prepare(url)` leaves one.

        `prepare` runs once a session and may keep no connection open.
        """
        with self._lock:
            key = f"{prepare.__module__}.{prepare.__qualname__}"
            if key not in self._templates:
                url = self.empty_database()
                prepare(url)
                self._templates[key] = url.rsplit("/", 1)[1]
            return self._create(self._templates[key])

    def _create(self, template: str) -> str:
        name = f"t_{secrets.token_hex(6)}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def close(self) -> None:
        """Stop at once and leave nothing behind; may be called twice."""
        try:
            end(self._process, signal.SIGQUIT, timeout=20)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def _newest_programs() -> Path:
    versions = [path.parent for path in Path(PROGRAMS).glob("*/bin/initdb")]
    if not versions:
        raise AssertionError(f"PostgreSQL is missing: install it with {ROOT.name}/.ci/packages")
    return max(versions, key=lambda path: float(path.parent.name))
