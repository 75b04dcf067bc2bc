"""Who came and who went, told to everybody: at once, or when many do, gathered.

When everybody reconnects, N people would otherwise cost N² writes.
"""

from __future__ import annotations

from typing import Any

from app import events
from app.extensions import socketio
from app.realtime import presence
from app.sockets import channels

MOMENT = 0.1  # seconds
AT_ONCE = 20
"""Changes of one moment that are told as they come; what follows is told at its end, in one write."""


class Comings:
    """What has been told in this moment, and what is to be told at its end."""

    def __init__(self) -> None:
        self._told = 0
        self._later: dict[int, bool] = {}

    def note(self, event: events.PresenceChanged) -> None:
        """Tell that somebody came or went; `presence` has one change at a time noted.

        The frame may cut somebody off who doesn't read, whose going is noted before this returns.
        """
        if self._told == 0:
            socketio.server.start_background_task(self._end)
        self._told += 1
        if self._told <= AT_ONCE:
            channels.emit("presence", frame(event.user_id, event.is_online), channels.EVERYONE)
        else:
            self._later[event.user_id] = event.is_online

    def _end(self) -> None:
        socketio.server.sleep(MOMENT)
        presence.tell_all(self._tell_later)

    def _tell_later(self, _here: list[int]) -> None:
        self._told = 0
        later, self._later = self._later, {}
        for user_id, is_online in later.items():
            channels.emit_joined("presence", frame(user_id, is_online), channels.EVERYONE)
        channels.flush()


def frame(user_id: int, is_online: bool) -> dict[str, Any]:
    """The payload of `presence`."""
    return {"user_id": user_id, "is_online": is_online}
