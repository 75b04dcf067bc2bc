"""What connections here have missed while other processes could not be heard: looked up, and told.

It is told as the facts themselves would have been, so the doors need do nothing of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from flask import Flask

from app.events import Event, Missed, RoomMoved, SessionsEnded, UserChanged
from app.exceptions import UserNotFound
from app.realtime import bus
from app.services import accounts, missed
from app.services.actor import Actor


class Held(NamedTuple):
    """What a connection is taken to be."""

    actor: Actor
    rooms: frozenset[int]
    """Those that it hears."""
    all_rooms: bool
    """It is to hear every room of its user."""


_doors: list[Callable[[], Iterable[Held]]] = []


def init_app(_app: Flask) -> None:
    """Begin with no door; they come after."""
    _doors.clear()
    bus.subscribe(Missed, mend)


def watch(held: Callable[[], Iterable[Held]]) -> None:
    """Look after the connections that `held()` names."""
    _doors.append(held)


def mend(_: Missed) -> None:
    """Tell this process's connections what has happened since; takes a few queries."""
    for found in (sessions_and_people, memberships, heads):
        held = [one for door in _doors for one in door()]
        for event in found(held):
            bus.deliver([event], own=False)


def sessions_and_people(held: list[Held]) -> Iterable[Event]:
    """Sessions that are over, and people who are called otherwise or have another role now."""
    now = missed.actors({one.actor.session_id for one in held})
    changed = set()
    for actor in {one.actor for one in held}:
        if actor.session_id not in now:
            yield SessionsEnded(actor.user_id, (actor.session_id,), "revoked")
        elif actor != now[actor.session_id]:
            changed.add(actor.user_id)
    for user_id in changed:
        try:
            yield UserChanged(accounts.get(user_id))
        except UserNotFound:  # deleted at this moment
            continue


def memberships(held: list[Held]) -> Iterable[Event]:
    """Rooms that somebody joined or left."""
    now = missed.rooms({one.actor.user_id for one in held})
    changed: dict[int, set[int]] = defaultdict(set)
    for one in held:
        rooms = now[one.actor.user_id]
        changed[one.actor.user_id] |= one.rooms - rooms
        if one.all_rooms:
            changed[one.actor.user_id] |= rooms - one.rooms
    for user_id, room_ids in changed.items():
        for room_id in room_ids:
            yield missed.membership(user_id, room_id)


def heads(held: list[Held]) -> Iterable[Event]:
    """Where each room stands that somebody hears: a client that is behind knows what to do."""
    heard = {room_id for one in held for room_id in one.rooms}
    for room_id, head in missed.heads(heard):
        yield RoomMoved(room_id, head)
