"""The support desk's rules, all within a unit: whose turn it is, and what a message sets off.

Whatever posts, reads or joins calls in here, so that every door obeys the same rules.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.events import SupportChanged, SupportPosted, SupportRead
from app.models import Membership, Room, SupportAssignment, SupportOpening, SupportRoom, User
from app.realtime import presence
from app.services import access, memberships
from app.services.actor import Actor
from app.services.support import views
from app.snapshots import MessageSnapshot, Person
from app.storage.unit_of_work import Unit

OLDEST_FIRST = (func.coalesce(views.OPENED_AT, SupportRoom.created_at), SupportRoom.room_id)
AT_ONCE = 50
"""Rooms given out in one unit; others wait for it."""


def room_of(uow: Unit, user_id: int) -> SupportRoom:
    """The user's support room, made and given to an admin when there is none yet."""
    desk = uow.session.scalar(select(SupportRoom).where(SupportRoom.user_id == user_id))
    if desk is None:
        room = memberships.new_room(uow, user_id, "support")
        desk = SupportRoom(room_id=room.id, user_id=user_id, status="active", read_seq=0)
        uow.session.add(desk)
        uow.session.flush()
        memberships.enter(uow, user_id, room)
        publish(uow, "opened", desk)
        place(uow, desk, "new")
    return desk


def attend(uow: Unit, actor: Actor, room_id: int) -> bool:
    """Make an admin who acts in a support room a member of it; false unless it is that."""
    room = uow.session.get(Room, room_id)
    if room is None or not access.reaches(uow.session, actor, room):
        return False
    _enter(uow, uow.session.get_one(SupportRoom, room_id), actor.user_id)
    return True


def posted(uow: Unit, actor: Actor, message: MessageSnapshot) -> None:
    """A message was stored in a support room: reopen it, stamp the first answer, find an admin."""
    desk = uow.session.get_one(SupportRoom, message.room_id)
    by_user = actor.user_id == desk.user_id
    reopened = by_user and desk.status == "closed"
    if reopened:
        desk.status = "active"
        hand(uow, desk, None, "reopened")
    opening = current_opening(uow.session, desk.room_id)
    if by_user and opening is None:
        assigned = message.created_at if desk.admin_id is not None else None
        uow.session.add(
            SupportOpening(room_id=desk.room_id, opened_at=message.created_at, assigned_at=assigned)
        )
    if not by_user and opening is not None and opening.first_response_at is None:
        opening.first_response_at = message.created_at
    desk.updated_at = message.created_at
    uow.session.flush()
    if reopened:
        publish(uow, "reopened", desk)
    uow.publish(SupportPosted(views.snapshot(uow.session, desk.room_id), message))
    if by_user and desk.admin_id is None:
        place(uow, desk, "reopened" if reopened else "waiting")


def read(uow: Unit, actor: Actor, room_id: int, seq: int) -> None:
    """Somebody's read pointer of a support room moved to `seq`."""
    desk = uow.session.get_one(SupportRoom, room_id)
    if actor.user_id != desk.user_id:
        desk.read_seq = max(desk.read_seq, seq)
        uow.session.flush()
    uow.publish(SupportRead(views.snapshot(uow.session, room_id), actor.user_id))


def place(uow: Unit, desk: SupportRoom, reason: str) -> bool:
    """Give a room to the admin online who has the fewest; false when it has to wait."""
    admins = _workloads(uow.session)
    chosen = min((one for one in admins if one.admin_id != desk.user_id), key=Workload.turn, default=None)
    if chosen is None:
        return False
    hand(uow, desk, chosen.admin_id, reason)
    return True


def distribute(uow: Unit) -> bool:
    """Give out rooms that wait, the oldest first; whether there may be more of them."""
    waiting = uow.session.scalars(
        select(SupportRoom)
        .where(SupportRoom.status == "active", SupportRoom.admin_id.is_(None))
        .order_by(*OLDEST_FIRST)
        .limit(AT_ONCE)
    ).all()
    placed = [place(uow, desk, "waiting") for desk in waiting]
    return len(placed) == AT_ONCE and all(placed)


