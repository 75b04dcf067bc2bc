"""Who is connected to the default namespace, what each connection speaks and what it hears.

A connection may be anonymous until it proves who it is, once and for all. It is
known from its handshake on, so that nothing that ends its session can slip by.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from threading import RLock

from app.contracts import channels
from app.engine.resync import Held
from app.exceptions import Conflict, Forbidden, Unauthenticated
from app.services.actor import Actor, Device
from app.snapshots import UserSnapshot


@dataclass(slots=True, eq=False)
class Connection:
    """One socket."""

    sid: str
    device: Device
    actor: Actor | None = None
    """Null while it is anonymous."""
    ended: bool = False
    """One of its sessions ended: it is being closed and may do nothing more."""
    tokens: set[str] = field(default_factory=set)
    """Those that were verified here; each is good for as long as the connection is."""
    sessions: set[str] = field(default_factory=set)
    """The sessions that it has shown; the end of any is its end."""
    makeshift: Actor | None = None
    """The session made for it because it joined by name alone: nobody holds its token."""
    contracts: set[str] = field(default_factory=set)
    """Those that are active on it."""
    restored: set[str] = field(default_factory=set)
    """Of them, those that its session used before, and not yet this connection itself."""
    hears: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Contract → the channels that it hears for it."""
    support_room_id: int | None = None
    """The support room that it joined."""

    @property
    def joined(self) -> frozenset[int]:
        """The same, as a set."""
        return frozenset() if self.support_room_id is None else frozenset({self.support_room_id})


_lock = RLock()
_by_sid: dict[str, Connection] = {}
_by_user: dict[int, dict[str, Connection]] = defaultdict(dict)
_users: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
"""Contract → user id → how many of their connections speak it."""


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody connected."""
    with _lock:
        _by_sid.clear()
        _by_user.clear()
        _users.clear()


def add(sid: str, device: Device) -> Connection:
    """Know an anonymous connection."""
    with _lock:
        connection = _by_sid[sid] = Connection(sid, device)
    return connection


def remove(sid: str) -> Connection | None:
    """Forget a connection; returns it, still with what it spoke, or null when it wasn't known."""
    with _lock:
        connection = _by_sid.pop(sid, None)
        if connection is not None and connection.actor is not None:
            user_id = connection.actor.user_id
            for contract in connection.contracts:
                _count(contract, user_id, -1)
            _by_user[user_id].pop(sid, None)
            if not _by_user[user_id]:
                del _by_user[user_id]
    return connection


def get(sid: str) -> Connection | None:
    """The connection with this sid."""
    return _by_sid.get(sid)


def of_user(user_id: int) -> list[Connection]:
    """All connections that have proved to be a user's."""
    with _lock:
        return list(_by_user.get(user_id, {}).values())


def heard() -> list[Held]:
    """Every session shown by somebody, and the support room that they joined."""
    with _lock:
        known = [(one, one.actor) for one in _by_sid.values() if one.actor is not None]
        return [
            Held(replace(actor, session_id=session_id), one.joined, False)
            for one, actor in known
            for session_id in one.sessions
        ]


def session_ids() -> list[str]:
    """The sessions that have a connection."""
    with _lock:
        return list({one for connection in _by_sid.values() for one in connection.sessions})


def belong(connection: Connection, actor: Actor) -> None:
    """The connection is this actor's from now on.

    Raises `Forbidden` when it is somebody else's, `Unauthenticated` when it is closing.
    """
    with _lock:
        if connection.ended or connection.sid not in _by_sid:
            raise Unauthenticated
        if connection.actor is not None and connection.actor.user_id != actor.user_id:
            raise Forbidden("connection_of_another")
        if connection.actor in {None, connection.makeshift}:
            connection.actor = actor
        connection.sessions.add(actor.session_id)
        _by_user[actor.user_id][connection.sid] = connection


def renew(user: UserSnapshot) -> None:
    """Let a user's connections act under the present names and role."""
    with _lock:
        for connection in of_user(user.id):
            if connection.actor is not None:
                connection.actor = connection.actor.renewed(user)


def end(user_id: int, session_ids: set[str]) -> list[Connection]:
    """Let connections that showed one of these sessions do nothing more; returns them."""
    with _lock:
        ended = [one for one in of_user(user_id) if one.sessions & session_ids]
        for connection in ended:
            connection.ended = True
    return ended


def activate(
    connection: Connection, contract: str, excluded: frozenset[str] = frozenset(), restored: bool = False
) -> bool:
    """Let an identified connection speak a contract and hear it; returns whether it is new to it.

    What it spoke itself excludes others (`Conflict`); what was only restored for it gives way.
    """
    with _lock:
        actor = connection.actor
        if actor is None or connection.ended or connection.sid not in _by_sid:
            raise Unauthenticated
        refuse(connection, excluded)
        for other in connection.contracts & excluded:
            deactivate(connection, other)
        if not restored:
            connection.restored.discard(contract)
        if contract in connection.contracts:
            return False
        connection.contracts.add(contract)
        if restored:
            connection.restored.add(contract)
        _count(contract, actor.user_id, 1)
        hear(connection, contract, channels.of_contract(contract))
        hear(connection, contract, channels.of_user(contract, actor.user_id))
    return True


def hear(connection: Connection, contract: str, channel: str) -> None:
    """Let it hear a channel for as long as it speaks the contract; nothing if it doesn't."""
    with _lock:
        if contract in connection.contracts:
            connection.hears[contract].add(channel)
            channels.enter(connection.sid, channel)


def ignore(connection: Connection, contract: str, channel: str) -> None:
    """Let it hear a channel no more."""
    with _lock:
        connection.hears[contract].discard(channel)
        channels.leave(connection.sid, channel)


def refuse(connection: Connection, excluded: frozenset[str]) -> None:
    """Raise `Conflict` when the connection itself has used one of the `excluded` contracts."""
    if active := (connection.contracts - connection.restored) & excluded:
        raise Conflict("contract_excluded", contract=min(active))


def deactivate(connection: Connection, contract: str) -> bool:
    """End a contract on this connection; returns whether it was active."""
    with _lock:
        if contract not in connection.contracts or connection.actor is None:
            return False
        connection.contracts.discard(contract)
        connection.restored.discard(contract)
        _count(contract, connection.actor.user_id, -1)
        for channel in connection.hears.pop(contract, ()):
            channels.leave(connection.sid, channel)
    return True


def _count(contract: str, user_id: int, step: int) -> None:
    users = _users[contract]
    users[user_id] += step
    if users[user_id] <= 0:
        del users[user_id]


def using(contract: str, user_id: int | None = None) -> int:
    """On how many of a user's connections a contract is active; of anybody: for how many people."""
    with _lock:
        users = _users.get(contract, {})
        return len(users) if user_id is None else users.get(user_id, 0)
