"""The pages door (contract C4): forms in, HTML out; everything works without scripts."""

from __future__ import annotations

from flask import Flask

from app.pages import (
    account,
    auth,
    avatars,
    context,
    errors,
    filters,
    identity,
    installed,
    invites,
    messages,
    rooms,
    styleguide,
    support,
)


def init_app(app: Flask) -> None:
    """Add this door to the app."""
    filters.init_app(app)
    context.init_app(app)
    errors.init_app(app)
    app.after_request(identity.forget_ended)
    for door in (auth, rooms, invites, messages, account, avatars, support, installed):
        app.register_blueprint(door.pages)
    if app.config["SETTINGS"].styleguide:
        app.register_blueprint(styleguide.pages)
