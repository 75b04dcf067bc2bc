"""Reactions: everybody's emoji on messages."""

from __future__ import annotations

from sqlalchemy import func, select

from app import limits
from app.exceptions import Invalid, Reason
from app.models import Reaction
from app.services import access, mappers, message_requests, messages, text
from app.services.actor import Actor
from app.snapshots import MessageSnapshot
from app.storage.unit_of_work import Unit, unit_of_work

EMOJI_PER_MESSAGE = 20
REACTIONS_PER_MESSAGE = 200


def react(actor: Actor, message_id: int, emoji: str, on: bool) -> MessageSnapshot:
    """Put the actor's emoji on a message, or take it off; again is no change.

    Raises `MessageNotFound`, `Invalid` for what is no emoji or one kind too many, and `RateLimited`.
    """
    limits.message(actor.user_id)
    return _react(actor, message_id, text.checked_emoji(emoji), on)


def toggle(actor: Actor, message_id: int, emoji: str) -> MessageSnapshot:
    """As `react`: on if the actor's isn't there yet, else off."""
    limits.message(actor.user_id)
    return _react(actor, message_id, text.checked_emoji(emoji), None)


@unit_of_work
def _react(uow: Unit, actor: Actor, message_id: int, emoji: str, on: bool | None) -> MessageSnapshot:
    message, room = access.message(uow.session, actor, message_id)
    mine = uow.session.get(Reaction, (message_id, emoji, actor.user_id))
    if on == (mine is not None):
        return mappers.message(uow.session, message_id)
    message_requests.end(uow, actor.user_id, room)
    if mine is not None:
        uow.session.delete(mine)
    else:
        _check_room_for(uow, message_id, emoji)
        uow.session.add(Reaction(message_id=message_id, emoji=emoji, user_id=actor.user_id))
    return messages.changed(uow, message, room, edited=False)


def _check_room_for(uow: Unit, message_id: int, emoji: str) -> None:
    """Every copy of a message names all who reacted, so there is an end to them. Raises `Invalid`."""
    given = select(Reaction.emoji, func.count()).where(Reaction.message_id == message_id)
    rows = uow.conn.execute(given.group_by(Reaction.emoji)).all()
    counts = {row[0]: row[1] for row in rows}
    if len(counts.keys() | {emoji}) > EMOJI_PER_MESSAGE:
        raise Invalid({"emoji": Reason("too_many_emoji", num=EMOJI_PER_MESSAGE)})
    if sum(counts.values()) >= REACTIONS_PER_MESSAGE:
        raise Invalid({"emoji": Reason("too_many_reactions", num=REACTIONS_PER_MESSAGE)})
