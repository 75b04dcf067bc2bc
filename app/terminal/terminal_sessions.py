"""Who is signed in at which terminal, and the rooms that each one listens to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from threading import RLock

from app.engine.resync import Held
from app.realtime import presence
from app.services.actor import Actor
from app.snapshots import UserSnapshot
from app.terminal.outgoing import Outgoing

_numbers = count(1)


@dataclass(slots=True, eq=False)
class TerminalSession:
    """One session at one terminal, from signing in to its end."""

    actor: Actor
    outgoing: Outgoing
    number: int = field(default_factory=lambda: next(_numbers))
    closing: bool = False
    """Its own terminal is ending the session, and needn't be told."""
    ended: bool = False
    listening: bool = False
    hears_all: bool = False
    """It listens to all rooms of its user."""
    rooms: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    """Rooms left since it began to listen: a list of rooms read before that must not bring them back."""

    @property
    def key(self) -> str:
        """Its name among the connections of all doors."""
        return f"terminal:{self.number}"


_lock = RLock()
_by_user: dict[int, set[TerminalSession]] = {}
_by_room: dict[int, set[TerminalSession]] = {}


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody signed in."""
    with _lock:
        _by_user.clear()
        _by_room.clear()


def begin(actor: Actor, outgoing: Outgoing) -> TerminalSession:
    """Sign somebody in at a terminal; they are online from now on."""
    session = TerminalSession(actor, outgoing)
    with _lock:
        _by_user.setdefault(actor.user_id, set()).add(session)
    presence.connected(actor.user_id, session.key)
    if session.ended:  # before it was counted
        presence.disconnected(actor.user_id, session.key)
    return session


def end(session: TerminalSession) -> bool:
    """End a session; returns whether it had not ended before."""
    with _lock:
        if session.ended:
            return False
        session.ended = True
        _stop(session)
        theirs = _by_user.get(session.actor.user_id, set())
        theirs.discard(session)
        if not theirs:
            _by_user.pop(session.actor.user_id, None)
    presence.disconnected(session.actor.user_id, session.key)
    return True


def of_user(user_id: int) -> list[TerminalSession]:
    """All sessions of a user."""
    with _lock:
        return list(_by_user.get(user_id, ()))


def heard() -> list[Held]:
    """Everyone who is signed in, and the rooms that they listen to."""
    with _lock:
        everyone = [session for theirs in _by_user.values() for session in theirs]
        return [Held(session.actor, frozenset(session.rooms), session.hears_all) for session in everyone]


def session_ids() -> list[str]:
    """The sessions that have a session."""
    with _lock:
        return [session.actor.session_id for theirs in _by_user.values() for session in theirs]


def renew(user: UserSnapshot) -> None:
    """Let a user's sessions act under the present names and role."""
    with _lock:
        for session in of_user(user.id):
            session.actor = session.actor.renewed(user)


def listen(session: TerminalSession) -> None:
    """Let a session hear rooms joined from now on."""
    with _lock:
        if not session.ended:
            session.listening = True
            session.left.clear()


def hear(session: TerminalSession, room_ids: list[int]) -> None:
    """Let it hear rooms from a list read after `listen`, but for those left meanwhile."""
    with _lock:
        for room_id in room_ids:
            if session.listening and room_id not in session.left:
                _enter(session, room_id)


def hears_all(session: TerminalSession) -> None:
    """Note that it hears all rooms of its user now, if it still listens."""
    with _lock:
        session.hears_all = session.listening


def stop(session: TerminalSession) -> None:
    """Let a session hear nothing any more."""
    with _lock:
        _stop(session)


def joined(user_id: int, room_id: int) -> None:
    """Let a new member's listening sessions hear the room."""
    with _lock:
        for session in of_user(user_id):
            session.left.discard(room_id)
            if session.listening:
                _enter(session, room_id)


def left(user_id: int, room_id: int) -> None:
    """Let the sessions of somebody who left hear nothing of the room any more."""
    with _lock:
        for session in of_user(user_id):
            session.left.add(room_id)
            _exit(session, room_id)


def in_room(room_id: int) -> list[TerminalSession]:
    """The sessions that listen to a room."""
    with _lock:
        return list(_by_room.get(room_id, ()))


def _enter(session: TerminalSession, room_id: int) -> None:
    session.rooms.add(room_id)
    _by_room.setdefault(room_id, set()).add(session)


def _exit(session: TerminalSession, room_id: int) -> None:
    session.rooms.discard(room_id)
    there = _by_room.get(room_id, set())
    there.discard(session)
    if not there:
        _by_room.pop(room_id, None)


def _stop(session: TerminalSession) -> None:
    session.listening = session.hears_all = False
    for room_id in list(session.rooms):
        _exit(session, room_id)
