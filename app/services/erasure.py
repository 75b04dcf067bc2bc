"""Erasing everything a person wrote."""

from __future__ import annotations

from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, select, update

from app.clock import now
from app.events import MessagesErased
from app.models import Message, Reaction, Room
from app.services import assembly
from app.services.messages import next_number
from app.services.unit_of_work import Unit


def erase_messages(uow: Unit, user_id: int) -> None:
    """Within a unit: delete all messages and reactions of a user.

    In each room they share one change number; clients catch up by cursor.
    """
    own = Message.sender_id == user_id
    touched = or_(
        own & Message.deleted_at.is_(None),
        Message.id.in_(select(Reaction.message_id).where(Reaction.user_id == user_id)),
    )
    for room_id in uow.session.scalars(select(Message.room_id).where(touched).distinct()).all():
        number = next_number(uow, room_id)
        uow.session.execute(update(Message).where(Message.room_id == room_id, touched).values(changed=number))
        room = uow.session.get_one(Room, room_id)
        uow.publish(MessagesErased(assembly.ref(room), number))
    gone = select(Message.id).where(own)
    uow.session.execute(
        delete_rows(Reaction).where(or_(Reaction.user_id == user_id, Reaction.message_id.in_(gone)))
    )
    uow.session.execute(
        update(Message)
        .where(own, Message.deleted_at.is_(None))
        .values(content="", html=None, deleted_at=now())
    )
