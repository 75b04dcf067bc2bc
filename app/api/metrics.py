"""What this process has done and holds open, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, current_app, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.events import MessagePosted
from app.realtime import bus, presence
from app.services.writer import writer

NAME = "metrics"


class Present(Collector):
    """What others count or hold already, read when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """The families, freshly read."""
        yield CounterMetricFamily("ngobrol_units", "Units of work committed", writer().units)
        yield CounterMetricFamily("ngobrol_groups", "Commits, each of a group of units", writer().groups)
        yield GaugeMetricFamily("ngobrol_connections", "Connections open now", presence.connections())
        yield GaugeMetricFamily("ngobrol_people_online", "People with a connection", len(presence.online()))


def init_app(app: Flask) -> None:
    """Count from now on; each app has figures of its own."""
    disable_created_metrics()
    registry = CollectorRegistry()
    registry.register(Present())
    app.extensions[NAME] = registry
    answers = Counter(
        "ngobrol_requests", "HTTP requests answered", ["method", "route", "status"], registry=registry
    )
    posted = Counter("ngobrol_messages_posted", "Messages posted, by any door", registry=registry)
    bus.subscribe(MessagePosted, lambda _: posted.inc(), elsewhere=False)

    @app.after_request
    def count(response: Response) -> Response:
        # The route, not the path, and no method of the client's own invention: labels must stay few.
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if route != "none" else "any"
        answers.labels(method, route, response.status_code).inc()
        return response


def text() -> Response:
    """The present figures in Prometheus's text format."""
    return Response(generate_latest(current_app.extensions[NAME]), content_type=CONTENT_TYPE_LATEST)
