"""Direct messages as their documented clients see them: between two people, without a room.

A room's read pointer says which messages are read; `is_read` is derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import limits
from app.databases import MAX_ID
from app.exceptions import Forbidden, MessageNotFound, UserNotFound
from app.models import Membership, Message, Room, User, direct_queries
from app.services import access, accounts, dm_keys, history, identities, mappers, messages, opening, rooms
from app.services.actor import Actor
from app.services.writing import CheckedDraft, Draft, checked
from app.snapshots import MessageSnapshot, Person
from app.storage.database import aside, reading
from app.storage.unit_of_work import Unit, unit_of_work

MOST_UNREAD = direct_queries.MOST_UNREAD
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Chat:
    """One person I have written with, and the newest message."""

    peer: Person
    last: MessageSnapshot
    unread: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A message between two people."""

    message: MessageSnapshot
    receiver_id: int
    is_read: bool


def post(actor: Actor, receiver_id: int, content: str) -> MessageSnapshot:
    """Write to a user, in the one dm with them. Raises `UserNotFound`, `Invalid`, `RateLimited`."""
    limits.message(actor.user_id)
    opening.meet(actor, [receiver_id])
    return _post(actor, receiver_id, checked(Draft(content=content)))


@unit_of_work
def _post(uow: Unit, actor: Actor, receiver_id: int, ready: CheckedDraft) -> MessageSnapshot:
    mine = and_(Membership.room_id == Room.id, Membership.user_id == actor.user_id)
    found = uow.session.execute(
        select(User.id, Membership.room_id)
        .select_from(User)
        .outerjoin(Room, Room.dm_key == dm_keys.of(actor.user_id, receiver_id))
        .outerjoin(Membership, mine)
        .where(User.id == receiver_id, User.deleted_at.is_(None))
    ).first()
    if found is None:
        raise UserNotFound
    room_id = found.room_id or rooms.dm_with(uow, actor, receiver_id).room.id
    return messages.post_checked.within(uow, actor, room_id, ready).message


def mark_read(actor: Actor, message_id: int) -> None:
    """Mark a message as read, and all that the same person sent before it.

    Raises `MessageNotFound`, and `Forbidden` for the actor's own. In notes to self all is read always.
    """
    with reading() as session:
        message, room = access.message(session, actor, message_id)
        pair = dm_keys.pair(room.dm_key)
        if pair is None:
            raise MessageNotFound
        room_id, seq, own = room.id, message.seq, message.sender_id == actor.user_id
    if own and pair[0] != pair[1]:
        raise Forbidden("receiver_only")
    if not own:
        history.mark_read(actor, room_id, seq)


def newly_read(room_id: int, sender_id: int, since: int, seq: int) -> tuple[list[int], int | None]:
    """The ids of what `sender_id` wrote after `since` up to `seq`, oldest first, at most `AT_ONCE`.

    With it the `since` of the rest, or null when that was all. Deleted messages are left out.
    """
    with reading() as session:
        found = session.execute(
            select(Message.id, Message.seq)
            .where(
                Message.room_id == room_id,
                Message.seq > since,
                Message.seq <= seq,
                Message.sender_id == sender_id,
                Message.deleted_at.is_(None),
            )
            .order_by(Message.seq)
            .limit(AT_ONCE)
        ).all()
    return [row.id for row in found], found[-1].seq if len(found) == AT_ONCE else None


def recent(actor: Actor, before: int | None = None, limit: int = 50) -> tuple[list[Chat], bool]:
    """Everyone the actor has messages with, the newest message first; whether there are more.

    `before` leaves those whose newest message is older than this one. Counting what is
    unread stops at `MOST_UNREAD`.
    """
    page_of = {"user": actor.user_id, "before": MAX_ID if before is None else before, "limit": limit + 1}
    with aside() as session:
        rows = session.execute(direct_queries.MY_CHATS, page_of).all()
        page = rows[:limit]
        last = mappers.by_id(session, [row.last for row in page])
        peers = identities.by_id(session, [_other(actor, row.dm_key) for row in page])
    chats = [
        Chat(peers[_other(actor, row.dm_key)], last[row.last], row.unread) for row in page if row.last in last
    ]
    return chats, len(rows) > limit


def _other(actor: Actor, dm_key: str) -> int:
    low, high = dm_keys.pair(dm_key) or (0, 0)
    return high if low == actor.user_id else low


def with_person(
    actor: Actor, user_id: int, before: int | None = None, after: int | None = None, limit: int = 50
) -> tuple[list[Letter], bool]:
    """A page of the messages with a user, as `history.page`, and whether there are more.

    Nothing when there is no dm with them. Raises `UserNotFound`, `MessageNotFound`, `Invalid`.
    """
    with reading() as session:
        room_id = session.scalar(
            select(Room.id)
            .join(Membership, Membership.room_id == Room.id)
            .where(Membership.user_id == actor.user_id, Room.dm_key == dm_keys.of(actor.user_id, user_id))
        )
        marks = _marks(session, room_id) if room_id is not None else {}
    if room_id is None:
        accounts.get(user_id)
        if before is not None or after is not None:
            raise MessageNotFound
        return [], False
    page = history.page(actor, room_id, before, after, limit)
    found = []
    for one in page.messages:
        receiver_id = user_id if one.sender.id == actor.user_id else actor.user_id
        # Who left the dm and comes back begins after all that was there.
        is_read = receiver_id == one.sender.id or one.seq <= marks.get(receiver_id, one.seq)
        found.append(Letter(one, receiver_id, is_read))
    return found, page.has_more


def _marks(session: Session, room_id: int) -> dict[int, int]:
    """User id → how far they have read the room."""
    rows = session.execute(
        select(Membership.user_id, Membership.last_read_seq).where(Membership.room_id == room_id)
    )
    return {row.user_id: row.last_read_seq for row in rows}


def unread(
    actor: Actor, before: int | None = None, after: int | None = None, limit: int = MOST_UNREAD
) -> tuple[list[Letter], bool]:
    """The newest direct messages that the actor hasn't read, oldest first; whether there are more.

    `before` and `after` leave those on one side of a message id; `after` gives the oldest of them.
    """
    bounds = {"user": actor.user_id, "before": before, "after": after, "limit": limit + 1}
    with aside() as session:
        query = (direct_queries.UNREAD_NEWEST if after is None else direct_queries.UNREAD_OLDEST)[
            session.get_bind().dialect.name
        ]
        found = mappers.messages(session, query, **bounds)
    kept = found[:limit]
    if after is None:
        kept.reverse()
    return [Letter(one, actor.user_id, is_read=False) for one in kept], len(found) > limit
