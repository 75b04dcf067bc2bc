"""Posting and changing messages."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select, update

from app.clock import now
from app.events import MessageChanged, MessageDeleted, MessagePosted
from app.exceptions import Conflict, Invalid, MessageNotFound, Reason
from app.models import Message, Reaction, Room
from app.models.message import INSERT_MESSAGE
from app.models.room import TAKE_NUMBER
from app.services import access, dm_keys, mappers, message_requests, room_types, text
from app.services.actor import Actor
from app.services.writing import Written, written
from app.snapshots import MessageSnapshot, Posted, RoomRef
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

CLIENT_ID_LENGTH = 64
EMOJI_PER_MESSAGE = 20
REACTIONS_PER_MESSAGE = 200


class Draft(NamedTuple):
    """A message that is checked and rendered, ready to be stored."""

    room_id: int
    written: Written
    message_type: str
    client_id: str | None
    reply_to: int | None
    digest: str | None


def post(
    actor: Actor,
    room_id: int,
    content: str,
    client_id: str | None = None,
    reply_to: int | None = None,
    *,
    message_type: str = "text",
) -> Posted:
    """Post to a room the actor is in; exactly once for each `client_id`, for ever.

    The same request again answers the first message, as a duplicate, even after it
    was edited or deleted. Raises `RoomNotFound`, `MessageNotFound` (what is replied to), `Invalid`,
    `Forbidden` where the room's type allows no writing, and `Conflict` for another request under the same
    `client_id`.
    """
    if client_id is not None:
        client_id = text.cleaned(client_id, "client_id", CLIENT_ID_LENGTH)
    ready = written(content)
    digest = _digest(room_id, ready.content, reply_to) if client_id is not None else None
    return post_draft(actor, Draft(room_id, ready, message_type, client_id, reply_to, digest))


@unit_of_work
def post_draft(uow: Unit, actor: Actor, draft: Draft) -> Posted:
    """As `post`, of what is checked and rendered already."""
    if uow.again and (twin := _twin(uow, actor, draft)):
        return twin
    if draft.reply_to is not None and not _can_reply(uow, draft.room_id, draft.reply_to):
        return _twin_or_refusal(uow, actor, draft)
    moment = now()
    place = {"room": draft.room_id, "user": actor.user_id, "moment": moment}
    taken = TAKE_NUMBER.first(uow.conn, place)
    if taken is None and room_types.attend(uow, actor, draft.room_id):
        taken = TAKE_NUMBER.first(uow.conn, place)
    if taken is None:
        return _twin_or_refusal(uow, actor, draft)
    number, run, room_type, dm_key = taken
    message = _insert(uow, actor, draft, moment, number=number, run=run)
    room = RoomRef(draft.room_id, room_type, dm_keys.pair(dm_key))
    room_types.of(room_type).posted(uow, actor, MessagePosted(room, message), run)
    return Posted(message, duplicate=False)


def _insert(
    uow: Unit, actor: Actor, draft: Draft, moment: datetime, *, number: int, run: int
) -> MessageSnapshot:
    values = {
        "room": draft.room_id,
        "user": actor.user_id,
        "seq_": number,
        "run": run,
        "client": draft.client_id,
        "digest_": draft.digest,
        "content_": draft.written.content,
        "html_": draft.written.html,
        "mentions_": draft.written.mentions,
        "kind": draft.message_type,
        "reply": draft.reply_to,
        "moment": moment,
    }
    return MessageSnapshot(
        id=INSERT_MESSAGE.first(uow.conn, values)[0],
        room_id=draft.room_id,
        seq=number,
        changed=number,
        client_id=draft.client_id,
        sender=actor.person,
        content=draft.written.content,
        html=draft.written.html,
        message_type=draft.message_type,
        reply_to=draft.reply_to,
        reactions=(),
        created_at=moment,
        edited_at=None,
        deleted=False,
        mentions=draft.written.mentions,
    )


def _digest(room_id: int, content: str, reply_to: int | None) -> str:
    return hashlib.sha256(f"{room_id}\0{reply_to or ''}\0{content}".encode()).hexdigest()


def _twin(uow: Unit, actor: Actor, draft: Draft) -> Posted | None:
    """The message that this `client_id` made before. Raises `Conflict` if it was another request."""
    if draft.client_id is None:
        return None
    first = uow.session.execute(
        select(Message.id, Message.digest).where(
            Message.sender_id == actor.user_id, Message.client_id == draft.client_id
        )
    ).first()
    if first is None:
        return None
    if first.digest != draft.digest:
        raise Conflict("client_id_used")
    return Posted(mappers.message(uow.session, first.id), duplicate=True)


def _twin_or_refusal(uow: Unit, actor: Actor, draft: Draft) -> Posted:
    """What can't be posted now may have been posted before; else raises why it can't be."""
    if twin := _twin(uow, actor, draft):
        return twin
    access.room(uow.session, actor, draft.room_id)
    raise MessageNotFound


def _can_reply(uow: Unit, room_id: int, reply_to: int) -> bool:
    known = select(Message.id).where(
        Message.id == reply_to, Message.room_id == room_id, Message.deleted_at.is_(None)
    )
    return uow.conn.execute(known).first() is not None


def get(actor: Actor, message_id: int) -> MessageSnapshot:
    """A message the actor may see. Raises `MessageNotFound`."""
    with reading() as session:
        access.message(session, actor, message_id)
        return mappers.message(session, message_id)


def edit(actor: Actor, message_id: int, content: str) -> MessageSnapshot:
    """Replace the text of a message. Raises `MessageNotFound`, `Forbidden`, `Invalid`."""
    return _edit(actor, message_id, written(content))


@unit_of_work
def _edit(uow: Unit, actor: Actor, message_id: int, new: Written) -> MessageSnapshot:
    message, room = access.own_message(uow.session, actor, message_id)
    if message.content != new.content:
        message.content, message.html, message.mentions = new
        message.edited_at = now()
        return _changed(uow, message, room, edited=True)
    return mappers.message(uow.session, message_id)


@unit_of_work
def delete(uow: Unit, actor: Actor, message_id: int) -> MessageSnapshot:
    """Delete a message: its text and reactions are gone for good. Raises `MessageNotFound`, `Forbidden`."""
    message, room = access.own_message(uow.session, actor, message_id)
    message.content, message.html, message.mentions, message.deleted_at = "", None, None, now()
    uow.session.execute(delete_rows(Reaction).where(Reaction.message_id == message_id))
    message.changed = next_number(uow, room.id)
    uow.session.flush()
    snapshot = mappers.message(uow.session, message_id)
    uow.publish(MessageDeleted(mappers.ref(room), snapshot))
    return snapshot


def react(actor: Actor, message_id: int, emoji: str, on: bool) -> MessageSnapshot:
    """Put the actor's emoji on a message, or take it off; again is no change.

    Raises `MessageNotFound`, and `Invalid` for what is no emoji or one kind too many.
    """
    return _react(actor, message_id, text.checked_emoji(emoji), on)


@unit_of_work
def _react(uow: Unit, actor: Actor, message_id: int, emoji: str, on: bool) -> MessageSnapshot:
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
    return _changed(uow, message, room, edited=False)


def _check_room_for(uow: Unit, message_id: int, emoji: str) -> None:
    """Every copy of a message names all who reacted, so there is an end to them. Raises `Invalid`."""
    given = select(Reaction.emoji, func.count()).where(Reaction.message_id == message_id)
    rows = uow.conn.execute(given.group_by(Reaction.emoji)).all()
    counts = {row[0]: row[1] for row in rows}
    if len(counts.keys() | {emoji}) > EMOJI_PER_MESSAGE:
        raise Invalid({"emoji": Reason("too_many_emoji", num=EMOJI_PER_MESSAGE)})
    if sum(counts.values()) >= REACTIONS_PER_MESSAGE:
        raise Invalid({"emoji": Reason("too_many_reactions", num=REACTIONS_PER_MESSAGE)})


def next_number(uow: Unit, room_id: int) -> int:
    """The room's next change number, taken in this unit."""
    number = uow.session.execute(
        update(Room).where(Room.id == room_id).values(head=Room.head + 1).returning(Room.head)
    ).scalar_one()
    return int(number)


def _changed(uow: Unit, message: Message, room: Room, edited: bool) -> MessageSnapshot:
    message.changed = next_number(uow, room.id)
    uow.session.flush()
    snapshot = mappers.message(uow.session, message.id)
    uow.publish(MessageChanged(mappers.ref(room), snapshot, edited))
    return snapshot
