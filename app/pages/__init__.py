"""The pages door (contract C4): forms in, HTML out; everything works without scripts."""

from __future__ import annotations

from flask import Flask

from app.pages import account, auth, avatars, context, errors, filters, messages, rooms, support


def init_app(app: Flask) -> None:
    """Add this door to the app."""
    filters.init_app(app)
    context.init_app(app)
    errors.init_app(app)
    for blueprint in (auth.pages, rooms.pages, messages.pages, account.pages, avatars.pages, support.pages):
        app.register_blueprint(blueprint)
