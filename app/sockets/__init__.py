"""The sockets door: our own protocol on namespace `/chat` (docs/protocol.md)."""

from __future__ import annotations

from flask import Flask

from app.edge import mending
from app.edge.engine import keeping, library
from app.sockets import comings, commands, connections, publisher, watching
from app.sockets.channels import HERE
from app.sockets.handshake import Handshake


def init_app(app: Flask) -> None:
    """Add this door to the app, whose engine is there already."""
    for known in (connections, watching, comings):
        known.clear()
    handshake = Handshake(app)
    library.open_namespace(HERE.name, handshake.connect, handshake.disconnect, handshake.welcome)
    commands.bind()
    publisher.subscribe()
    keeping.in_use(connections.session_ids)
    mending.watch(connections.heard)
