"""Erasing everything a person wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, select, update

from app.events import MessagesErased
from app.models import Message, Reaction, Room
from app.models.message import gone
from app.services import room_mappers
from app.services.messages import next_number
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

AT_ONCE = 1_000


def erase_most(user_id: int) -> set[int]:
    """Delete a user's messages in many small units, so that nobody else waits long.

    Returns the rooms concerned, whose members are told by `erase_messages` afterwards.
    """
    concerned: set[int] = set()
    while some := _erase_some(user_id):
        concerned |= some
    return concerned


def written_in(user_id: int) -> set[int]:
    """The rooms that a user ever wrote in, whether anything of it is left or not."""
    with reading() as session:
        return set(session.scalars(select(Message.room_id).where(Message.sender_id == user_id).distinct()))


@unit_of_work
def _erase_some(uow: Unit, user_id: int) -> set[int]:
    some = (
        select(Message.id, Message.room_id)
        .where(Message.sender_id == user_id, Message.deleted_at.is_(None))
        .limit(AT_ONCE)
    )
    by_room: dict[int, list[int]] = defaultdict(list)
    for message_id, room_id in uow.conn.execute(some):
        by_room[room_id].append(message_id)
    for room_id, ids in by_room.items():
        uow.conn.execute(delete_rows(Reaction).where(Reaction.message_id.in_(ids)))
        uow.conn.execute(
            update(Message).where(Message.id.in_(ids)).values(changed=next_number(uow, room_id), **gone())
        )
    return set(by_room)


def erase_messages(uow: Unit, user_id: int, concerned: Collection[int] = ()) -> None:
    """Within a unit: delete what is left of a user's messages, and all their reactions.

    In each room they share one change number; clients catch up by cursor. Those of the
    rooms `concerned` are told in any case.
    """
    own = Message.sender_id == user_id
    reacted = Message.id.in_(select(Reaction.message_id).where(Reaction.user_id == user_id))
    touched = Message.deleted_at.is_(None) & or_(own, reacted)  # what is deleted has no reactions
    room_ids = uow.session.scalars(select(Message.room_id).where(touched).distinct()).all()
    for room_id in sorted({*room_ids, *concerned}):
        number = next_number(uow, room_id)
        uow.conn.execute(update(Message).where(Message.room_id == room_id, touched).values(changed=number))
        room = room_mappers.ref(uow.session.get_one(Room, room_id))
        uow.publish(MessagesErased(room, user_id, number))
    left = select(Message.id).where(own, Message.deleted_at.is_(None))
    uow.conn.execute(
        delete_rows(Reaction).where(or_(Reaction.user_id == user_id, Reaction.message_id.in_(left)))
    )
    uow.conn.execute(update(Message).where(own, Message.deleted_at.is_(None)).values(**gone()))
