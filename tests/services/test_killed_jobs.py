"""kill -9 of processes that write and do jobs: none is lost, and none is done by two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.conftest import House
from tests.support.processes import ROOT, end, plain_environment, start, wait_until

KILLS = 4
MANY = 1_000_000


class Jobbers:
    """Two processes on one database, whoever is killed is followed by another."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self._started = 0
        (folder / "log").touch()
        self.running: list[subprocess.Popen[bytes]] = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        self._started += 1
        command = [sys.executable, "-m", "tests.support.jobber", str(self.folder), self.url]
        environment = plain_environment(PYTHONUNBUFFERED="1")
        log = self.folder / "output.log"
        return start([*command, str(self._started * MANY)], cwd=ROOT, env=environment, log=log)

    def lines(self, what: str) -> list[list[str]]:
        """The lines of one kind, without that word."""
        found = [line.split() for line in (self.folder / "log").read_text().splitlines()]
        return [words[1:] for words in found if words[0] == what]

    def kill(self) -> None:
        """The older one, which another one follows."""
        killed = self.running.pop(0)
        end(killed, signal.SIGKILL)
        with os.fdopen(os.open(self.folder / "log", os.O_WRONLY | os.O_APPEND), "w") as log:
            log.write(f"killed {killed.pid}\n")
        self.running.append(self._start())

    def close(self) -> None:
        for process in self.running:
            end(process, signal.SIGKILL)

    def overlaps(self) -> list[str]:
        """Jobs that two processes were at, at the same time."""
        at: dict[str, str] = {}
        wrong = []
        for line in (self.folder / "log").read_text().splitlines():
            what, *words = line.split()
            if what == "begun":
                wrong += [words[0]] if words[0] in at else []
                at[words[0]] = words[1]
            elif what == "ended":
                at.pop(words[0], None)
            elif what == "killed":
                at = {number: pid for number, pid in at.items() if pid != words[0]}
        return wrong


def test_nothing_is_lost_and_nothing_is_done_by_two_at_once(house: House, tmp_path: Path) -> None:
    url = house.app.config["SETTINGS"].database_url
    processes = Jobbers(tmp_path, url)
    try:
        for _ in range(KILLS):
            known = len(processes.lines("ended"))
            wait_until(lambda: len(processes.lines("ended")) > known + 40, "jobs are done")  # noqa: B023
            processes.kill()
        acknowledged = {number for (number,) in processes.lines("written")}
        wait_until(lambda: acknowledged <= {number for number, _ in processes.lines("ended")}, "all are done")
    finally:
        processes.close()
    assert len(acknowledged) > KILLS * 40
    assert processes.overlaps() == []
