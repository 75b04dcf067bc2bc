"""Servers, and services without doors, on databases that somebody set up in another way than ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.exceptions import Unavailable
from app.extensions import db
from app.factory import create_app
from app.migrating import upgrade
from app.services import readiness
from app.storage.writer import writer
from tests.services.conftest import House, settings
from tests.support.processes import ROOT, free_port, plain_environment

MERE_OWNER: list[str] = []
"""Has a program keep to the modes of files, which root need not."""
if os.geteuid() == 0:
    MERE_OWNER = ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]


def is_ready() -> bool:
    """Whether it says so, trying anew."""
    readiness.forget()
    try:
        readiness.check()
    except Unavailable:
        return False
    return True


@contextmanager
def _house(folder: Path, url: str = "") -> Iterator[House]:
    given = settings(folder, url)
    upgrade(given)
    app = create_app(given)
    try:
        yield House(app)
    finally:
        writer().stop()
        with suppress(Exception), app.app_context():
            db.engine.dispose()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Any]:
    """The services on a migrated database, for `with`."""
    return partial(_house, tmp_path)


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., str]:
    """The one line that a server ends with which can't start: `refusal(**settings)`."""

    def ended(**given: str) -> str:
        environment = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), "TERMINAL_PORT": "0"}
        done = subprocess.run(
            [*MERE_OWNER, sys.executable, "main.py"],
            cwd=ROOT,
            env=plain_environment(**(environment | given)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2, done
        (line,) = done.stderr.splitlines()
        assert done.stdout == ""
        return line

    return ended
