"""Who a connection is: by the token of its handshake, by one inside an event, or by name alone."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app import timers
from app.contracts import connections
from app.contracts.connections import Connection
from app.exceptions import Unauthenticated
from app.http import tokens
from app.realtime import presence
from app.services import sessions, signing_in
from app.services.actor import Actor

Json = dict[str, Any]
MOST_TOKENS = 8
"""That a connection remembers; a further one is looked up again."""
_app: Flask | None = None


def use(app: Flask) -> None:
    """Verify tokens with this app's key."""
    global _app
    _app = app


def known(connection: Connection, _given: Json | None = None) -> Actor:
    """Who the connection has shown to be. Raises `Unauthenticated`."""
    if connection.actor is None or connection.ended:
        raise Unauthenticated
    return connection.actor


def by_token(connection: Connection, token: object) -> Actor:
    """Who holds the token: from now on the connection is theirs.

    A token is looked up once for each connection, which is closed when its session ends.
    Raises `Unauthenticated`, and `Forbidden` when the connection is somebody else's.
    """
    if not isinstance(token, str) or token not in connection.tokens:
        if _app is None:
            raise RuntimeError("the contracts are not started")
        with _app.app_context():
            _prove(connection, tokens.actor_of(token))
        if len(connection.tokens) >= MOST_TOKENS:
            connection.tokens.clear()
        connection.tokens.add(str(token))
    return known(connection)


def by_name(connection: Connection, username: str) -> Actor:
    """Sign a name in that needs no password; the session ends with the connection.

    It is a session like any other, so it is seen among the user's devices, can be revoked, and ends
    when the name gets a password. Raises `UserNotFound`, `Unauthenticated`, `RateLimited`.
    """
    account = signing_in.by_name(username, connection.device)
    actor = sessions.authenticate(account.id, account.session_id)
    connection.makeshift = actor
    try:
        _prove(connection, actor)
    except Exception:
        sessions.log_out(actor)
        raise
    return known(connection)


def _prove(connection: Connection, actor: Actor) -> None:
    connections.belong(connection, actor)
    # Whatever ended the session before it belonged was heard by nobody here: look once more.
    sessions.authenticate(actor.user_id, actor.session_id)
    come_online(connection)


def come_online(connection: Connection) -> None:
    """Count the connection, unless it is gone already."""
    actor = known(connection)
    presence.connected(actor.user_id, presence_key(connection.sid))
    if connections.get(connection.sid) is None:
        go_offline(connection)


def go_offline(connection: Connection) -> None:
    """Count it no more."""
    if connection.actor is not None:
        presence.disconnected(connection.actor.user_id, presence_key(connection.sid))


def forget(connection: Connection) -> None:
    """A connection was closed: end the session that was made for it alone."""
    go_offline(connection)
    if connection.makeshift is not None:
        # Aside: the writer itself closes connections, and it can't wait for itself.
        timers.aside(sessions.log_out, connection.makeshift)


def presence_key(sid: str) -> str:
    """The connection's name among those of all doors."""
    return f"contracts:{sid}"
