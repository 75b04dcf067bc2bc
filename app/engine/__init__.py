"""The Socket.IO engine below the doors that speak it: one server, a namespace for each door.

A door opens its namespace with `library.open_namespace`; nobody is let in to any other.
"""

from __future__ import annotations

from flask import Flask

from app.engine import maintenance, server
from app.extensions import socketio
from app.realtime import bus


def init_app(app: Flask) -> None:
    """Make the app's server; the doors come after."""
    tasks = server.start(app, app.config["SETTINGS"])
    bus.at_end(socketio.server.manager.flush)
    maintenance.start(tasks)
