"""Where the product's CPU goes under a row's load, as py-spy samples it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.bench.contenders import Missing
from tests.bench.measuring import generate, standing
from tests.bench.pinned import GENERATOR, on_cpu
from tests.bench.rows import Row

RATE = 500  # samples a second
WAITING = {"Condition.wait (threading.py)", "Hub.do_poll (eventlet/hubs/epolls.py)"}
"""Innermost functions of threads that have nothing to do; py-spy can't always tell."""
LONGEST = 40  # functions of each list


def profile(row: Row, seconds: float) -> str:
    """The functions with the most CPU of their own, and with what they call. Raises `Missing`, `Spoilt`.

    Needs to be allowed to look into another process: root, or `kernel.yama.ptrace_scope` 0.
    """
    program = Path(sys.executable).parent / "py-spy"
    if not program.exists():
        raise Missing("py-spy: run `make bench`, which installs it")
    with tempfile.TemporaryDirectory() as folder, standing(row, row.ours, seconds + 1) as scenario:
        stacks, errors = Path(folder, "stacks"), Path(folder, "errors")
        options = ["-r", str(RATE), "-d", str(int(seconds + 1)), "-f", "raw", "-o", str(stacks)]
        # Beside the server it would get its turn mostly when that waits, and see it nowhere else.
        with errors.open("w") as output, on_cpu(GENERATOR):
            spy = subprocess.Popen(
                [program, "record", "--pid", str(scenario.pids[0]), "--nonblocking", *options],
                stdout=output, stderr=output,
            )  # fmt: skip
            generate(scenario)
            spy.wait()
        if spy.returncode or not stacks.exists():
            raise Missing(f"leave to sample another process:\n{errors.read_text()}")
        return summary(stacks.read_text())


def summary(stacks: str) -> str:
    """From py-spy's raw form (`outer;inner;innermost COUNT`, a line each) to two lists, in per cent."""
    own: Counter[str] = Counter()
    within: Counter[str] = Counter()
    total = 0
    for line in stacks.splitlines():
        stack, _, samples = line.rpartition(" ")
        names = [_without_line(frame) for frame in stack.split(";")]
        if names[-1] in WAITING:
            continue
        count = int(samples)
        total += count
        own[names[-1]] += count
        for name in set(names):
            within[name] += count
    parts = [f"{total} samples"]
    for title, counts in (("of its own", own), ("with what it calls", within)):
        parts.append(f"\n{title}:")
        parts += [f"{count / total:7.1%}  {name}" for name, count in counts.most_common(LONGEST)]
    return "\n".join(parts)


def _without_line(frame: str) -> str:
    """`run (app/x.py:12)` as `run (app/x.py)`: a function is one, whichever of its lines ran."""
    name, _, place = frame.rpartition(" (")
    return f"{name} ({place.rsplit(':', 1)[0].rstrip(')')})" if name else frame
