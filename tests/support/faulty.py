"""The server with faults that a test asks for, which no setting offers; `launcher` makes them.

    server = FaultyServer(folder, FAULT_DIE_AT="5")
    server.hold()       # commits wait
    server.release()

`FAULT_DIE_AT`: the process ends when it should publish that many messages, after their commit.
`FAULT_PING`: seconds between pings, and within which they are to be answered.
`FAULT_FROZEN`: seconds that a client may take nothing.
`FAULT_BUFFER`: bytes that the kernel may hold for each client; by itself it takes megabytes.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.support.processes import wait_until
from tests.support.server import RunningServer

COUNT = "open sockets:"


class FaultyServer(RunningServer):
    """A `RunningServer` whose commits can be held or refused, and whose sockets can be counted."""

    program = ("-m", "tests.support.launcher")

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, **({"FAULT_FOLDER": str(folder)} | settings))

    def hold(self) -> None:
        """Have commits wait."""
        (self.folder / "hold").touch()

    def refuse(self) -> None:
        """Have commits fail, after waiting if they are held."""
        (self.folder / "refuse").touch()

    def release(self) -> None:
        """Let commits go on."""
        for name in ("hold", "refuse"):
            (self.folder / name).unlink(missing_ok=True)

    def held(self) -> bool:
        """Whether a commit is waiting."""
        return (self.folder / "held").exists()

    def sockets(self) -> int:
        """How many connections the library knows, whatever transport and namespace."""
        before = self.log.count(COUNT)
        os.kill(self.pid, signal.SIGUSR1)
        wait_until(lambda: self.log.count(COUNT) > before, "the sockets are counted")
        return int(self.log.rpartition(COUNT)[2].split()[0])
