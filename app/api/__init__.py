"""Our own REST: JSON in, one service call, JSON out."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.api import accounts, apidocs, cors, me, messages, meta, metrics, rooms, users
from app.api.ids import IdConverter


def init_app(app: Flask) -> None:
    """Add this door to the app."""
    app.url_map.converters["id"] = IdConverter
    # Else `/api//rooms` would be answered by a redirect with a body of HTML.
    app.url_map.merge_slashes = False
    api = Blueprint("api", __name__, url_prefix="/api")
    for noun in (accounts, me, users, rooms, messages):
        api.register_blueprint(noun.routes)
    app.register_blueprint(api)
    for beside in (meta, apidocs):
        app.register_blueprint(beside.routes)
    cors.init_app(app)
    metrics.init_app(app)
