"""Small helps for child processes: free ports, waiting for a condition, nothing left behind."""

from __future__ import annotations

import atexit
import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
"""The repository."""

PATIENCE = 30.0
"""Seconds: a guard against hanging, also on a machine with much else to do; nothing waits without need."""

LOWEST_PORT = 11_000
"""Above all ports that browsers refuse to open."""
BLOCK = 100
"""Ports that a run of the tests takes at once."""

_children: list[subprocess.Popen[bytes]] = []


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment, and that was not given out before.

    Whoever listens on it may be away for a moment: no outgoing connection and no other run of the tests
    gets it meanwhile.
    """
    with _giving_out:
        return next(port for port in _ports if _is_free(port))


def _own_ports() -> Iterator[int]:
    """Ports that the kernel gives to no outgoing connection, in blocks that this process has taken."""
    low, high = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    blocks = [range(first, first + BLOCK) for first in range(LOWEST_PORT, 65_536 - BLOCK, BLOCK)]
    # Where the kernel keeps nearly all for itself, a port of its is better than none.
    blocks = [block for block in blocks if block[-1] < low or block[0] > high] or blocks
    random.shuffle(blocks)
    for block in blocks:
        if _take(block):
            yield from block
    raise AssertionError("other runs of the tests have all ports")


def _take(block: range) -> bool:
    """Whether these ports are now this process's, to its end."""
    mark = socket.socket(socket.AF_UNIX)
    try:
        mark.bind(f"\0ngobrol's tests, ports from {block[0]}")  # without a file, so it goes with the process
    except OSError:
        mark.close()
        return False
    mark.detach()
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


_giving_out = Lock()
_ports = _own_ports()


def wait_until(condition: Callable[[], T], what: str, timeout: float = PATIENCE, pause: float = 0.02) -> T:
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
