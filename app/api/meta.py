"""Is it alive, can it work, and how much does it do."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.envelope import ok
from app.services import database

routes = Blueprint("meta", __name__)


@routes.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return ok({"status": "ok"})


@routes.get("/readyz")
def readyz() -> Response:
    """The database answers."""
    database.check()
    return ok({"status": "ok"})
