"""Telling a sender which of their messages were read, one by one.

A pointer that moved may mean thousands of messages, so this has a task of its
own: it takes one mark after the other, and lets others run after each page.
"""

from __future__ import annotations

import logging
from collections import deque
from threading import Lock
from time import sleep

from app import timers
from app.contracts import connections
from app.contracts.active import DIRECT
from app.contracts.channels import emit, of_user
from app.contracts.direct import shapes
from app.events import RoomRead
from app.services import chats

log = logging.getLogger(__name__)

FRAMES = ("messege_read", "message_read")
"""The documented name, misspelt as it is, and the same well spelt."""
PAUSE = 0.01  # seconds after each page, in which the frames leave

_lock = Lock()
_waiting: deque[tuple[int, RoomRead]] = deque()
_busy = False


def clear() -> None:
    """Forget what waits."""
    with _lock:
        _waiting.clear()


def room_read(event: RoomRead) -> None:
    """Have the other person of a dm told, if they listen; never waits."""
    global _busy
    pair = event.room.pair
    if pair is None:
        return
    sender_id = pair[1] if pair[0] == event.user_id else pair[0]
    if sender_id == event.user_id or not connections.using(DIRECT, sender_id):
        return
    with _lock:
        _waiting.append((sender_id, event))
        idle, _busy = not _busy, True
    if idle:
        timers.aside(_tell_all)


def _tell_all() -> None:
    global _busy
    while True:
        with _lock:
            if not _waiting:
                _busy = False
                return
            sender_id, event = _waiting.popleft()
        try:
            _tell(sender_id, event)
        except Exception:
            log.exception("user %d can't be told what was read", sender_id)


def _tell(sender_id: int, event: RoomRead) -> None:
    since: int | None = event.since
    while since is not None:
        message_ids, since = chats.newly_read(event.room.id, sender_id, since, event.seq)
        for message_id in message_ids:
            for frame in FRAMES:
                emit(frame, shapes.read(message_id, event.user_id), of_user(DIRECT, sender_id))
        if since is not None:
            sleep(PAUSE)
