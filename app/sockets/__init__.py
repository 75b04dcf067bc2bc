"""The sockets door."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Add this door to the app."""
