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
class Seat:
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
_by_user: dict[int, set[Seat]] = {}
_by_room: dict[int, set[Seat]] = {}


def clear() -> None:
    """Forget everyone: a new app of the same process begins with nobody signed in."""
    with _lock:
        _by_user.clear()
        _by_room.clear()


def take(actor: Actor, outgoing: Outgoing) -> Seat:
    """Sit somebody down; they are online from now on."""
    seat = Seat(actor, outgoing)
    with _lock:
        _by_user.setdefault(actor.user_id, set()).add(seat)
    presence.connected(actor.user_id, seat.key)
    if seat.ended:  # before it was counted
        presence.disconnected(actor.user_id, seat.key)
    return seat


def leave(seat: Seat) -> bool:
    """End a seat; returns whether it was taken still."""
    with _lock:
        if seat.ended:
            return False
        seat.ended = True
        _stop(seat)
        theirs = _by_user.get(seat.actor.user_id, set())
        theirs.discard(seat)
        if not theirs:
            _by_user.pop(seat.actor.user_id, None)
    presence.disconnected(seat.actor.user_id, seat.key)
    return True


def of_user(user_id: int) -> list[Seat]:
    """All seats of a user."""
    with _lock:
        return list(_by_user.get(user_id, ()))


def heard() -> list[Held]:
    """Everyone who is signed in, and the rooms that they listen to."""
    with _lock:
        everyone = [seat for theirs in _by_user.values() for seat in theirs]
        return [Held(seat.actor, frozenset(seat.rooms), seat.hears_all) for seat in everyone]


def session_ids() -> list[str]:
    """The sessions that have a seat."""
    with _lock:
        return [seat.actor.session_id for theirs in _by_user.values() for seat in theirs]


def renew(user: UserSnapshot) -> None:
    """Let a user's seats act under the present names and role."""
    with _lock:
        for seat in of_user(user.id):
            seat.actor = seat.actor.renewed(user)


def listen(seat: Seat) -> None:
    """Let a seat hear rooms joined from now on."""
    with _lock:
        if not seat.ended:
            seat.listening = True
            seat.left.clear()


def hear(seat: Seat, room_ids: list[int]) -> None:
    """Let it hear rooms from a list read after `listen`, but for those left meanwhile."""
    with _lock:
        for room_id in room_ids:
            if seat.listening and room_id not in seat.left:
                _enter(seat, room_id)


def hears_all(seat: Seat) -> None:
    """Note that it hears all rooms of its user now, if it still listens."""
    with _lock:
        seat.hears_all = seat.listening


def stop(seat: Seat) -> None:
    """Let a seat hear nothing any more."""
    with _lock:
        _stop(seat)


def joined(user_id: int, room_id: int) -> None:
    """Let a new member's listening seats hear the room."""
    with _lock:
        for seat in of_user(user_id):
            seat.left.discard(room_id)
            if seat.listening:
                _enter(seat, room_id)


def left(user_id: int, room_id: int) -> None:
    """Let the seats of somebody who left hear nothing of the room any more."""
    with _lock:
        for seat in of_user(user_id):
            seat.left.add(room_id)
            _exit(seat, room_id)


def in_room(room_id: int) -> list[Seat]:
    """The seats that listen to a room."""
    with _lock:
        return list(_by_room.get(room_id, ()))


def _enter(seat: Seat, room_id: int) -> None:
    seat.rooms.add(room_id)
    _by_room.setdefault(room_id, set()).add(seat)


def _exit(seat: Seat, room_id: int) -> None:
    seat.rooms.discard(room_id)
    there = _by_room.get(room_id, set())
    there.discard(seat)
    if not there:
        _by_room.pop(room_id, None)


def _stop(seat: Seat) -> None:
    seat.listening = seat.hears_all = False
    for room_id in list(seat.rooms):
        _exit(seat, room_id)
