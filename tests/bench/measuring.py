"""One contender under one row's load."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.contenders import Contender
from tests.bench.generator.run import Result, faults
from tests.bench.generator.scenario import Scenario
from tests.bench.pinned import GENERATOR, SERVER, on_cpu
from tests.bench.rows import Row
from tests.bench.table import Round
from tests.support.processes import ROOT


class Spoilt(Exception):
    """A run that is no result: something was lost, refused, doubled or out of order."""


def measure(row: Row, number: int, seconds: float) -> Round:
    """Both contenders of `row`, one after the other; who begins changes from round to round.

    Raises `Spoilt`, or `Missing` when one can't run here.
    """
    first, second = (row.ours, row.other) if number % 2 == 0 else (row.other, row.ours)
    one, two = _measure(row, first, seconds), _measure(row, second, seconds)
    return (one, two) if number % 2 == 0 else (two, one)


@contextmanager
def standing(row: Row, contender: Contender, seconds: float) -> Iterator[Scenario]:
    """The contender, running on its CPU; the scenario of `row` for it."""
    with (
        tempfile.TemporaryDirectory(prefix="ngobrol-bench-") as folder,
        on_cpu(SERVER),
        contender(Path(folder), row.members) as scenario,
    ):
        yield row.load(scenario, seconds)


def generate(scenario: Scenario) -> Result:
    """Run the generator on its CPU. Raises `Spoilt`."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file, on_cpu(GENERATOR):
        scenario.save(Path(file.name))
        command = [sys.executable, "-m", "tests.bench.generator", file.name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Spoilt(f"the generator failed:\n{done.stderr}")
    result: Result = json.loads(done.stdout)
    if found := faults(result):
        raise Spoilt(f"{', '.join(scenario.urls)}: {found}")
    return result


def _measure(row: Row, contender: Contender, seconds: float) -> Result:
    with standing(row, contender, seconds) as scenario:
        return generate(scenario)
