"""The sockets door: our own protocol on namespace `/chat` (docs/protocol.md)."""

from __future__ import annotations

from flask import Flask

from app.extensions import socketio
from app.sockets import commands, connections, keeping, library, publisher
from app.sockets.channels import NAMESPACE
from app.sockets.handshake import Handshake


def init_app(app: Flask) -> None:
    """Add this door to the app."""
    connections.clear()
    library.start(app, app.config["SETTINGS"])
    handshake = Handshake(app)
    socketio.server.on("connect", handshake.connect, namespace=NAMESPACE)
    socketio.server.on("disconnect", handshake.disconnect, namespace=NAMESPACE)
    commands.bind()
    library.Receiver(handshake.welcome)
    publisher.subscribe()
    keeping.start()
