"""The sockets door: our own protocol on namespace `/chat` (docs/protocol.md)."""

from __future__ import annotations

from flask import Flask

from app.engine import maintenance, resync, server
from app.sockets import commands, connections, presence_batch, presence_watch, publisher
from app.sockets.channels import HERE
from app.sockets.handshake import Handshake


def init_app(app: Flask) -> None:
    """Add this door to the app, whose engine is there already."""
    for known in (connections, presence_watch, presence_batch):
        known.clear()
    handshake = Handshake(app)
    server.open_namespace(HERE.name, handshake.connect, handshake.disconnect, handshake.welcome)
    commands.bind()
    publisher.subscribe()
    maintenance.in_use(connections.session_ids)
    resync.watch(connections.heard)
