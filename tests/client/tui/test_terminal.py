"""The full-screen app as people start it: in a terminal, from `python main.py chat` to Ctrl+Q."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from tests.support.processes import ROOT, plain_environment, wait_until
from tests.support.tui_world import World, texts

CTRL_Q = b"\x11"
TIMEOUT = 30.0
LEAVES_FULL_SCREEN = b"\x1b[?1049l"


class Terminal:
    """A pseudo-terminal with the program in it, used with `with`; `output` is all that it drew."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.output = b""
        self.process, self._handle = self._start(arguments, environment)

    def _start(
        self, arguments: tuple[str, ...], environment: dict[str, str]
    ) -> tuple[subprocess.Popen[bytes], int]:
        ours, theirs = pty.openpty()
        surroundings = plain_environment(TERM="xterm-256color", COLUMNS="100", LINES="30", **environment)
        process = subprocess.Popen(
            [sys.executable, "main.py", *arguments],
            cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings, process_group=0,
        )  # fmt: skip
        os.close(theirs)
        return process, ours

    def types(self, keys: bytes) -> None:
        """What a person types."""
        os.write(self._handle, keys)

    def until(self, text: bytes) -> None:
        """Read until the program has drawn this. Raises `AssertionError` when it doesn't."""
        deadline = time.monotonic() + TIMEOUT
        while text not in self.output:
            assert self._read(deadline), f"{text!r} never came: {self.output[-3000:]!r}"

    def ends(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + TIMEOUT
        while self._read(deadline):
            pass
        return self.process.wait(TIMEOUT)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._handle], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self._handle, 65536)
        except OSError:  # the other end is closed
            return False
        self.output += piece
        return bool(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(TIMEOUT)
        os.close(self._handle)


@pytest.fixture
def terminal(world: World, tmp_path: Path) -> Terminal:
    return Terminal(
        "chat", "--server", world.server.url,
        NGOBROL_TOKEN=world.ana, NGOBROL_CONFIG=str(tmp_path), LANG="C.UTF-8",
    )  # fmt: skip


def test_from_the_prompt_and_back(world: World, terminal: Terminal) -> None:
    world.bo_says("halo dari pintu lain")
    with terminal:
        terminal.until(b"halo dari pintu lain")
        terminal.types(b"halo dari terminal\nbaris dua\r")  # a line feed is Ctrl+J
        terminal.until(b"You")
        world.bo_says("masih di sana?")
        terminal.until(b"masih")
        said = "halo dari terminal\nbaris dua"
        wait_until(lambda: said in texts(world.messages()), "what was typed is stored")
        terminal.types(CTRL_Q)
        assert terminal.ends() == 0
    assert LEAVES_FULL_SCREEN in terminal.output
    assert b"Traceback" not in terminal.output
