"""The API document for people: a current Swagger UI of our own, from this server alone."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.api.openapi import ROUTE

routes = Blueprint("apidocs", __name__)


@routes.get("/apidocs", strict_slashes=False)
def page() -> str:
    """Read the document, authorize and try every call."""
    return render_template("apidocs.html", document=ROUTE)
