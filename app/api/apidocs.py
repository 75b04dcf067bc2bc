"""The API document, and a current Swagger UI of our own for it, from this server alone."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template

ROUTE = "/openapi.json"

routes = Blueprint("apidocs", __name__)


@routes.get(ROUTE)
def document() -> Response:
    """The document itself."""
    from app.api import openapi  # with flasgger, 5 MB that most servers are never asked for

    return jsonify(openapi.document(current_app._get_current_object()))  # type: ignore[attr-defined]


@routes.get("/apidocs", strict_slashes=False)
def page() -> str:
    """Read the document, authorize and try every call."""
    return render_template("apidocs.html", document=ROUTE)
