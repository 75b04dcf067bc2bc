"""What processes have used, as Linux counts it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu_seconds(roots: Iterable[int]) -> float:
    """CPU time so far of processes with all their living descendants and the ended ones they waited for."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, todo = 0, list(roots)
    while todo:
        pid = todo.pop()
        todo += children.get(pid, ())
        if fields := _stat(pid):
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def busy_seconds() -> float:
    """CPU time since boot of all processes, and what a virtual machine's host gave to other machines."""
    _, user, nice, system, _, _, _, _, stolen, *_ = (PROC / "stat").read_text().split(maxsplit=9)
    return sum(map(int, (user, nice, system, stolen))) / TICKS


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/PID/stat` from the state on; empty when it has gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
