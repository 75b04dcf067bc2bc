"""The lobby alone: what is elsewhere does not exist here."""

from __future__ import annotations

from sqlalchemy import select

from app.exceptions import MessageNotFound
from app.models import LOBBY_ID, Message
from app.services import access, messages, names, text
from app.services.actor import Actor
from app.services.database import reading
from app.snapshots import MessageSnapshot

AT_ONCE = 200


def is_called(actor: Actor, username: str) -> bool:
    """Whether this is the actor's username, in whatever case or Unicode form."""
    return names.canonical(username.strip()) == names.canonical(actor.username)


def post(actor: Actor, content: str) -> MessageSnapshot:
    """As `messages.post`."""
    return messages.post(actor, LOBBY_ID, content).message


def edit(actor: Actor, message_id: int, content: str) -> MessageSnapshot:
    """As `messages.edit`."""
    content = text.cleaned(content)
    _check(actor, message_id)
    return messages.edit(actor, message_id, content)


def delete(actor: Actor, message_id: int) -> MessageSnapshot:
    """As `messages.delete`."""
    _check(actor, message_id)
    return messages.delete(actor, message_id)


def erased(user_id: int, since: int = 0) -> tuple[list[int], int | None]:
    """The ids of a user's deleted messages after `since`, oldest first, at most `AT_ONCE`.

    With it the `since` of the rest, or null when that was all.
    """
    with reading() as session:
        found = session.execute(
            select(Message.id, Message.seq)
            .where(
                Message.room_id == LOBBY_ID,
                Message.seq > since,
                Message.sender_id == user_id,
                Message.deleted_at.is_not(None),
            )
            .order_by(Message.seq)
            .limit(AT_ONCE)
        ).all()
    return [row.id for row in found], found[-1].seq if len(found) == AT_ONCE else None


def _check(actor: Actor, message_id: int) -> None:
    # A message never moves to another room, so this needn't be in the unit that follows.
    with reading() as session:
        _, room = access.message(session, actor, message_id)
        if room.id != LOBBY_ID:
            raise MessageNotFound
