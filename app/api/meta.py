"""Is it alive, can it work, and how much does it do."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, current_app, request

from app.api import metrics
from app.exceptions import Forbidden
from app.http import requests
from app.http.rest.envelope import ok
from app.http.rest.openapi import documented
from app.realtime import cluster
from app.services import readiness
from app.wire import schemas

routes = Blueprint("meta", __name__)


@routes.get("/healthz")
@documented("meta", (200, schemas.Status), public=True)
def healthz() -> Response:
    """The process lives."""
    return ok({"status": "ok"})


@routes.get("/readyz")
@documented("meta", (200, schemas.Ready), refuses=(503,), public=True)
def readyz() -> Response:
    """The database can be read and written, which is tried at most once a second.

    Without Redis a process serves its own clients still, so that is no reason to refuse.
    """
    readiness.check()
    return ok({"status": "ok", "redis": cluster.state()})


@routes.get("/metrics")
@documented("meta", (200, schemas.PlainText), refuses=(403,), public=True)
def show_metrics() -> Response:
    """What this process has done and holds open, in Prometheus's text format.

    For this machine, or from anywhere with `METRICS_TOKEN` as the Bearer token.
    """
    token = current_app.config["SETTINGS"].metrics_token
    given = (requests.bearer(request) or "").encode()
    if not (token and compare_digest(given, token.encode())) and not requests.from_this_machine(request):
        raise Forbidden
    return metrics.text()
