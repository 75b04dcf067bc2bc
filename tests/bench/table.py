"""From runs to the table: ratios round by round, their spread, and whether they are what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from tests.bench.generator.run import Result
from tests.bench.rows import Figure, Row

Round = tuple[Result, Result]
"""Ours and the other's, run one right after the other."""
BUSY = 90  # per cent of its core from which on the generator may have been the limit
DISTURBED = 15  # per cent of a core that neither the server nor the generator had
HEAD = "| situation | figure | ours | the other | ratio | must | aim | |"


@dataclass(frozen=True)
class Spread:
    """The median of some values with the least and the greatest."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Raises `ValueError` without values."""
        ordered = sorted(values)
        if not ordered:
            raise ValueError("no values")
        return cls(median(ordered), ordered[0], ordered[-1])

    def __str__(self) -> str:
        return f"{_short(self.middle)} ({_short(self.least)}–{_short(self.most)})"


@dataclass(frozen=True)
class Line:
    """One figure of one row over all its rounds."""

    row: Row
    figure: Figure
    rounds: list[Round]

    @property
    def ratio(self) -> Spread:
        """Ours : the other's in each round: what slows the whole machine down for a while slows both."""
        of = self.figure.of
        return Spread.of(of(ours) / of(other) for ours, other in self.rounds)

    @property
    def enough(self) -> bool:
        """Whether the ratio's median is what it must be."""
        return self.figure.reached(self.ratio.middle, self.figure.must)

    @property
    def verdict(self) -> str:
        """In one word, with `*` where the generator may have been our limit, `!` where others took CPU."""
        word = "reached" if self.figure.reached(self.ratio.middle, self.figure.aim) else "enough"
        busy = any(ours["generator_cpu_percent"] > BUSY for ours, _ in self.rounds)
        shared = any(result["others_cpu_percent"] > DISTURBED for both in self.rounds for result in both)
        return (word if self.enough else "MISSED") + "*" * busy + "!" * shared

    def __str__(self) -> str:
        of, sign = self.figure.of, "≥" if self.figure.more else "≤"
        cells = [
            self.row.title,
            self.figure.name,
            str(Spread.of(of(ours) for ours, _ in self.rounds)),
            f"{Spread.of(of(other) for _, other in self.rounds)} {self.row.other_name}",
            f"{self.ratio.middle:.2f} ({self.ratio.least:.2f}–{self.ratio.most:.2f})",
            f"{sign} {self.figure.must:g}",
            f"{sign} {self.figure.aim:g}",
            self.verdict,
        ]
        return f"| {' | '.join(cells)} |"


def lines(row: Row, rounds: list[Round]) -> list[Line]:
    """The row's lines of the table."""
    return [Line(row, figure, rounds) for figure in row.figures]


def table(found: list[Line]) -> str:
    """The whole table, as Markdown."""
    rule = "|---" * (HEAD.count("|") - 1) + "|"
    return "\n".join([HEAD, rule, *map(str, found)])


def brief(result: Result) -> str:
    """What one run found, in a line."""
    return (
        f"{result['msgs_per_s']:,.0f} msgs/s, {result['cpu_ms_per_msg']:.3f} CPU ms each, p50/p99 ms of "
        f"acks {_two(result['ack_ms'])}, of deliveries {_two(result['delivery_ms'])}, "
        f"CPU: server {result['server_cpu_percent']:.0f} %, "
        f"generator {result['generator_cpu_percent']:.0f} %, others {result['others_cpu_percent']:.0f} %"
    )


def _two(found: dict[str, float]) -> str:
    return "/".join(f"{value:.1f}" for value in found.values())


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
