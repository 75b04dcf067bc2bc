"""The present state of what connections depend on, for when its changes were not heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TypeVar

from sqlalchemy import func, select

from app.clock import now
from app.events import MemberJoined, MemberLeft
from app.models import Membership, Room, User, UserSession
from app.services import mappers, policy, room_mappers
from app.services.actor import Actor
from app.storage.database import reading

T = TypeVar("T")
AT_ONCE = 500  # a statement takes a limited number of parameters


def actors(session_ids: Collection[str]) -> dict[str, Actor]:
    """The actors of those of these sessions that are not over."""
    found = {}
    for some in _parts(session_ids):
        living = (
            select(User, UserSession.id)
            .join(UserSession, UserSession.user_id == User.id)
            .where(UserSession.id.in_(some), User.deleted_at.is_(None))
            .where(UserSession.last_used_at >= now() - policy.current.session_life)
        )
        with reading() as session:
            for user, session_id in session.execute(living):
                found[session_id] = mappers.actor(user, session_id)
    return found


def rooms(user_ids: Collection[int]) -> dict[int, set[int]]:
    """The rooms that each of these users is in."""
    found: dict[int, set[int]] = defaultdict(set)
    for some in _parts(user_ids):
        theirs = select(Membership.user_id, Membership.room_id).where(Membership.user_id.in_(some))
        with reading() as session:
            for user_id, room_id in session.execute(theirs):
                found[user_id].add(room_id)
    return found


def membership(user_id: int, room_id: int) -> MemberJoined | MemberLeft:
    """Whether the user is in the room now, as the fact that made it so."""
    with reading() as session:
        room = room_mappers.ref(session.get_one(Room, room_id))
        counted = select(func.count()).select_from(Membership).where(Membership.room_id == room_id)
        count = session.scalar(counted) or 0
        if session.get(Membership, (room_id, user_id)) is None:
            return MemberLeft(room, user_id, count)
        return MemberJoined(room, mappers.user(session.get_one(User, user_id)), count)


def heads(room_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    """The rooms' heads."""
    for some in _parts(room_ids):
        with reading() as session:
            found = session.execute(select(Room.id, Room.head).where(Room.id.in_(some))).all()
        for row in found:
            yield row.id, row.head


def _parts(ids: Collection[T]) -> Iterator[list[T]]:
    everyone = list(ids)
    for begin in range(0, len(everyone), AT_ONCE):
        yield everyone[begin : begin + AT_ONCE]
