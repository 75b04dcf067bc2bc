"""Pings by one task for all connections, and the end of those that don't answer.

The library has a greenlet (or a thread) sleep for each connection, 25 seconds at a
time: with 5,000 of them that is most of what an idle connection costs. And it looks
at each connection every 20 seconds only, so a silent one lived for up to a minute.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import partial
from math import inf
from time import monotonic
from typing import Any

from engineio.packet import PING, Packet

from app.engine.admission import unheard

ROUND = 1.0  # seconds between two looks, about
BEHIND = 3.0  # seconds without a look: then it was us who didn't listen, and answers may wait to be read


class Pings:
    """Who is to be pinged when, and until when each is to answer.

    All wait equally long, so they stand in lines.
    """

    def __init__(self, eio: Any) -> None:
        self._every, self._within = eio.ping_interval, eio.ping_timeout
        self._reason = eio.reason.PING_TIMEOUT
        self._due: deque[tuple[float, Any]] = deque()
        self._asked: deque[tuple[float, Any]] = deque()
        self._looked = monotonic()
        connected = eio.handlers["connect"]

        def on_connect(sid: str, environ: dict[str, Any]) -> Any:
            socket = eio.sockets[sid]
            socket.schedule_ping = partial(self.schedule, socket)
            return connected(sid, environ)

        eio.on("connect", on_connect)

    def schedule(self, socket: Any) -> None:
        """Have `socket` pinged in a while, unless that is arranged already."""
        if socket.last_ping:
            socket.last_ping = None
            self._due.append((monotonic() + self._every, socket))

    def send_due(self) -> None:
        """Ping those whose time has come, and close those that have not answered in time."""
        moment = monotonic()
        behind, self._looked = moment - self._looked > BEHIND, moment
        while self._due and self._due[0][0] <= moment:
            due, socket = self._due.popleft()
            if not socket.closing and not socket.closed:
                # Set, which is all that the library asks; its own watch, by the wall's clock, never strikes.
                socket.last_ping = inf
                socket.answer_by = max(due, moment - ROUND) + self._within
                self._asked.append((socket.answer_by, socket))
                with suppress(Exception):  # one that breaks at this moment must not keep the others waiting
                    socket.send(Packet(PING))
        if behind:
            self._give_time(moment)
        else:
            self._close_silent(moment)

    def _give_time(self, moment: float) -> None:
        """Let what has come meanwhile be read first."""
        late, self._asked = self._asked, deque()
        for until, socket in late:
            socket.answer_by = max(until, moment + BEHIND)
            self._asked.append((socket.answer_by, socket))

    def _close_silent(self, moment: float) -> None:
        while self._asked and self._asked[0][0] <= moment:
            _, socket = self._asked.popleft()
            if not socket.last_ping or socket.answer_by > moment or socket.closing or socket.closed:
                continue
            if unheard(socket):  # it waits to be let in, or for the answer to something else
                socket.answer_by = moment + self._within
                self._asked.append((socket.answer_by, socket))
            else:
                with suppress(Exception):
                    socket.close(wait=False, reason=self._reason)
