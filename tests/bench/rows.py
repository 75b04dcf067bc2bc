"""The rows of the table: what is compared under which load, and what is wanted of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from tests.bench.contenders import Contender, node, ours, pair
from tests.bench.generator.run import Result
from tests.bench.generator.scenario import Scenario


@dataclass(frozen=True)
class Figure:
    """One number of a run, and the ratio ours : the other's that is wanted."""

    name: str
    of: Callable[[Result], float]
    must: float
    aim: float
    more: bool = False
    """Whether more is better."""

    def reached(self, ratio: float, wanted: float) -> bool:
        """Whether `ratio` is as good as `wanted`."""
        return ratio >= wanted if self.more else ratio <= wanted


@dataclass(frozen=True)
class Row:
    """One situation."""

    key: str
    title: str
    figures: tuple[Figure, ...]
    members: int = 100
    senders: int = 50
    rate: float = 0
    ours: Contender = ours
    other: Contender = node
    other_name: str = "Node"

    def load(self, scenario: Scenario, seconds: float) -> Scenario:
        """`scenario` with this row's numbers."""
        return replace(
            scenario,
            connections=self.members,
            senders=min(self.members, self.senders),
            rate=self.rate,
            duration_s=seconds,
        )


def _speed(must: float, aim: float) -> tuple[Figure, ...]:
    return (Figure("msgs/s", lambda result: result["msgs_per_s"], must, aim, more=True),)


def _cpu(must: float, aim: float) -> tuple[Figure, ...]:
    return (Figure("CPU ms/msg", lambda result: result["cpu_ms_per_msg"], must, aim),)


ROWS = (
    Row("n10", "N=10, closed loop", _speed(1.5, 3), members=10),
    Row("n100", "N=100, closed loop", _speed(3, 5)),
    Row("n500", "N=500, closed loop", _speed(3, 5), members=500),
    Row("n1000", "N=1000, closed loop", _speed(3, 5), members=1000),
    Row("paced", "N=100, 100 msgs/s", _cpu(0.9, 0.7), rate=100),
    Row(
        "single",
        "N=100, one in flight",
        (
            Figure("ack p50 ms", lambda result: result["ack_ms"]["p50"], 1.5, 1.1),
            Figure("delivery p50 ms", lambda result: result["delivery_ms"]["p50"], 2.5, 1.2),
        ),
        senders=1,
    ),
    Row(
        "slow",
        "N=100, commits 2 ms slower",
        _speed(10, 20),
        ours=partial(ours, slow_disk=True),
        other=partial(node, slow_disk=True),
        other_name="Node FULL",
    ),
    Row(
        "postgres",
        "N=100, PostgreSQL",
        _speed(0.25, 0.5),
        ours=partial(ours, postgres=True),
        other=ours,
        other_name="ours, SQLite",
    ),
    # On two CPUs two processes are 2 / this ratio times as fast as one on one CPU: at 1.18, 1.7 times.
    Row(
        "pair",
        "N=100, two processes",
        _cpu(2, 1.18),
        ours=pair,
        other=partial(ours, postgres=True),
        other_name="one",
    ),
)
