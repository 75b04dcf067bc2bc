"""What must never stop the hub: PostgreSQL, password hashes. Each in a patched process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.support.postgres import Cluster
from tests.support.processes import ROOT, plain_environment

PATCHED = """
import sys, warnings
warnings.simplefilter("ignore")
import eventlet
eventlet.monkey_patch()
from app import concurrency
concurrency.use("eventlet")
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


def output(script: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PATCHED + script, *arguments],
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
