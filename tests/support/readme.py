"""Runs the commands of a Markdown file as its reader would; `tests/test_readme.py` tells the convention."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

import requests

from tests.support.processes import end, free_port, plain_environment, start, wait_until

FENCE = re.compile(r"^```(.*)\n((?:.*\n)*?)```\s*$", re.MULTILINE)
COMMANDS = {"sh", "sh server", "js", "python"}
ANSWERS = {"text", "json"}
NOT_RUN = {"make test"}  # that is what runs this
DOCUMENTED = "127.0.0.1:5000"
DOCUMENTED_TERMINAL = "127.0.0.1 8889"
DATABASE = re.compile(r"postgresql://[^\s'\"]+")
ELLIPSIS = "…"
DONE = "--- the block is done ---"


class Block(NamedTuple):
    """One fenced block: what its fence says, what is in it, where it begins."""

    kind: str
    text: str
    line: int


def blocks(markdown: str) -> list[Block]:
    """All fenced blocks. Raises `AssertionError` for a kind that nobody would run."""
    found = []
    for match in FENCE.finditer(markdown):
        block = Block(match.group(1).strip(), match.group(2), markdown.count("\n", 0, match.start()) + 1)
        assert block.kind in COMMANDS | ANSWERS, f"line {block.line}: a block of kind {block.kind!r}"
        found.append(block)
    return found


class Reader:
    """Somebody who types what the file says, in `folder`; `close()` ends all that was started."""

    def __init__(self, folder: Path, fresh_database: Callable[[], str]) -> None:
        self.folder = folder
        self._fresh_database = fresh_database
        self.port = free_port()
        self.terminal_port = free_port()
        self._environment = plain_environment(
            PORT=str(self.port), TERMINAL_PORT=str(self.terminal_port), PYTHONUNBUFFERED="1"
        )
        self._server: subprocess.Popen[bytes] | None = None
        self._log = folder.with_suffix(".log")
        self._shell = subprocess.Popen(
            ["bash", "-euo", "pipefail"],
            cwd=folder, env=self._environment, text=True, process_group=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._count = 0

    def read(self, markdown: str) -> int:
        """Run every block in order; the number of blocks that were run."""
        answer, ran = "", 0
        for block in blocks(markdown):
            if block.kind in ANSWERS:
                self._compare(block, answer)
            else:
                answer = self._run(block)
                ran += 1
        return ran

    def _run(self, block: Block) -> str:
        lines = [line for line in block.text.splitlines() if line.strip() not in NOT_RUN]
        text = "\n".join(lines).replace(DOCUMENTED, f"127.0.0.1:{self.port}") + "\n"
        text = text.replace(DOCUMENTED_TERMINAL, f"127.0.0.1 {self.terminal_port}")
        if block.kind == "sh server":
            return self._serve(text)
        return self._type(block, text)

    def _serve(self, text: str) -> str:
        self._end_server()
        text = DATABASE.sub(lambda _: self._fresh_database(), text)
        command = ["bash", "-euo", "pipefail", "-c", text]
        self._server = server = start(command, cwd=self.folder, env=self._environment, log=self._log)
        wait_until(lambda: server.poll() is not None or self._answers(), f"{text.strip()} serves", 60)
        assert server.poll() is None, f"{text.strip()} ended:\n{self._log.read_text()}"
        return self._log.read_text()

    def _answers(self) -> bool:
        session = requests.Session()
        session.trust_env = False
        try:
            return session.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def _type(self, block: Block, text: str) -> str:
        self._count += 1
        suffix = {"js": ".mjs", "python": ".py"}.get(block.kind, ".sh")
        # Beside the tests' node_modules, so that a script finds socket.io-client.
        file = self.folder / "tests" / "node" / f"readme-{self._count}{suffix}"
        file.write_text(text)
        run = {"js": "node", "python": self.folder / ".venv" / "bin" / "python"}.get(block.kind, ".")
        stdin, stdout = self._pipes()
        # Nothing may read what is typed after it.
        stdin.write(f"{run} '{file}' </dev/null\necho '{DONE}'\n")
        stdin.flush()
        heard: list[str] = []
        for line in stdout:
            if line.strip() == DONE:
                return "".join(heard)
            heard.append(line)
        server = self._log.read_text()[-3000:] if self._log.exists() else ""
        raise AssertionError(f"line {block.line}: {text}failed with:\n{''.join(heard)}\nserver: {server}")

    def _compare(self, block: Block, answer: str) -> None:
        for line in filter(None, map(str.strip, block.text.splitlines())):
            pattern = ".*".join(map(re.escape, line.split(ELLIPSIS)))
            assert re.search(pattern, answer), f"line {block.line}: {line!r} was not in:\n{answer}"

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._shell.stdin
        assert self._shell.stdout
        return self._shell.stdin, self._shell.stdout

    def _end_server(self) -> None:
        if self._server:
            end(self._server)

    def close(self) -> None:
        """End the server and the shell."""
        self._end_server()
        for pipe in self._pipes():
            pipe.close()
        self._shell.kill()
        self._shell.wait()
