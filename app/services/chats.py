"""Direct messages as their documented clients see them: between two people, without a room.

A room's read pointer says which messages are read; `is_read` is derived from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.exceptions import Forbidden, MessageNotFound, UserNotFound
from app.models import Membership, Message, Room, User
from app.services import access, accounts, assembly, history, messages, rooms, text
from app.services.actor import Actor
from app.services.database import reading
from app.services.unit_of_work import Unit, unit_of_work
from app.snapshots import MessageSnapshot, Person

MOST_UNREAD = 1_000
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
    """Write to a user, in the one dm with them. Raises `UserNotFound`, `Invalid`."""
    content = text.cleaned(content)
    return _post(actor, receiver_id, content, text.rendered(content))


@unit_of_work
def _post(uow: Unit, actor: Actor, receiver_id: int, content: str, html: str | None) -> MessageSnapshot:
    mine = and_(Membership.room_id == Room.id, Membership.user_id == actor.user_id)
    found = uow.session.execute(
        select(User.id, Membership.room_id)
        .select_from(User)
        .outerjoin(Room, Room.dm_key == rooms.dm_key(actor.user_id, receiver_id))
        .outerjoin(Membership, mine)
        .where(User.id == receiver_id, User.deleted_at.is_(None))
    ).first()
    if found is None:
        raise UserNotFound
    room_id = found.room_id or rooms.dm_with(uow, actor, receiver_id).room.id
    draft = messages.Draft(room_id, content, html, "text", None, None, None)
    return messages.post_draft.within(uow, actor, draft).message


def mark_read(actor: Actor, message_id: int) -> None:
    """Mark a message as read, and all that the same person sent before it.

    Raises `MessageNotFound`, and `Forbidden` for the actor's own. In notes to self all is read always.
    """
    with reading() as session:
        message, room = access.message(session, actor, message_id)
        pair = assembly.pair(room.dm_key)
        if pair is None:
            raise MessageNotFound
        room_id, seq, own = room.id, message.seq, message.sender_id == actor.user_id
    if own and pair[0] != pair[1]:
        raise Forbidden("Only its receiver can mark a message as read.")
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

    `before` leaves those whose newest message is older than this one.
    """
    with reading() as session:
        rows = session.execute(_newest(actor, before).limit(limit + 1)).all()
        page = rows[:limit]
        newest = select(Message).where(Message.id.in_([row.last for row in page]))
        last = {one.id: one for one in assembly.messages(session, newest)}
        peers = _people(session, [_other(actor, row.dm_key) for row in page])
        unread = _unread_counts(session, actor, [row.id for row in page])
    chats = [
        Chat(peers[_other(actor, row.dm_key)], last[row.last], unread.get(row.id, 0))
        for row in page
        if row.last in last
    ]
    return chats, len(rows) > limit


def _newest(actor: Actor, before: int | None) -> Select[Any]:
    newest = (
        select(Message.id)
        .where(Message.room_id == Room.id, Message.deleted_at.is_(None))
        .order_by(Message.seq.desc())
        .limit(1)
        .correlate(Room)
        .scalar_subquery()
    )
    mine = _my_dms(select(Room.id, Room.dm_key, newest.label("last")), actor).subquery()
    query = select(mine).where(mine.c.last.is_not(None)).order_by(mine.c.last.desc())
    return query if before is None else query.where(mine.c.last < before)


def _my_dms(query: Select[Any], actor: Actor) -> Select[Any]:
    """Of the rooms in `query`, the dms that two people (or one, for notes to self) share."""
    return query.join(Membership, Membership.room_id == Room.id).where(
        Membership.user_id == actor.user_id, Room.type == "dm", Room.dm_key.is_not(None)
    )


def _others_unread(query: Select[Any], actor: Actor) -> Select[Any]:
    """Of the messages in `query`, joined with memberships, what the actor hasn't read."""
    return query.where(
        Membership.user_id == actor.user_id,
        Message.seq > Membership.last_read_seq,
        Message.sender_id != actor.user_id,
        Message.deleted_at.is_(None),
    )


def _unread_counts(session: Session, actor: Actor, room_ids: Sequence[int]) -> dict[int, int]:
    joined: Any = select(Message.room_id, func.count()).join(
        Membership, Membership.room_id == Message.room_id
    )
    query = _others_unread(joined, actor).where(Message.room_id.in_(room_ids)).group_by(Message.room_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _people(session: Session, user_ids: Sequence[int]) -> dict[int, Person]:
    rows = session.execute(select(*assembly.PERSON).where(User.id.in_(user_ids)))
    return {row.id: assembly.person(*row) for row in rows}


def _other(actor: Actor, dm_key: str) -> int:
    low, high = assembly.pair(dm_key) or (0, 0)
    return high if low == actor.user_id else low


def with_person(
    actor: Actor, user_id: int, before: int | None = None, after: int | None = None, limit: int = 50
) -> tuple[list[Letter], bool]:
    """A page of the messages with a user, as `history.page`, and whether there are more.

    Nothing when there is no dm with them. Raises `UserNotFound`, `MessageNotFound`, `Invalid`.
    """
    with reading() as session:
        room_id = session.scalar(
            _my_dms(select(Room.id), actor).where(Room.dm_key == rooms.dm_key(actor.user_id, user_id))
        )
        marks = _marks(session, room_id) if room_id is not None else {}
    if room_id is None:
        accounts.get(user_id)
        if before is not None or after is not None:
            raise MessageNotFound
        return [], False
    page = history.page(actor, room_id, before, after, limit)
    letters = []
    for one in page.messages:
        receiver_id = user_id if one.sender.id == actor.user_id else actor.user_id
        # Who left the dm and comes back begins after all that was there.
        is_read = receiver_id == one.sender.id or one.seq <= marks.get(receiver_id, one.seq)
        letters.append(Letter(one, receiver_id, is_read))
    return letters, page.has_more


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
    with reading() as session:
        query = _others_unread(_my_dms(select(Message).join(Room, Room.id == Message.room_id), actor), actor)
        if before is not None:
            query = query.where(Message.id < before)
        if after is not None:
            query = query.where(Message.id > after)
        query = query.order_by(Message.id if after is not None else Message.id.desc())
        found = assembly.messages(session, query.limit(limit + 1))
    kept = found[:limit]
    if after is None:
        kept.reverse()
    return [Letter(one, actor.user_id, is_read=False) for one in kept], len(found) > limit
