"""Small helps for child processes: free ports, waiting for a condition, nothing left behind."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
"""The repository."""

_children: list[subprocess.Popen[bytes]] = []
_given_out: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment, and that was not given out before."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in _given_out:
            _given_out.add(port)
            return port


def wait_until(condition: Callable[[], T], what: str, timeout: float = 15, pause: float = 0.02) -> T:
    """The first true value of `condition()`, asked again and again.

    Only for what can't be awaited, such as another process. Raises
    `AssertionError` naming `what` after `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout:g} s still not: {what}")
        time.sleep(pause)


def start(command: list[str], *, cwd: Path, env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start `command`, its output appended to `log`; it dies with the tests, also on Ctrl-C."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0
        )
    _children.append(child)
    return child


def end(child: subprocess.Popen[bytes], number: signal.Signals = signal.SIGKILL, timeout: float = 10) -> int:
    """Send the signal to it and its children, wait for its end, and return the exit code.

    One already gone is fine. Raises `subprocess.TimeoutExpired` when it lives on, after killing it.
    """
    _signal_group(child, number)
    try:
        code = child.wait(timeout)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGKILL)
        child.wait()
        raise
    finally:
        if child in _children:
            _children.remove(child)
    return code


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # `start` made it the leader of a group of its own, so this reaches what `make` started, too.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def plain_environment(**settings: str) -> dict[str, str]:
    """An environment with nothing of this machine's but what programs need to be found."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | settings


@atexit.register
def _end_all() -> None:
    while _children:
        end(_children[-1])
