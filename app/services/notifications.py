"""What people want to be told: of each room, and at which hours. Telling is for their devices."""

from __future__ import annotations

import re

from app.events import NotificationsSet, QuietHoursSet
from app.exceptions import Invalid, Reason
from app.services import access, accounts
from app.services.actor import Actor
from app.snapshots import AccountSnapshot, QuietHours
from app.storage.unit_of_work import Unit, unit_of_work

LEVELS = ("all", "mentions", "nothing")
TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def set_level(actor: Actor, room_id: int, level: str) -> None:
    """Choose what of a room the actor is told, on all their devices. Raises `RoomNotFound`, `Invalid`."""
    if level not in LEVELS:
        raise Invalid({"level": Reason("not_a_choice", choices=", ".join(LEVELS))})
    _set_level(actor, room_id, level)


@unit_of_work
def _set_level(uow: Unit, actor: Actor, room_id: int, level: str) -> None:
    _, membership = access.membership(uow.session, actor, room_id)
    membership.notifications = level
    uow.session.flush()
    uow.publish(NotificationsSet(room_id, actor.user_id, level))


def set_quiet_hours(actor: Actor, hours: QuietHours) -> AccountSnapshot:
    """Choose when the actor is told nothing; `begin` after `end` means over midnight.

    Raises `Invalid` on `from` and `until`.
    """
    given = {"from": hours.begin, "until": hours.end}
    wrong = {name: Reason("not_a_time") for name, time in given.items() if not TIME.fullmatch(time)}
    if wrong:
        raise Invalid(wrong)
    return _set_quiet_hours(actor, hours)


@unit_of_work
def _set_quiet_hours(uow: Unit, actor: Actor, hours: QuietHours) -> AccountSnapshot:
    user = accounts.own(uow.session, actor)
    user.quiet_on, user.quiet_from, user.quiet_until = hours
    uow.session.flush()
    uow.publish(QuietHoursSet(actor.user_id, hours))
    return accounts.snapshot(uow.session, user, actor.session_id)
