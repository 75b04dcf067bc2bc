"""What a Chromium trace says about the main thread of a page: how much CPU, and for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
KINDS = {
    "scripting": {"FunctionCall", "EvaluateScript", "EventDispatch", "RunMicrotasks", "TimerFire"}
    | {"FireAnimationFrame", "FireIdleCallback", "MinorGC", "MajorGC"},
    "style and layout": {"UpdateLayoutTree", "Layout", "HitTest"},
    "painting": {"PrePaint", "Paint", "Layerize", "Commit", "UpdateLayer"},
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
OTHER = "the rest"


@dataclass
class Span:
    """One event that is not over yet: until when, of which kind, and how much of it was others' within it."""

    until: float
    kind: str
    cpu: float
    within: float = 0


@dataclass
class Cost:
    """Milliseconds of CPU that the main thread took, by what it did."""

    by_kind: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.by_kind.values())


class Trace:
    """A recorded trace as `Browser.stop_tracing` returns it, parsed; the page set marks of its own in it."""

    def __init__(self, recorded: Json) -> None:
        events = recorded["traceEvents"]
        marks = [e for e in events if e.get("cat") == "blink.user_timing"]
        self._marks = {e["name"]: e["ts"] for e in marks}
        page = {(e["pid"], e["tid"]) for e in marks}
        assert len(page) == 1, "marks of one page, please"
        self._events = sorted(
            (e for e in events if e["ph"] == "X" and (e["pid"], e["tid"]) in page),
            key=lambda e: (e["ts"], -e.get("dur", 0)),
        )

    def between(self, start: str, end: str) -> Cost:
        """What the page's main thread did between two marks."""
        since, until = self._marks[start], self._marks[end]
        return cost_of(e for e in self._events if since <= e["ts"] < until)


def cost_of(events: Iterable[Json]) -> Cost:
    """The cost of one thread's events, in the order of their beginning.

    An event that contains others counts for what they leave of it, and one without a kind of its own for
    what it stands in.
    """
    cost, stack = Cost(), list[Span]()

    def close(moment: float) -> None:
        while stack and stack[-1].until <= moment:
            done = stack.pop()
            own = max(0.0, done.cpu - done.within)
            cost.by_kind[done.kind] = cost.by_kind.get(done.kind, 0) + own / 1000
            if stack:
                stack[-1].within += done.cpu

    for event in events:
        close(event["ts"])
        kind = KIND_OF.get(event["name"]) or (stack[-1].kind if stack else OTHER)
        stack.append(Span(event["ts"] + event.get("dur", 0), kind, event.get("tdur", 0)))
    close(float("inf"))
    return cost
