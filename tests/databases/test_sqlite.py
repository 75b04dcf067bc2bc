"""An SQLite file that is foreign, vanishes, moves, fills its disk or can't be written."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text

from app.databases import sqlite
from app.exceptions import NotSaved
from app.migrating import upgrade
from app.services import history, messages, rooms
from app.services.actor import Actor
from app.services.writing import Draft
from app.storage.database import reading
from app.storage.writer import writer
from tests.databases.conftest import is_ready
from tests.services.conftest import House, settings
from tests.support.processes import wait_until
from tests.support.server import RunningServer

LOBBY = 1


def talk(house: House) -> tuple[Actor, int]:
    ana = house.person("ana")
    room = rooms.create_group(ana, "Kopi")
    messages.post(ana, room.id, Draft(content="satu", client_id="c1"))
    return ana, room.id


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_nothing_is_acknowledged_into_a_file_that_has_gone(
    opened: Callable[..., Any], tmp_path: Path, how: str
) -> None:
    """The first send after it is refused, and so are all, with nothing made in its place; then it is back."""
    with opened() as house:
        ana, room_id = talk(house)
        assert is_ready()
        file, aside = tmp_path / "ngobrol.db", tmp_path / "aside"
        if how == "deleted":
            with closing(sqlite3.connect(file)) as copy:
                copy.execute(f"VACUUM INTO '{aside}'")
            for part in tmp_path.glob("ngobrol.db*"):
                part.unlink()
        else:
            aside.mkdir()
            for part in tmp_path.glob("ngobrol.db*"):
                part.rename(aside / part.name)
        for number in range(3):
            with pytest.raises(NotSaved):
                messages.post(ana, room_id, Draft(content="dua", client_id=f"k{number}"))
        assert not is_ready()
        with pytest.raises(Exception, match="unable to open database file"):
            history.page(ana, room_id)
        assert not file.exists()
        if how == "deleted":
            aside.rename(file)
        else:
            for part in aside.iterdir():
                part.rename(tmp_path / part.name)
        assert is_ready()
        for number in range(3):
            messages.post(ana, room_id, Draft(content="dua", client_id=f"k{number}"))
        seen = [message.client_id for message in history.page(ana, room_id).messages]
        # What was being written as it was moved may have moved along, and the retry finds it.
        assert sorted(key for key in seen if key) == ["c1", "k0", "k1", "k2"]


def test_another_file_in_its_place_is_read_and_written(opened: Callable[..., Any], tmp_path: Path) -> None:
    with opened() as house:
        ana, room_id = talk(house)
        file = tmp_path / "ngobrol.db"
        with closing(sqlite3.connect(file)) as copy:
            copy.execute(f"VACUUM INTO '{tmp_path / 'backup'}'")
        messages.post(ana, room_id, Draft(content="after the backup"))
        for part in tmp_path.glob("ngobrol.db*"):
            part.unlink()
        (tmp_path / "backup").rename(file)
        assert [message.content for message in history.page(ana, room_id).messages] == ["satu"]
        with pytest.raises(NotSaved):
            messages.post(ana, room_id, Draft(content="dua", client_id="c2"))
        assert messages.post(ana, room_id, Draft(content="dua", client_id="c2")).message.seq == 2


def test_a_file_that_can_be_written_again_is_written_again(
    opened: Callable[..., Any], tmp_path: Path
) -> None:
    """A handle from while it could only be read stays so for ever, so it is not kept."""
    with opened() as house:
        ana, room_id = talk(house)
        writer().run(lambda uow: uow.conn.execute(text("PRAGMA query_only=ON")))
        for number in range(3):
            assert messages.post(ana, room_id, Draft(content="lagi")).message.seq == number + 2
        assert is_ready()


def limit_files(server: RunningServer, size: int) -> None:
    """No file of the server may grow beyond `size` bytes: what a full disk is like."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def answers(server: RunningServer, path: str) -> int:
    return server.request("GET", path).status_code


def test_a_full_disk_is_told_and_ends(start_server: Callable[..., RunningServer]) -> None:
    server = start_server()
    ana = server.register("ana")

    def send(key: str) -> int:
        body = {"content": "halo " * 500, "client_id": key}
        return server.request("POST", f"/api/rooms/{LOBBY}/messages", ana, json=body).status_code

    assert (send("a"), answers(server, "/readyz")) == (201, 200)
    limit_files(server, 0)
    assert (send("b"), send("c")) == (500, 500)
    wait_until(lambda: answers(server, "/readyz") == 503, "it says that nothing can be stored")
    assert answers(server, "/healthz") == 200
    assert server.get(f"/api/rooms/{LOBBY}/messages", ana)[-1]["client_id"] == "a"
    limit_files(server, resource.RLIM_INFINITY)
    assert send("b") == 201
    wait_until(lambda: answers(server, "/readyz") == 200, "it is ready again")
    kept = server.get(f"/api/rooms/{LOBBY}/messages", ana)
    assert [message["client_id"] for message in kept] == ["a", "b"]


def test_a_data_folder_that_is_removed_is_noticed_at_once(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(RATE_LIMITS="off")
    ana = server.register("ana")
    assert answers(server, "/readyz") == 200
    shutil.rmtree(server.data_dir)
    with pytest.raises(AssertionError, match="internal"):
        server.post(f"/api/rooms/{LOBBY}/messages", ana, content="halo")
    wait_until(lambda: answers(server, "/readyz") == 503, "it says so", timeout=2)
    assert answers(server, "/healthz") == 200
    assert not server.data_dir.exists()


def broken(folder: Path, kind: str) -> str:
    """Make a database that can't be used; returns its URL."""
    file = folder / "broken.db"
    if kind == "no database":
        file.write_text("Not a database, whatever its name says. " * 100)
    elif kind == "a folder":
        file.mkdir()
    elif kind == "no file":
        return "sqlite://"
    return f"sqlite:///{file}"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("no database", "file is not a database"),
        ("a folder", "unable to open database file"),
        ("no file", "must name a file"),
    ],
)
def test_what_is_no_database_of_ours_is_refused(tmp_path: Path, kind: str, said: str) -> None:
    with pytest.raises(Exception, match=said):
        upgrade(settings(tmp_path, broken(tmp_path, kind)))


def test_a_file_that_can_only_be_read_stops_the_start(tmp_path: Path, refusal: Callable[..., str]) -> None:
    given = settings(tmp_path)
    upgrade(given)
    (tmp_path / "ngobrol.db").chmod(0o400)
    line = refusal(DATA_DIR=str(tmp_path))
    assert line.startswith("Ngobrol can't start. DATABASE_URL: ")
    assert "attempt to write a readonly database" in line


def test_where_no_write_ahead_log_can_be_kept_is_refused() -> None:
    """As on some networks, where no memory can be shared: SQLite then quietly goes on without."""
    with create_engine("sqlite://").connect() as in_memory:
        assert "write-ahead log" in (sqlite.fault(in_memory) or "")


def test_reading_and_writing_see_the_same_file(opened: Callable[..., Any], tmp_path: Path) -> None:
    odd = tmp_path / "a folder? with #odd%20names"
    odd.mkdir()
    with opened(f"sqlite:///{quote(str(odd))}/n.db") as house:
        talk(house)
        with reading() as session:
            assert session.scalar(text("SELECT count(*) FROM messages")) == 1
