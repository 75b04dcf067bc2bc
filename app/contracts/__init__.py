"""The documented contracts, one folder each: their wire shapes in and out, no rule of their own."""

from __future__ import annotations

from flask import Flask

from app.contracts.support import rest


def init_app(app: Flask) -> None:
    """Add this door to the app."""
    app.register_blueprint(rest.routes)
