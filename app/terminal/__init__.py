"""The terminal door: contract C3 over plain TCP, one line in, one line out (docs/contracts/terminal.md)."""

from __future__ import annotations

import socket

from flask import Flask

from app.engine import maintenance, resync
from app.terminal import publisher, terminal_sessions
from app.terminal.server import Gateway


def init_app(_app: Flask) -> None:
    """Add this door to the app."""
    terminal_sessions.clear()
    publisher.subscribe()
    maintenance.in_use(terminal_sessions.session_ids)
    resync.watch(terminal_sessions.heard)


def serve(listener: socket.socket) -> None:
    """Let terminals in on `listener`, beside everything else that the process does."""
    Gateway(listener).start()