def hand(uow: Unit, desk: SupportRoom, admin_id: int | None, reason: str, by: Person | None = None) -> None:
    """Give a room to an admin, who becomes a member, or (null) to nobody; and log why."""
    moment = now()
    desk.admin_id, desk.updated_at = admin_id, moment
    by_id = by.id if by else None
    uow.session.add(SupportAssignment(room_id=desk.room_id, admin_id=admin_id, by_id=by_id, reason=reason))
    uow.session.flush()
    if admin_id is not None:
        _stamp_assigned(uow.session, desk.room_id, moment)
        _enter(uow, desk, admin_id)
        publish(uow, "assigned", desk, by)


def free(uow: Unit, admin_id: int, reason: str, unanswered_only: bool = False) -> None:
    """Take an admin's active rooms from them, or those whose user waits for an answer; give them out."""
    rooms = uow.session.scalars(
        select(SupportRoom).where(SupportRoom.admin_id == admin_id, SupportRoom.status == "active")
    ).all()
    for desk in rooms:
        if unanswered_only and not _waits(uow.session, desk):
            continue
        hand(uow, desk, None, reason)
        publish(uow, "freed", desk)
        place(uow, desk, reason)


def dismiss(uow: Unit, user_id: int, reason: str) -> None:
    """Somebody is no admin any more: their rooms are given out, and they see only their own."""
    free(uow, user_id, reason)
    theirs = (
        select(Room)
        .join(Membership, Membership.room_id == Room.id)
        .join(SupportRoom, SupportRoom.room_id == Room.id)
        .where(Membership.user_id == user_id, SupportRoom.user_id != user_id)
    )
    for room in uow.session.scalars(theirs).all():
        memberships.exit_room(uow, user_id, room)


def forget(uow: Unit, user_id: int) -> None:
    """An account was deleted: nobody waits in its room, and what it answered is given out."""
    own = uow.session.scalar(
        select(SupportRoom).where(SupportRoom.user_id == user_id, SupportRoom.status == "active")
    )
    if own is not None:
        end(uow, own, None)
    free(uow, user_id, "deleted")


def end(uow: Unit, desk: SupportRoom, by: Person | None) -> None:
    """Close a room that is active; its admin stays known."""
    moment = now()
    desk.status, desk.updated_at = "closed", moment
    opening = current_opening(uow.session, desk.room_id)
    if opening is not None:
        opening.closed_at = moment
    uow.session.flush()
    publish(uow, "closed", desk, by)


def publish(uow: Unit, what: str, desk: SupportRoom, by: Person | None = None) -> None:
    """Publish that a room changed."""
    uow.publish(SupportChanged(what, views.snapshot(uow.session, desk.room_id), by))


def current_opening(session: Session, room_id: int) -> SupportOpening | None:
    """The request that is not closed yet."""
    return session.scalar(
        select(SupportOpening).where(SupportOpening.room_id == room_id, SupportOpening.closed_at.is_(None))
    )


@dataclass(frozen=True, slots=True)
class Workload:
    """An admin online, how many active rooms they have, and the number of their newest assignment."""

    admin_id: int
    rooms: int
    newest: int

    def turn(self) -> tuple[int, int, int]:
        """The smallest is next."""
        return self.rooms, self.newest, self.admin_id


def _workloads(session: Session) -> Collection[Workload]:
    online = [
        i for i in session.scalars(select(User.id).where(User.role == "admin")) if presence.is_online(i)
    ]
    counted = dict(
        session.execute(
            select(SupportRoom.admin_id, func.count())
            .where(SupportRoom.admin_id.in_(online), SupportRoom.status == "active")
            .group_by(SupportRoom.admin_id)
        ).all()
    )
    newest = dict(
        session.execute(
            select(SupportAssignment.admin_id, func.max(SupportAssignment.id))
            .where(SupportAssignment.admin_id.in_(online))
            .group_by(SupportAssignment.admin_id)
        ).all()
    )
    return [Workload(i, counted.get(i, 0), newest.get(i, 0)) for i in online]


def _enter(uow: Unit, desk: SupportRoom, admin_id: int) -> None:
    # What no admin has read yet is unread for a new one, too.
    memberships.enter(uow, admin_id, uow.session.get_one(Room, desk.room_id), desk.read_seq)


def _stamp_assigned(session: Session, room_id: int, moment: datetime) -> None:
    opening = current_opening(session, room_id)
    if opening is not None and opening.assigned_at is None:
        opening.assigned_at = moment
        session.flush()


def _waits(session: Session, desk: SupportRoom) -> bool:
    """Whether nothing was said yet, or the user had the last word."""
    last = views.snapshot(session, desk.room_id).last_message
    return last is None or last.sender.id == desk.user_id
