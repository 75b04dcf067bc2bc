"""A real Redis of the tests' own: a free port, a password, nothing kept on disk."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Away
from redis.retry import Retry

from tests.support.processes import ROOT, end, free_port, plain_environment, start, wait_until

PASSWORD = "the-tests-own"


class RunningRedis:
    """A running Redis; its port outlives restarts."""

    def __init__(self) -> None:
        assert shutil.which("redis-server"), f"Redis is missing: install it with {ROOT.name}/.ci/packages"
        self.folder = Path(tempfile.mkdtemp(prefix="ngobrol-redis-"))
        self.port = free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self.client = Redis.from_url(self.url, retry=Retry(NoBackoff(), 0))
        self.start()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def start(self) -> None:
        """Start it (again), empty, and wait until it answers."""
        options = {"port": str(self.port), "bind": "127.0.0.1", "requirepass": PASSWORD, "save": ""}
        command = [
            "redis-server",
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]
        self._process = start(
            command, cwd=self.folder, env=plain_environment(), log=self.folder / "redis.log"
        )
        wait_until(self._answers, "Redis answers")

    def kill(self) -> None:
        """SIGKILL."""
        end(self._process, signal.SIGKILL)

    def freeze(self) -> None:
        """It keeps its connections and says nothing."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        os.kill(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """Stop it and leave nothing behind."""
        self.client.close()
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def channel(self) -> str:
        """The one channel that somebody listens to."""
        names: Any = self.client.pubsub_channels()
        return str(names[0].decode())

    def say(self, channel: str, message: bytes) -> int:
        """Publish it; how many heard it."""
        heard: Any = self.client.publish(channel, message)
        return int(heard)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except Away:
            return False
