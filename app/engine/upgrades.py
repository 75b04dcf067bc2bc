"""From polling to WebSocket: one attempt at a time, and not for ever."""

from __future__ import annotations

import socket as sockets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

WITHIN = 10.0  # seconds, as in the protocol's reference server


@dataclass(eq=False)
class Attempt:
    """A WebSocket that probes; `tcp` is what it is made of, once it is open."""

    since: float = field(default_factory=monotonic)
    tcp: Any = None


class Upgrades:
    """The attempts of connections that poll meanwhile.

    `waits` tells whether a connection (its sid) waits to be let in: its client finishes an upgrade
    only when its POST was answered, and one that fails meanwhile leaves it deaf for 45 seconds.
    """

    def __init__(self, waits: Callable[[str], bool]) -> None:
        self._waits = waits
        self._under_way: dict[Any, Attempt] = {}

    def run(self, engine: Any, handle: Callable[[], Any]) -> Any:
        """Let the library handle a request for a WebSocket, unless another one is probing already (400)."""
        if not engine.connected:  # it polls nothing: this is its first transport
            return handle()
        attempt = Attempt()
        if self._under_way.setdefault(engine, attempt) is not attempt:
            return engine.server._bad_request("Another upgrade is under way")
        try:
            return handle()
        finally:
            engine.upgrading = (
                False  # the library forgets it when the WebSocket breaks, and polls say nothing
            )
            if self._under_way.get(engine) is attempt:
                del self._under_way[engine]

    def opened(self, engine: Any, tcp: Any) -> None:
        """The WebSocket is open, on this TCP connection."""
        if engine in self._under_way:
            self._under_way[engine].tcp = tcp

    def end(self, engine: Any) -> None:
        """End an attempt; whoever waits for its next packet finds it closed."""
        attempt = self._under_way.get(engine)
        if attempt is not None and attempt.tcp is not None and not engine.upgraded:
            with suppress(OSError):
                attempt.tcp.shutdown(sockets.SHUT_RDWR)

    def end_slow(self) -> None:
        """End those that take too long. The connection they were for goes on polling."""
        limit = monotonic() - WITHIN
        for engine, attempt in list(self._under_way.items()):
            if engine.upgraded:
                self._under_way.pop(engine, None)
            elif self._waits(engine.sid):
                attempt.since = monotonic()
            elif attempt.since < limit:
                self.end(engine)
