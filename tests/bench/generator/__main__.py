"""`python -m tests.bench.generator SCENARIO.json`: carry it out and print what it found as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvloop

from tests.bench.generator.run import run
from tests.bench.generator.scenario import Scenario


def main() -> None:
    """Read the scenario, run it, print the result."""
    result = uvloop.run(run(Scenario.load(Path(sys.argv[1]))))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
