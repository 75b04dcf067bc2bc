"""The lobby alone: what is elsewhere does not exist here."""

from __future__ import annotations

from sqlalchemy import select, tuple_

from app.models import LOBBY_ID, Message
from app.services import messages, names
from app.services.actor import Actor
from app.services.writing import Draft
from app.snapshots import MessageSnapshot
from app.storage.database import reading

ROOM = LOBBY_ID
AT_ONCE = 200
Deletion = tuple[int, int]
"""The number of the change, and the message's id."""
FIRST: Deletion = (0, 0)


def is_called(actor: Actor, username: str) -> bool:
    """Whether this is the actor's username, in whatever case or Unicode form."""
    return names.canonical(username.strip()) == names.canonical(actor.username)


def post(actor: Actor, content: str) -> MessageSnapshot:
    """As `messages.post`."""
    return messages.post(actor, LOBBY_ID, Draft(content=content)).message


def edit(actor: Actor, message_id: int, content: str) -> MessageSnapshot:
    """As `messages.edit`."""
    return messages.edit(actor, message_id, content, room_id=LOBBY_ID)


def delete(actor: Actor, message_id: int) -> MessageSnapshot:
    """As `messages.delete`."""
    return messages.delete(actor, message_id, room_id=LOBBY_ID)


def erased(user_id: int, since: Deletion = FIRST) -> tuple[list[int], Deletion | None]:
    """The ids of a user's deleted messages after `since`, as they were deleted, at most `AT_ONCE`.

    With it the `since` of the rest, or null when that was all.
    """
    with reading() as session:
        found = session.execute(
            select(Message.id, Message.changed)
            .where(
                Message.room_id == LOBBY_ID,
                Message.changed > Message.seq,
                tuple_(Message.changed, Message.id) > since,
                Message.sender_id == user_id,
                Message.deleted_at.is_not(None),
            )
            .order_by(Message.changed, Message.id)
            .limit(AT_ONCE)
        ).all()
    last = (found[-1].changed, found[-1].id) if len(found) == AT_ONCE else None
    return [row.id for row in found], last
