"""Posting and changing messages."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete as delete_rows
from sqlalchemy import select, update

from app import limits
from app.clock import now
from app.events import MessageChanged, MessageDeleted, MessagePosted
from app.exceptions import Conflict, MessageNotFound
from app.models import Message, Reaction, Room
from app.models.message import INSERT_MESSAGE, NewMessage, gone
from app.models.room import NEXT_SEQ
from app.services import access, dm_keys, mappers, room_mappers, room_types
from app.services.actor import Actor
from app.services.writing import CheckedDraft, Draft, Written, checked, written
from app.snapshots import MessageSnapshot, Posted, RoomRef
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work


def post(actor: Actor, room_id: int, draft: Draft) -> Posted:
    """Post to a room the actor is in; exactly once for each `client_id`, for ever.

    The same request again answers the first message, as a duplicate, even after it
    was edited or deleted. Raises `RoomNotFound`, `MessageNotFound` (what is replied to), `Invalid`,
    `Forbidden` where the room's type allows no writing, and `Conflict` for another request under the same
    `client_id`; and `RateLimited`, for one that was posted before, too.
    """
    limits.message(actor.user_id)
    return post_checked(actor, room_id, checked(draft))


def post_in_any_case(actor: Actor, room_id: int, draft: Draft) -> Posted:
    """As `post`, of a form, whose sender can't be asked again.

    Where the original is gone it replies to nothing, and under a `client_id` that was another request's
    it is a new message.
    """
    limits.message(actor.user_id)
    ready = checked(draft)
    for wanted in (ready, ready.but(reply_to=None), ready.but(client_id=None)):
        with suppress(MessageNotFound, Conflict):
            return post_checked(actor, room_id, wanted)
    return post_checked(actor, room_id, ready.but(reply_to=None, client_id=None))


@unit_of_work
def post_checked(uow: Unit, actor: Actor, room_id: int, ready: CheckedDraft) -> Posted:
    """As `post`, of what is checked and rendered already."""
    if uow.again and (existing := _existing(uow, actor, room_id, ready)):
        return existing
    reply_to = ready.draft.reply_to
    if reply_to is not None and not _can_reply(uow, room_id, reply_to):
        return _existing_or_refusal(uow, actor, room_id, ready)
    moment = now()
    place = {"room": room_id, "user": actor.user_id, "moment": moment}
    taken = NEXT_SEQ.first(uow.conn, place)
    if taken is None and room_types.attend(uow, actor, room_id):
        taken = NEXT_SEQ.first(uow.conn, place)
    if taken is None:
        return _existing_or_refusal(uow, actor, room_id, ready)
    number, run, room_type, dm_key = taken
    new = _new(actor, room_id, ready, moment, number=number, run=run)
    message_id = INSERT_MESSAGE.first(uow.conn, new._asdict())[0]
    message = mappers.message_of(new, message_id=message_id, sender=actor.person)
    room = RoomRef(room_id, room_type, dm_keys.pair(dm_key))
    room_types.of(room_type).posted(uow, actor, MessagePosted(room, message), run)
    return Posted(message, duplicate=False)


def _new(
    actor: Actor, room_id: int, ready: CheckedDraft, moment: datetime, *, number: int, run: int
) -> NewMessage:
    """The row that a draft becomes."""
    draft, body = ready
    return NewMessage(
        room_id=room_id,
        sender_id=actor.user_id,
        seq=number,
        changed=number,
        run_seq=run,
        client_id=draft.client_id,
        digest=_digest(room_id, ready),
        content=body.content,
        html=body.html,
        mentions=body.mentions,
        message_type=draft.message_type,
        reply_to=draft.reply_to,
        created_at=moment,
    )


def _digest(room_id: int, ready: CheckedDraft) -> str | None:
    """What tells a retry from another request; null where no `client_id` asks for it."""
    draft, body = ready
    if draft.client_id is None:
        return None
    return hashlib.sha256(f"{room_id}\0{draft.reply_to or ''}\0{body.content}".encode()).hexdigest()


def _existing(uow: Unit, actor: Actor, room_id: int, ready: CheckedDraft) -> Posted | None:
    """The message that this `client_id` made before. Raises `Conflict` if it was another request."""
    client_id = ready.draft.client_id
    if client_id is None:
        return None
    first = uow.session.execute(
        select(Message.id, Message.digest).where(
            Message.sender_id == actor.user_id, Message.client_id == client_id
        )
    ).first()
    if first is None:
        return None
    if first.digest != _digest(room_id, ready):
        raise Conflict("client_id_used")
    return Posted(mappers.message(uow.session, first.id), duplicate=True)


def _existing_or_refusal(uow: Unit, actor: Actor, room_id: int, ready: CheckedDraft) -> Posted:
    """What can't be posted now may have been posted before; else raises why it can't be."""
    if existing := _existing(uow, actor, room_id, ready):
        return existing
    access.room(uow.session, actor, room_id)
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


def edit(actor: Actor, message_id: int, content: str, *, room_id: int | None = None) -> MessageSnapshot:
    """Replace the text of a message, of this room alone if one is named.

    Raises `MessageNotFound`, `Forbidden`, `Invalid`, `RateLimited`.
    """
    limits.message(actor.user_id)
    return _edit(actor, message_id, written(content), room_id)


@unit_of_work
def _edit(uow: Unit, actor: Actor, message_id: int, new: Written, room_id: int | None) -> MessageSnapshot:
    message, room = _own(uow, actor, message_id, room_id)
    if message.content != new.content:
        message.content, message.html, message.mentions = new
        message.edited_at = now()
        return changed(uow, message, room, edited=True)
    return mappers.message(uow.session, message_id)


def delete(actor: Actor, message_id: int, *, room_id: int | None = None) -> MessageSnapshot:
    """Delete a message, of this room alone if one is named: its text and reactions are gone for good.

    Raises `MessageNotFound`, `Forbidden`, `RateLimited`.
    """
    limits.message(actor.user_id)
    return _delete(actor, message_id, room_id)


@unit_of_work
def _delete(uow: Unit, actor: Actor, message_id: int, room_id: int | None) -> MessageSnapshot:
    message, room = _own(uow, actor, message_id, room_id)
    for column, nothing in gone().items():
        setattr(message, column, nothing)
    uow.session.execute(delete_rows(Reaction).where(Reaction.message_id == message_id))
    message.changed = next_number(uow, room.id)
    uow.session.flush()
    snapshot = mappers.message(uow.session, message_id)
    uow.publish(MessageDeleted(room_mappers.ref(room), snapshot))
    return snapshot


def _own(uow: Unit, actor: Actor, message_id: int, room_id: int | None) -> tuple[Message, Room]:
    """A message that the actor may change, and its room, which is this one if one is named."""
    if room_id is not None and access.message(uow.session, actor, message_id)[1].id != room_id:
        raise MessageNotFound
    return access.own_message(uow.session, actor, message_id)


def next_number(uow: Unit, room_id: int) -> int:
    """The room's next change number, taken in this unit."""
    number = uow.session.execute(
        update(Room).where(Room.id == room_id).values(head=Room.head + 1).returning(Room.head)
    ).scalar_one()
    return int(number)


def changed(uow: Unit, message: Message, room: Room, edited: bool) -> MessageSnapshot:
    """Within a unit: a message is another from now on; tell its room."""
    message.changed = next_number(uow, room.id)
    uow.session.flush()
    snapshot = mappers.message(uow.session, message.id)
    uow.publish(MessageChanged(room_mappers.ref(room), snapshot, edited))
    return snapshot
