"""One line per event, whatever comes in, and nobody's data in it."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from app.logs import JsonLine, Line, stray
from app.logs.repeats import Handler
from tests.support.postgres import Cluster
from tests.support.processes import ROOT, free_port, plain_environment, wait_until
from tests.support.server import RunningServer

SECRET = "s3cret-text"


class Log:
    """A logger of its own, and what it wrote."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self._stream = io.StringIO()
        self.handler = Handler(self._stream)
        self.handler.setFormatter(formatter)
        self.logger = logging.Logger("tests")  # noqa: LOG001  nobody else hears it
        self.logger.addHandler(self.handler)

    @property
    def lines(self) -> list[str]:
        return self._stream.getvalue().splitlines()


def failing(statement: Callable[[], object]) -> BaseException:
    try:
        statement()
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("it did not fail")


anything = st.text(st.characters(exclude_categories=()), max_size=200)


@given(message=anything, argument=anything)
def test_a_json_line_is_one_whatever_it_says(message: str, argument: str) -> None:
    log = Log(JsonLine())
    error = failing(lambda: (_ for _ in ()).throw(RuntimeError(argument)))
    log.logger.error("%s", message, exc_info=error)
    (line,) = log.lines
    said = json.loads(line)
    assert said["message"] == message.encode(errors="backslashreplace").decode()
    assert "\n" in said["traceback"]
    line.encode("ascii")


@given(message=anything)
def test_a_text_line_can_not_be_forged(message: str) -> None:
    log = Log(Line("%(levelname)s %(message)s"))
    log.logger.info("%s", message)
    (line,) = log.lines
    assert line.startswith("INFO ")
    assert line.isprintable()


def test_a_fault_that_repeats_takes_one_line_a_second() -> None:
    log = Log(Line("%(levelname)s %(message)s"))
    error = failing(lambda: json.loads("{"))
    for number in range(1_000):
        log.logger.error("failed %d times", number, exc_info=error)
    log.logger.error("another fault")
    assert len(log.lines) == 2
    assert "Traceback" in log.lines[0]
    wait_until(lambda: len(log.lines) > 2, "the others are counted")
    assert "failed 999 times" in log.lines[2]
    assert "the last of 999 more like it" in log.lines[2]
    assert "Traceback" not in log.lines[2]
    wait_until(lambda: not log.handler._counts, "nothing repeats any more")
    log.logger.error("failed %d times", 1, exc_info=error)
    assert len(log.lines) == 4


def test_what_is_no_fault_is_never_counted() -> None:
    log = Log(Line("%(message)s"))
    for number in range(5):
        log.logger.info("process %d is there", number)
    assert len(log.lines) == 5


def errors_with_data(url: str) -> Iterator[BaseException]:
    lite = create_engine("sqlite://")
    connection = lite.connect()
    connection.execute(text("CREATE TABLE t (x TEXT UNIQUE, y INTEGER NOT NULL)"))
    insert = text("INSERT INTO t VALUES (:x, :y)")
    connection.execute(insert, {"x": SECRET, "y": 1})
    yield failing(lambda: connection.execute(insert, {"x": SECRET, "y": 1}))
    yield failing(lambda: connection.execute(text("SELECT :x FROM missing"), {"x": SECRET}))
    yield failing(lambda: connection.execute(insert, {"x": object(), "y": SECRET}))
    connection.close()
    server = psycopg2.connect(url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("CREATE TABLE t (x TEXT UNIQUE, y INTEGER)")
        cursor.execute("INSERT INTO t VALUES (%s, 1)", [SECRET])
        for statement in ("INSERT INTO t VALUES (%s, 1)", "SELECT %s::integer", "SELECT 1 WHERE (%s)::date"):
            yield failing(lambda statement=statement: cursor.execute(statement, [SECRET]))  # type: ignore[misc]
    server.close()
    yield failing(lambda: int(SECRET))
    yield failing(lambda: dict[str, str]()[SECRET])
    yield failing(lambda: SECRET.encode().decode("ascii").encode("utf-8").index(SECRET.encode() * 2))


def test_errors_show_no_data(cluster: Cluster) -> None:
    url = cluster.empty_database()
    try:
        for error in errors_with_data(url):
            log = Log(JsonLine())
            log.logger.error("it failed", exc_info=error)
            assert SECRET not in log.lines[0]
            assert type(error).__name__ in log.lines[0]
    finally:
        cluster.drop(url)


def test_the_cause_is_shown_where_it_is_about_the_database_itself() -> None:
    missing = failing(lambda: sqlite3.connect("/nowhere/at/all.db"))
    refused = failing(lambda: psycopg2.connect(f"postgresql://127.0.0.1:{free_port()}/x"))
    log = Log(Line("%(message)s"))
    log.logger.error("one", exc_info=missing)
    log.logger.error("two", exc_info=refused)
    assert "unable to open database file" in log.lines[0]
    assert "refused" in log.lines[1]


def test_prints_and_tracebacks_of_others_become_records(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(stray.log, "warning", lambda _format, text: told.append(text))
    out = stray.Stray(io.StringIO())
    print("one\ntwo", file=out)
    print("half", end="", file=out)
    assert told == ["one", "two"]
    out.flush()
    for part in ("Traceback (most recent call last):\n", "  File x\n", "ValueError: y\n"):
        out.write(part)
    assert told == ["one", "two", "half"]
    out.flush()
    assert told[3:] == ["Traceback (most recent call last):\n  File x\nValueError: y"]


OTHERS = """
import logging, sys, threading, warnings
from app import logs
logs.take_over("json")
print("printed", file=sys.stderr)
warnings.warn("a library warns")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start(); thread.join()
logging.getLogger("elsewhere").warning("a\\nb\\x85c\\u2028d\\ud800")
class Bad:
    def __del__(self): raise RuntimeError("in a destructor")
bad = Bad()
del bad
raise SystemError("the end")
"""


def test_whatever_a_process_says_is_json() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OTHERS],
        cwd=ROOT, env=plain_environment(LC_ALL="C"), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in said] == ["WARNING", "WARNING", "ERROR", "WARNING", "ERROR", "CRITICAL"]
    assert "ZeroDivisionError" in said[2]["traceback"]
    assert "the end" in said[5]["traceback"]


def test_a_server_says_nothing_else(tmp_path: Path) -> None:
    with RunningServer(tmp_path, LOG_FORMAT="json") as server:
        server.register("ana")
        (server.data_dir / "ngobrol.db").unlink()
        for _ in range(30):
            assert server.request("GET", "/api/rooms/1").status_code in {401, 500}
            assert server.request("POST", "/api/register", json={"username": "budi"}).status_code == 500
        assert server.request("GET", "/readyz").status_code == 503
        shown = server.request("POST", "/api/register", json={"username": "budi"}).json()["error"]["id"]
        wait_until(lambda: shown in server.log, "the id is in the log")
        server.stop()
        said = [json.loads(line) for line in server.log.splitlines()]
    assert any("Ngobrol is ready" in line["message"] for line in said)
    assert len(said) < 25
    assert "budi" not in server.log


def test_a_start_that_is_refused_is_json_too(tmp_path: Path) -> None:
    environment = plain_environment(DATA_DIR=str(tmp_path), PORT="many", LOG_FORMAT="json")
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "PORT" in json.loads(done.stderr)["message"]
