"""Beginning and ceasing to speak a contract, kept with the session for its next connection."""

from __future__ import annotations

from app.contracts import connections
from app.contracts.connections import Connection
from app.services import active_contracts

LOBBY, DIRECT, SUPPORT = "lobby", "direct", "support"
EXCLUDES = {LOBBY: frozenset({SUPPORT}), SUPPORT: frozenset({LOBBY}), DIRECT: frozenset[str]()}
"""They send different shapes under the same names."""


def activate(connection: Connection, contract: str) -> bool:
    """Let it speak and hear a contract; returns whether it is new to it.

    Raises `Conflict` when it speaks one that excludes it, `Unauthenticated` while it is anonymous.
    """
    new = connections.activate(connection, contract, EXCLUDES[contract])
    if new and EXCLUDES[contract]:
        remember(connection, contract)
    return new


def restore(connection: Connection, contract: str) -> bool:
    """Let it speak what its session spoke before, until it speaks something else itself."""
    return connections.activate(connection, contract, EXCLUDES[contract], restored=True)


def deactivate(connection: Connection, contract: str) -> bool:
    """Let it speak and hear a contract no more; returns whether it did."""
    was = connections.deactivate(connection, contract)
    if was and EXCLUDES[contract]:
        remember(connection, None)
    return was


def remember(connection: Connection, contract: str | None, support_room_id: int | None = None) -> None:
    """Keep it with the connection's session, unless nobody can come back with that one."""
    actor, makeshift = connection.actor, connection.makeshift
    if actor is not None and (makeshift is None or actor.session_id != makeshift.session_id):
        active_contracts.remember(actor.session_id, contract, support_room_id)
