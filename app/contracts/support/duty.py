"""Rooms are given out anew when an admin comes, and when one stays away.

The bus holds locks while it calls, so the service is called aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from typing import Any

from app.events import PresenceChanged, SupportChanged, SupportPosted
from app.extensions import socketio
from app.realtime import bus, cluster, presence
from app.services.support import conversations

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that an admin may be away, as when a page is loaded anew, and keep their rooms."""
RETURN = 15.0
"""Seconds after a start in which everybody connects again: a client tries at least that often."""

_lock = Lock()
_expected: set[int] = set()
"""Who may be back within `GRACE`."""
_aside: set[int] = set()
"""Admins who work without a connection, by pages or REST: being offline says nothing of them."""
_just_started = False
"""Not everybody had time to connect again: that somebody is not here says nothing yet."""


def subscribe() -> None:
    """Have the bus call this module."""
    global _just_started
    _just_started = False
    with _lock:
        _expected.clear()
        _aside.clear()
    bus.subscribe(PresenceChanged, presence_changed)
    bus.subscribe(SupportPosted, posted)
    bus.subscribe(SupportChanged, changed)


def begin() -> None:
    """The server has started: admins who had rooms before and don't come back have left."""
    global _just_started
    _just_started = True
    socketio.start_background_task(_look_round)


def presence_changed(event: PresenceChanged) -> None:
    if event.is_online:
        _aside.discard(event.user_id)
        socketio.start_background_task(_attempt, conversations.admin_came, event.user_id)
    else:
        expect_back(event.user_id)


def posted(event: SupportPosted) -> None:
    """A user waits for an answer again, perhaps of an admin who left when nobody did."""
    if not event.room.sent_by_user(event.message):
        _works(event.message.sender.id)
    elif event.room.admin is not None and not _just_started:
        expect_back(event.room.admin.id)


def changed(event: SupportChanged) -> None:
    if event.by is not None:
        _works(event.by.id)


def _works(admin_id: int) -> None:
    if not presence.is_online(admin_id):
        _aside.add(admin_id)


def expect_back(user_id: int) -> None:
    """Have others answer for somebody who is away, unless they are back in a moment."""
    with _lock:
        if user_id in _expected or user_id in _aside or presence.is_online(user_id):
            return
        _expected.add(user_id)
    socketio.start_background_task(_left, user_id)


def _left(user_id: int) -> None:
    socketio.sleep(GRACE)
    with _lock:
        _expected.discard(user_id)
    if not presence.is_online(user_id) and user_id not in _aside:
        _attempt(conversations.admin_left, user_id)


def _look_round() -> None:
    global _just_started
    socketio.sleep(RETURN)
    while cluster.state() == "away":  # they may be connected to another process
        socketio.sleep(RETURN)
    _just_started = False
    _attempt(_expect_absent)


def _expect_absent() -> None:
    for user_id in conversations.absent_admins():
        expect_back(user_id)


def _attempt(task: Callable[..., Any], *user_id: int) -> None:
    try:
        task(*user_id)
    except Exception:
        log.exception("rooms can't be given out anew")
