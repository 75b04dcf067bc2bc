"""Who may have a connection: so many in all, so many of one address, and the idle make room.

A connection waits while its client has yet to send a whole request, be it the first or the next,
and is busy from then on until it was answered. Only those that wait are ended for others: first
the oldest from the newcomer's own address, where that has a crowd here, else the oldest of all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.serving.connection import Connection

CROWD = 8  # an address with more than an eighth of all connections makes room for itself


class Network:
    """What one address has here."""

    def __init__(self) -> None:
        self.connections = 0
        self.waiting: OrderedDict[Connection, None] = OrderedDict()
        """The longest first."""


class Connections:
    """All that are open; safe from every thread.

    `network_of` tells what counts as one address. `most_per_network` is 0 where a proxy's is everybody's.
    """

    def __init__(self, most: int, most_per_network: int, network_of: Callable[[str], str]) -> None:
        self._most = most
        self._most_per_network = most_per_network
        self._network_of = network_of
        self._lock = Lock()
        self._open: dict[Connection, Network] = {}
        self._waiting: OrderedDict[Connection, None] = OrderedDict()
        """The longest first."""
        self._networks: dict[str, Network] = {}
        self._closed = False

    def admit(self, connection: Connection) -> bool:
        """Let it in, if need be in another's place; false when there is no room."""
        name = connection.network = self._network_of(connection.peer[0])
        with self._lock:
            if self._closed or not self._has_room(name):
                return False
            network = self._networks.setdefault(name, Network())
            network.connections += 1
            self._open[connection] = network
            self._wait(connection, network)
            return True

    def busy(self, connection: Connection) -> bool:
        """Its request is there and is answered now; false when it was ended meanwhile."""
        with self._lock:
            network = self._open.get(connection)
            if network is None:
                return False
            self._waiting.pop(connection, None)
            network.waiting.pop(connection, None)
            return True

    def waiting(self, connection: Connection) -> bool:
        """Its client is to send the next request; false when none is taken any more."""
        with self._lock:
            network = self._open.get(connection)
            if network is None or self._closed:
                return False
            self._wait(connection, network)
            return True

    def forget(self, connection: Connection) -> None:
        """It is over; once or several times."""
        with self._lock:
            self._forget(connection)

    def close(self) -> None:
        """Take no more, and end those that wait."""
        with self._lock:
            self._closed = True
            for connection in list(self._waiting):
                self._end(connection)

    def under_way(self) -> bool:
        """Whether somebody's request is being answered; other protocols aren't counted."""
        with self._lock:
            return any(one not in self._waiting and not one.upgraded for one in self._open)

    def _has_room(self, name: str) -> bool:
        """Whether one more may come from this network; perhaps now that another was ended."""
        network = self._networks.get(name)
        count = network.connections if network is not None else 0
        if 0 < self._most_per_network <= count and not is_loopback(name):
            return network is not None and self._end_oldest(network.waiting)
        if len(self._open) < self._most:
            return True
        if network is not None and count > self._most // CROWD and self._end_oldest(network.waiting):
            return True
        return self._end_oldest(self._waiting)

    def _end_oldest(self, waiting: OrderedDict[Connection, None]) -> bool:
        oldest = next(iter(waiting), None)
        if oldest is not None:
            self._end(oldest)
        return oldest is not None

    def _wait(self, connection: Connection, network: Network) -> None:
        self._waiting[connection] = network.waiting[connection] = None

    def _end(self, connection: Connection) -> None:
        self._forget(connection)
        connection.cut()

    def _forget(self, connection: Connection) -> None:
        network = self._open.pop(connection, None)
        if network is None:
            return
        self._waiting.pop(connection, None)
        network.waiting.pop(connection, None)
        network.connections -= 1
        if not network.connections:
            del self._networks[connection.network]


def is_loopback(network: str) -> bool:
    """Whether it is this machine's own: a proxy may stand there, and whoever else does needs no server."""
    return network.startswith(("127.", "::/"))
