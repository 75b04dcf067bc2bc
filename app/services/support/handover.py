"""Support rooms are given out anew when an admin comes, and when one stays away.

The bus holds locks while it calls, so whatever needs the database or has to wait runs beside it.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy import select

from app import timers
from app.events import PresenceChanged, SupportChanged, SupportPosted
from app.models import SupportRoom
from app.models.read_queries import ROLE
from app.realtime import bus, cluster, presence
from app.services.support import rules
from app.storage.database import reading, reading_rows
from app.storage.unit_of_work import Unit, unit_of_work

GRACE = 3.0
"""Seconds that an admin may be away, as when a page is loaded anew, and keep their rooms."""
RETURN = 15.0
"""Seconds after a start in which everybody connects again: a client tries at least that often."""

_lock = Lock()
_expected: set[int] = set()
"""Who may be back within `GRACE`."""
_aside: set[int] = set()
"""Admins who work without a connection, by pages or REST: being offline says nothing of them."""
_just_started = False
"""Not everybody had time to connect again: that somebody is not here says nothing yet."""


def subscribe() -> None:
    """Have the bus call this module."""
    global _just_started
    _just_started = False
    with _lock:
        _expected.clear()
        _aside.clear()
    bus.subscribe(PresenceChanged, presence_changed)
    bus.subscribe(SupportPosted, posted)
    bus.subscribe(SupportChanged, changed)


def begin() -> None:
    """The server has started: admins who had rooms before and don't come back have left."""
    global _just_started
    _just_started = True
    timers.after(RETURN, _look_round)


def presence_changed(event: PresenceChanged) -> None:
    """Who came is given what waits; who went is expected back."""
    if event.is_online:
        _aside.discard(event.user_id)
        timers.aside(admin_came, event.user_id)
    else:
        expect_back(event.user_id)


def posted(event: SupportPosted) -> None:
    """A user waits for an answer again, perhaps of an admin who left when nobody did."""
    if not event.room.sent_by_user(event.message):
        _works(event.message.sender.id)
    elif event.room.admin is not None and not _just_started:
        expect_back(event.room.admin.id)


def changed(event: SupportChanged) -> None:
    """Whoever took, gave or closed a room is at work, connected or not."""
    if event.by is not None:
        _works(event.by.id)


def expect_back(user_id: int) -> None:
    """Have others answer for somebody who is away, unless they are back in a moment."""
    with _lock:
        if user_id in _expected or user_id in _aside or presence.is_online(user_id):
            return
        _expected.add(user_id)
    timers.after(GRACE, _left, user_id)


def admin_came(user_id: int) -> None:
    """Somebody came online: give out what waits, if that is an admin."""
    while _is_admin(user_id) and _distribute():
        pass


def admin_left(user_id: int) -> None:
    """Somebody is offline for good: an admin's rooms whose users wait for an answer go to others."""
    if _is_admin(user_id):
        _free(user_id)


def absent_admins() -> list[int]:
    """Who has active rooms and no connection."""
    with reading() as session:
        answering = session.scalars(
            select(SupportRoom.admin_id)
            .where(SupportRoom.status == "active", SupportRoom.admin_id.is_not(None))
            .distinct()
        ).all()
    return [admin_id for admin_id in answering if admin_id is not None and not presence.is_online(admin_id)]


@unit_of_work
def _distribute(uow: Unit) -> bool:
    return rules.distribute(uow)


@unit_of_work
def _free(uow: Unit, user_id: int) -> None:
    if not presence.is_online(user_id):  # back meanwhile
        rules.free(uow, user_id, "left", unanswered_only=True)


def _is_admin(user_id: int) -> bool:
    with reading_rows() as connection:
        found = ROLE.first(connection, {"user": user_id})
    return found is not None and found[0] == "admin"


def _works(admin_id: int) -> None:
    if not presence.is_online(admin_id):
        _aside.add(admin_id)


def _left(user_id: int) -> None:
    with _lock:
        _expected.discard(user_id)
    if not presence.is_online(user_id) and user_id not in _aside:
        admin_left(user_id)


def _look_round() -> None:
    global _just_started
    if cluster.state() == "away":  # they may be connected to another process
        timers.after(RETURN, _look_round)
        return
    _just_started = False
    for user_id in absent_admins():
        expect_back(user_id)
