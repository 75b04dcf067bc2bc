"""The contracts' door: three documented chat systems on the default namespace, and their REST calls."""

from __future__ import annotations

from flask import Flask

from app import events
from app.contracts import channels, connections, direct, identity, lobby, support
from app.contracts.direct import rest as direct_rest
from app.contracts.handshake import Handshake
from app.contracts.lobby import rest as lobby_rest
from app.contracts.router import Router
from app.contracts.support import rest as support_rest
from app.engine import maintenance, resync, server
from app.realtime import bus

CONTRACTS = (lobby.CONTRACT, direct.CONTRACT, support.CONTRACT)


def init_app(app: Flask) -> None:
    """Add this door to the app, whose engine is there already. Raises `Clash`."""
    connections.clear()
    identity.use(app)
    handshake = Handshake(CONTRACTS)
    server.open_namespace(channels.HERE.name, handshake.connect, handshake.disconnect, handshake.welcome)
    Router(CONTRACTS).bind()
    bus.subscribe(events.UserChanged, user_changed)
    bus.subscribe(events.SessionsEnded, sessions_ended)
    for contract in CONTRACTS:
        contract.subscribe()
    maintenance.in_use(connections.session_ids)
    resync.watch(connections.heard)
    for rest in (lobby_rest, direct_rest, support_rest):
        app.register_blueprint(rest.routes)


def user_changed(event: events.UserChanged) -> None:
    connections.renew(event.user)


def sessions_ended(event: events.SessionsEnded) -> None:
    for connection in connections.end(event.user_id, set(event.session_ids)):
        channels.close(connection.sid)
