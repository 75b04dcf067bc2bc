"""Snapshots of people and messages made from rows, a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.models.read_queries import BY_ID, REACTIONS
from app.realtime import presence
from app.services import identities
from app.services.actor import Actor
from app.snapshots import MessageSnapshot, Person, ReactionSnapshot, UserSnapshot


def user(row: Any) -> UserSnapshot:
    """What everybody may know of a user (the row, or `PEOPLE`'s); a deleted one is nobody in particular."""
    known = identities.person(row)
    return UserSnapshot(
        id=row.id,
        username=known.username,
        display_name=known.display_name,
        country=row.country,
        role=known.role,
        verified=known.verified,
        is_online=presence.is_online(row.id),
        picture=known.picture,
    )


def actor(row: Any, session_id: str) -> Actor:
    """A living user's row as who acts, signed in by this session."""
    return Actor.of(identities.person(row), session_id)


def messages(session: Session, query: Select[Any], **params: Any) -> list[MessageSnapshot]:
    """Snapshots of the messages that `query`, made of `MESSAGES`, selects, in its order."""
    rows = session.execute(query, params).all()
    reactions = reactions_of(session, [row.id for row in rows])
    return [of_row(row, reactions.get(row.id, ())) for row in rows]


def by_id(session: Session, ids: Iterable[int | None]) -> dict[int, MessageSnapshot]:
    """The present state of these messages, by id; null stands for none."""
    wanted = [one for one in ids if one is not None]
    return {one.id: one for one in messages(session, BY_ID, ids=wanted)} if wanted else {}


def message(session: Session, message_id: int) -> MessageSnapshot:
    """The present state of one message that is known to exist."""
    return by_id(session, [message_id])[message_id]


def of_row(row: Any, reactions: tuple[ReactionSnapshot, ...]) -> MessageSnapshot:
    """The snapshot of a row with its sender, as `MESSAGE` has it."""
    sender = identities.beside(
        row.sender_id,
        row.username,
        row.display_name,
        row.sender_gone,
        row.picture,
        role=row.role,
        verified=row.verified,
    )
    return message_of(row, message_id=row.id, sender=sender, reactions=reactions)


def message_of(
    row: Any, *, message_id: int, sender: Person, reactions: tuple[ReactionSnapshot, ...] = ()
) -> MessageSnapshot:
    """The snapshot of a message: every other one comes of this, whether its row was read or is new."""
    return MessageSnapshot(
        id=message_id,
        room_id=row.room_id,
        seq=row.seq,
        changed=row.changed,
        client_id=row.client_id,
        sender=sender,
        content=row.content,
        html=row.html,
        message_type=row.message_type,
        reply_to=row.reply_to,
        reactions=reactions,
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted=row.deleted_at is not None,
        mentions=row.mentions,
    )


def reactions_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[ReactionSnapshot, ...]]:
    """What was reacted to these messages with, by message; those without are left out."""
    if not ids:
        return {}
    rows = session.execute(REACTIONS, {"ids": ids})
    grouped: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for message_id, emoji, user_id in rows:
        grouped[message_id][emoji].append(user_id)
    return {
        message_id: tuple(ReactionSnapshot(emoji, tuple(users)) for emoji, users in by_emoji.items())
        for message_id, by_emoji in grouped.items()
    }
