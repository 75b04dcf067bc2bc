"""A house without doors: services on a real database, with everything published kept in a list."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.databases import postgresql
from app.events import Event
from app.extensions import db
from app.factory import create_app
from app.migrating import upgrade
from app.realtime import bus
from app.services import sessions, signing_in
from app.services.actor import Actor, Device
from app.storage.writer import writer
from config import Settings, load_settings
from tests.support.databases import PATIENT
from tests.support.postgres import Cluster

DEVICE = Device("tests", "127.0.0.1")


class House:
    """One app, the facts it published, and people by name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.events: list[Event] = []
        for kind in Event.__subclasses__():
            bus.subscribe(kind, self.events.append)

    def person(self, username: str, password: str | None = None) -> Actor:
        """A new user, signed in."""
        account = signing_in.register(username, password, {}, DEVICE)
        return sessions.authenticate(account.id, account.session_id)

    def sign_in(self, username: str, password: str | None = None) -> Actor:
        """A further session of somebody."""
        account = signing_in.log_in(username, password, DEVICE)
        return sessions.authenticate(account.id, account.session_id)

    def heard(self, kind: type[Event]) -> list[Event]:
        """The facts of one kind, in the order they were published."""
        return [event for event in self.events if type(event) is kind]


def settings(folder: Path, url: str = "") -> Settings:
    """Settings for an app in this process, which is never patched; limits are tried out in `tests/api`."""
    given = {"DATA_DIR": str(folder), "ASYNC_MODE": "threading", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    return load_settings(given | {"RATE_LIMITS": "off"})


def migrate_postgresql(url: str) -> None:
    """Prepare the template of the PostgreSQL databases."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        upgrade(settings(Path(folder), url))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema, to copy."""
    prepared = settings(tmp_path_factory.mktemp("migrated"))
    upgrade(prepared)
    return prepared.data_dir / "ngobrol.db"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "WRITING", PATIENT)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[House]:
    """A fresh house on each database."""
    if request.param == "sqlite":
        shutil.copy(migrated_file, tmp_path / "ngobrol.db")
        url = ""
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.fresh_database(migrate_postgresql)
    app = create_app(settings(tmp_path, url))
    yield House(app)
    writer().stop()
    with app.app_context():
        db.engine.dispose()
    if url:
        cluster.drop(url)
