"""Whoever comes online or leaves may be an admin: then rooms are given out anew.

The bus holds presence's lock meanwhile, so the service is called aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.events import PresenceChanged
from app.extensions import socketio
from app.realtime import bus, presence
from app.services import support

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that an admin may be away, as when a page is loaded anew, and keep their rooms."""


def subscribe() -> None:
    """Have the bus call this module."""
    bus.subscribe(PresenceChanged, presence_changed)


def presence_changed(event: PresenceChanged) -> None:
    socketio.start_background_task(came if event.is_online else left, event.user_id)


def came(user_id: int) -> None:
    """Give out what waits."""
    _attempt(support.admin_came, user_id)


def left(user_id: int) -> None:
    """Have others answer, unless they are back."""
    socketio.sleep(GRACE)
    if not presence.is_online(user_id):
        _attempt(support.admin_left, user_id)


def _attempt(task: Callable[[int], None], user_id: int) -> None:
    try:
        task(user_id)
    except Exception:
        log.exception("rooms can't be given out after user %d came or left", user_id)
