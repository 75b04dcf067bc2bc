"""`make bench`: the product beside the least that is a chat under Node, as ratios.

One server at a time on one CPU, the load generator on another, in turns. Exit code 1 when a ratio is not
what it must be (`docs/performance.md` explains the table), 2 when something a row needs is missing.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tests.bench.contenders import Missing
from tests.bench.measuring import Spoilt, measure
from tests.bench.pinned import CPUS
from tests.bench.profiling import profile
from tests.bench.rows import ROWS, Row
from tests.bench.table import Line, brief, lines, table

NOTES = """Ours with synchronous=FULL and rate limits off.
* the generator was near its limit: ours may be faster.  ! something else took CPU: not to be relied on."""
KEYS = {row.key: row for row in ROWS}


def main(arguments: list[str] | None = None) -> int:
    """Measure or profile what is asked for; the exit code."""
    asked = _parser().parse_args(arguments)
    if len(CPUS) < 2:
        _say("needs two CPUs: on one, the generator would be measured too")
        return 2
    try:
        if asked.profile:
            _say(profile(asked.profile, asked.seconds))
            return 0
        return _compare(asked.rows, asked.rounds, asked.seconds)
    except Missing as error:
        _say(f"missing: {error}")
        return 2
    except Spoilt as error:
        _say(f"spoilt: {error}")
        return 1


def _compare(rows: list[Row], rounds: int, seconds: float) -> int:
    found: list[Line] = []
    for row in rows:
        results = []
        for number in range(rounds):
            results.append(measure(row, number, seconds))
            for name, result in zip(("ours", row.other_name), results[-1], strict=True):
                _say(f"{row.key}, round {number + 1} of {rounds}, {name}: {brief(result)}", log=True)
        found += lines(row, results)
    _say(table(found))
    _say(f"\nMedian (least–most) of {rounds} rounds of {seconds:g} s. {NOTES}")
    return 0 if all(line.enough for line in found) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=_rows, default=list(ROWS), help="by commas, of: " + ", ".join(KEYS))
    parser.add_argument("--rounds", type=_positive, default=3, help="of each row (%(default)s)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each run that count (%(default)g)")
    parser.add_argument("--profile", type=_row, metavar="ROW", help="where ours spends its CPU in it")
    return parser


def _row(key: str) -> Row:
    if key not in KEYS:
        raise argparse.ArgumentTypeError(f"{key!r} is none of {', '.join(KEYS)}")
    return KEYS[key]


def _rows(keys: str) -> list[Row]:
    return [_row(key.strip()) for key in keys.split(",")]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def _say(*words: Any, log: bool = False) -> None:
    print(*words, file=sys.stderr if log else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
