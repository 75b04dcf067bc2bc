"""Is it alive, can it work, and how much does it do."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api import metrics
from app.edge import schemas
from app.edge.rest.documented import documented
from app.edge.rest.envelope import ok
from app.realtime import cluster
from app.services import database

routes = Blueprint("meta", __name__)


@routes.get("/healthz")
@documented("meta", (200, schemas.Status), public=True)
def healthz() -> Response:
    """The process lives."""
    return ok({"status": "ok"})


@routes.get("/readyz")
@documented("meta", (200, schemas.Ready), refuses=(503,), public=True)
def readyz() -> Response:
    """The database answers.

    Without Redis a process serves its own clients still, so that is no reason to refuse.
    """
    database.check()
    return ok({"status": "ok", "redis": cluster.state()})


@routes.get("/metrics")
@documented("meta", (200, schemas.PlainText), public=True)
def show_metrics() -> Response:
    """What this process has done and holds open, in Prometheus's text format."""
    return metrics.text()
