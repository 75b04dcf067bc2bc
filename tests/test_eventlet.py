"""What must never stop the hub: PostgreSQL, password hashes, markup. Each in a patched process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.postgres import Cluster
from tests.support.processes import ROOT, plain_environment

PATCHED = """
import os, sys, warnings
warnings.simplefilter("ignore")
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
import eventlet
eventlet.monkey_patch(psycopg=False)
from app import concurrency
concurrency.use("eventlet", postgresql=True)
"""

SLEEPERS = """
from sqlalchemy import create_engine, text
engine = create_engine(sys.argv[1], pool_size=6)

def query(sql):
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar()

sleepers = [eventlet.spawn(query, "SELECT pg_sleep(3)") for _ in range(5)]
most = 0
while not all(sleepers[i].dead for i in range(5)) and most < 5:
    most = max(most, query(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(3)'"
    ))
print(most)
"""

HASHES = """
from app.services import passwords

done = []
ticks = 0

def work():
    done.append(passwords.matches("a long password", passwords.hashed("a long password")))

for _ in range(4):
    eventlet.spawn(work)
while len(done) < 4:
    eventlet.sleep(0)
    ticks += 1
print(all(done), ticks > 100)
"""

RENDERED = """
from app.services import text

hostile = "*_a_*" * 290 + "a" * 2500
done = []
ticks = 0
concurrency.LONGEST_WAIT = 60
for _ in range(10):
    eventlet.spawn(lambda: done.append(text.rendered(hostile)))
while len(done) < 10:
    eventlet.sleep(0)
    ticks += 1
concurrency.LONGEST_WAIT = 0.01
impatient = [eventlet.spawn(text.rendered, hostile) for _ in range(10)]
typed = [one.wait() for one in impatient].count(None)
print(all(done), ticks > 100, 0 < typed < 10)
"""

NAMES = """
import socket
from eventlet import patcher

def slow(*_):
    patcher.original("time").sleep(0.5)
    return "found"

patcher.original("socket").getaddrinfo = slow
resolving = eventlet.spawn(socket.getaddrinfo, "a.name", 80)
ticks = 0
while not resolving.dead:
    eventlet.sleep(0)
    ticks += 1
print(resolving.wait(), ticks > 100)
"""

POOL = """
for _ in range(40):
    concurrency.off_hub(len, "")
from eventlet import tpool
print(len(tpool._threads))
"""

MUTE = """
import socket, sys
from app import concurrency
if sys.argv[1] == "eventlet":
    import eventlet
    eventlet.monkey_patch()
concurrency.use(sys.argv[1])
from app.serving import connection, head, stream
from app.serving.server import Server
connection.FRESH = connection.SILENCE = head.WITHIN = stream.GRACE = 0.5

def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Length", "0")])
    return []

listener = concurrency.listen("127.0.0.1", 0)
concurrency.spawn(Server(listener, app, 1000).serve)
head = b"POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9\\r\\n\\r\\n"
for begun in (b"", head[:8], head[:-4], head + b"x", head + b"123456789"):
    mute = socket.create_connection(listener.getsockname(), timeout=10)
    mute.sendall(begun)
    while mute.recv(1000):
        pass
print("all closed")
"""


def output(script: str, *arguments: str, first: str = PATCHED) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", first + script, *arguments],
        cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_five_queries_wait_for_postgresql_at_once(cluster: Cluster) -> None:
    url = cluster.empty_database().replace("postgresql://", "postgresql+psycopg2://")
    assert output(SLEEPERS, url) == "5"


def test_hashes_let_the_others_run() -> None:
    # Hashed on the hub, each of the four would run before the next tick: a handful, not hundreds.
    assert output(HASHES) == "True True"


def test_hostile_markup_lets_the_others_run() -> None:
    # Who would wait too long for their turn has the text shown as typed.
    assert output(RENDERED) == "True True True"


def test_a_slow_name_server_lets_the_others_run() -> None:
    assert output(NAMES) == "found True"


def test_hashes_commits_and_markup_use_few_threads() -> None:
    assert output(POOL) == "6"


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_request_that_never_ends_is_cut_off(mode: str) -> None:
    assert output(MUTE, mode, first="") == "all closed"
