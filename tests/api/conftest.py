"""The whole app in this process, on a database of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.databases import postgresql
from app.extensions import db
from app.factory import create_app
from app.storage.writer import writer
from config import load_settings
from tests.api.client import Api
from tests.support.databases import PATIENT, migrate, sqlite_url
from tests.support.postgres import Cluster

MakeApi = Callable[..., Api]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema, to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(sqlite_url(folder))
    return folder / "ngobrol.db"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "WRITING", PATIENT)


@pytest.fixture
def make_api(tmp_path: Path, migrated_file: Path) -> Iterator[MakeApi]:
    """`make_api(**settings)`: an app with limits on; a further one takes over its data,
    and the process's only writer.
    """
    made: list[Api] = []

    def make(**settings: str) -> Api:
        if not made and "DATABASE_URL" not in settings:
            shutil.copy(migrated_file, tmp_path / "ngobrol.db")
        given = {"DATA_DIR": str(tmp_path), "ASYNC_MODE": "threading", "LOG_LEVEL": "ERROR"}
        made.append(Api(create_app(load_settings(given | settings))))
        return made[-1]

    yield make
    writer().stop()
    for api in made:
        with api.app.app_context():
            db.engine.dispose()


@pytest.fixture
def api(request: pytest.FixtureRequest, make_api: MakeApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """An app on SQLite; `@both` runs a test on PostgreSQL too."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield make_api()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.fresh_database(migrate)
    made = make_api(DATABASE_URL=url)
    yield made
    writer().stop()
    with made.app.app_context():
        db.engine.dispose()
    cluster.drop(url)
