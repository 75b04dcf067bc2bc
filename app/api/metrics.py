"""What this process has done and holds open, for Prometheus.

Prometheus's library is loaded when somebody asks: most servers are never asked, and it takes up to 3 MB.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request

from app import jobs
from app.events import MessagePosted
from app.realtime import bus, presence
from app.storage.database import is_away
from app.storage.writer import writer

if TYPE_CHECKING:
    from prometheus_client import Metric

NAME = "metrics"


@dataclass(eq=False)
class Counts:
    """What is counted from the start; a Prometheus collector too."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # method, route, status
    posted: int = 0

    def post(self, _: MessagePosted) -> None:
        """Count a message that was posted here."""
        self.posted += 1

    def answer(self, response: Response) -> Response:
        """Count an answer by its route, not its path, and by no method of the client's own invention.

        Labels must stay few.
        """
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if route != "none" else "any"
        self.answers[method, route, str(response.status_code)] += 1
        return response

    def collect(self) -> Iterator[Metric]:
        """The families, and what others count or hold already, freshly read."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        answers = CounterMetricFamily(
            "ngobrol_requests", "HTTP requests answered", labels=["method", "route", "status"]
        )
        for labels, number in list(self.answers.items()):
            answers.add_metric(labels, number)
        yield answers
        yield CounterMetricFamily("ngobrol_messages_posted", "Messages posted, by any door", self.posted)
        yield CounterMetricFamily("ngobrol_units", "Units of work committed", writer().units)
        yield CounterMetricFamily("ngobrol_groups", "Commits, each of a group of units", writer().groups)
        yield GaugeMetricFamily("ngobrol_connections", "Connections open now", presence.connections())
        yield GaugeMetricFamily("ngobrol_people_online", "People with a connection", presence.count())
        yield from _jobs()


def _jobs() -> Iterator[Metric]:
    """Jobs done by this process, and those of all processes that are to be done."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    for name, what, counts in (
        ("ngobrol_jobs_done", "Jobs done", jobs.worker.done),
        ("ngobrol_jobs_failures", "Attempts at a job that failed", jobs.worker.failures),
    ):
        family = CounterMetricFamily(name, what, labels=["kind"])
        for kind, number in list(counts.items()):
            family.add_metric([kind], number)
        yield family
    try:
        waiting, failed, age = jobs.figures()
    except Exception as error:
        if not is_away(error):
            raise
        return  # the others are still worth telling
    yield GaugeMetricFamily("ngobrol_jobs_waiting", "Jobs to be done by any process, or under way", waiting)
    yield GaugeMetricFamily("ngobrol_jobs_failed", "Jobs that failed for good, and are kept", failed)
    yield GaugeMetricFamily("ngobrol_jobs_oldest_seconds", "How long the oldest of them waits", age)


def init_app(app: Flask) -> None:
    """Count from now on; each app has figures of its own."""
    counts = app.extensions[NAME] = Counts()
    bus.subscribe(MessagePosted, counts.post, elsewhere=False)
    app.after_request(counts.answer)


def text() -> Response:
    """The present figures in Prometheus's text format."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(current_app.extensions[NAME])
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
