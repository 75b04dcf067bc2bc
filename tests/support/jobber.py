"""`python -m tests.support.jobber FOLDER DATABASE_URL FIRST` writes jobs, and does some, until it is killed.

What it did stands in `FOLDER/log`, a line each: `written N` once that is acknowledged, `begun N PID` and
`ended N PID`.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

KIND = "note"


def main() -> None:
    """Write and do jobs for ever."""
    from app import jobs
    from app.factory import create_app
    from app.jobs import queue
    from app.storage.unit_of_work import Unit
    from app.storage.writer import writer
    from config import load_settings

    folder, url, first = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    queue.LEASE = timedelta(seconds=3)
    log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(*words: object) -> None:
        os.write(log, (" ".join(map(str, words)) + "\n").encode())

    @jobs.handler(KIND)
    def do(job: jobs.Job) -> None:
        note("begun", job.payload["number"], os.getpid())
        time.sleep(0.005)
        note("ended", job.payload["number"], os.getpid())

    def write(uow: Unit, number: int) -> None:
        jobs.later(uow, KIND, {"number": number})

    given = {"DATA_DIR": str(folder), "ASYNC_MODE": "threading", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    create_app(load_settings(given))
    jobs.worker.begin()
    for number in count(first):
        writer().run(lambda uow, number=number: write(uow, number))  # type: ignore[misc]
        note("written", number)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
