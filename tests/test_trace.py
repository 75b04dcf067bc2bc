"""The reading of Chromium's traces counts each moment once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.trace import OTHER, Trace, cost_of


def event(name: str, ts: float, dur: float, cpu: float | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "ph": "X",
        "pid": 1,
        "tid": 1,
        "ts": ts,
        "dur": dur,
        "tdur": dur if cpu is None else cpu,
    }


def test_what_stands_in_another_is_taken_off_it() -> None:
    task = [event("RunTask", 0, 10_000), event("FunctionCall", 1_000, 8_000), event("Layout", 2_000, 5_000)]
    cost = cost_of([*task, event("RunTask", 20_000, 4_000), event("Paint", 21_000, 1_000)])
    assert cost.by_kind == {
        OTHER: pytest.approx(5),
        "scripting": pytest.approx(3),
        "style and layout": pytest.approx(5),
        "painting": pytest.approx(1),
    }
    assert cost.total == pytest.approx(14)


def test_what_has_no_kind_belongs_to_what_it_stands_in() -> None:
    cost = cost_of([event("FunctionCall", 0, 5_000), event("v8.something", 1_000, 3_000)])
    assert cost.by_kind == {"scripting": pytest.approx(5)}


def test_waiting_for_the_cpu_costs_nothing() -> None:
    assert cost_of([event("RunTask", 0, 100_000, cpu=2_000)]).total == pytest.approx(2)


def test_marks_cut_the_trace_and_other_threads_are_left_out() -> None:
    mark = {"cat": "blink.user_timing", "ph": "I", "pid": 1, "tid": 1}
    elsewhere = event("Paint", 15, 9_000) | {"tid": 2}
    events = [{**mark, "name": "a", "ts": 10}, {**mark, "name": "b", "ts": 30}, elsewhere]
    events += [event("Paint", 5, 4_000), event("Paint", 20, 1_000), event("Paint", 40, 4_000)]
    cost = Trace({"traceEvents": events}).between("a", "b")
    assert cost.by_kind == {"painting": pytest.approx(1)}
