"""Who is in the lobby, as its clients see it: everyone online, but for those who said `leave`.

Coming by `join` is told at once, and so is `leave`; going offline after a short
grace, because a page that is loaded anew closes its connection, too.
"""

from __future__ import annotations

import logging
from threading import RLock

from app import timers
from app.contracts import active, connections
from app.contracts.active import LOBBY
from app.contracts.channels import emit, of_contract
from app.contracts.connections import Connection
from app.contracts.lobby import shapes
from app.events import LobbyChanged, PresenceChanged
from app.exceptions import UserNotFound
from app.realtime import bus, presence
from app.services import accounts, people
from app.services.actor import Actor

log = logging.getLogger(__name__)

GRACE = 2.0  # seconds

_lock = RLock()
_left: set[int] = set()
"""Who said `leave` and hasn't come again since."""
_told: set[int] = set()
"""Of whom the others here have heard that they came."""
_going: set[int] = set()
"""Who went offline less than `GRACE` ago."""
_names: dict[int, str] = {}
"""Names of those who are here; a deleted account has none any more."""


def clear() -> None:
    """Begin with nobody."""
    with _lock:
        for known in (_left, _told, _going, _names):
            known.clear()


def enter(connection: Connection, restored: bool = False) -> None:
    """Let it hear the lobby; tells the others on the user's first connection that does."""
    new = active.restore(connection, LOBBY) if restored else active.activate(connection, LOBBY)
    actor = connection.actor
    if not new or actor is None:
        return
    _is_here(actor.user_id, actor.username)
    if connections.using(LOBBY, actor.user_id) == 1:
        emit("user_joined", shapes.person(actor.username), of_contract(LOBBY))
        bus.publish([LobbyChanged(actor.person, here=True)])


def leave(connection: Connection) -> None:
    """Let it hear the lobby no more; tells the others on the user's last connection that did."""
    was, actor = active.deactivate(connection, LOBBY), connection.actor
    if was and actor is not None and not connections.using(LOBBY, actor.user_id):
        bus.publish([LobbyChanged(actor.person, here=False)])


def changed(event: LobbyChanged) -> None:
    """Somebody said `leave`, or another process says that they joined there."""
    who = event.person
    if connections.using(LOBBY, who.id):
        if not event.here:  # they left another process, and are here still
            bus.publish([LobbyChanged(who, here=True)])
    elif event.here:
        if _is_here(who.id, who.username):
            emit("user_joined", shapes.person(who.username), of_contract(LOBBY))
    else:
        with _lock:
            _left.add(who.id)
            _told.discard(who.id)
        emit("user_left", shapes.person(who.username), of_contract(LOBBY))


def _is_here(user_id: int, username: str) -> bool:
    """Note that somebody is here; whether the others here have yet to be told."""
    with _lock:
        _left.discard(user_id)
        _names[user_id] = username
        new = user_id not in _told
        _told.add(user_id)
    return new


def tell_who_is_here(connection: Connection, actor: Actor) -> None:
    """Send `online_users` to one connection."""
    online = people.online(actor)
    with _lock:
        here = [one for one in online if one.id not in _left]
        _names.update({one.id: one.username for one in here})
    emit("online_users", [one.username for one in here], connection.sid)


def presence_changed(event: PresenceChanged) -> None:
    """Somebody came by another door, or is gone from all of them.

    The bus holds a lock meanwhile, so names are looked up aside.
    """
    with _lock:
        if event.is_online:
            _left.discard(event.user_id)
    if not connections.using(LOBBY):
        with _lock:
            _told.discard(event.user_id)
        return
    if event.is_online and not connections.of_user(event.user_id):
        timers.aside(_came, event.user_id)
    elif not event.is_online and _first_to_notice(event.user_id):
        timers.after(GRACE, _went, event.user_id)


def _first_to_notice(user_id: int) -> bool:
    with _lock:
        first = user_id not in _going
        _going.add(user_id)
    return first


def _came(user_id: int) -> None:
    name = _name(user_id)
    if name is not None and presence.is_online(user_id) and _is_here(user_id, name):
        emit("user_joined", shapes.person(name), of_contract(LOBBY))


def _went(user_id: int) -> None:
    with _lock:
        _going.discard(user_id)
        if presence.is_online(user_id):
            return
        told = user_id in _left
        _left.discard(user_id)
        _told.discard(user_id)
    name = _name(user_id)
    with _lock:
        _names.pop(user_id, None)
    if name is not None and not told:
        emit("user_left", shapes.person(name), of_contract(LOBBY))


def _name(user_id: int) -> str | None:
    with _lock:
        if user_id in _names:
            return _names[user_id]
    try:
        name = accounts.get(user_id).username
    except UserNotFound:
        return None
    except Exception:
        log.exception("who came or went can't be told")
        return None
    with _lock:
        return _names.setdefault(user_id, name)
