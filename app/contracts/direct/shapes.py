"""What the contract of direct messages looks like on the wire."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.services.chats import Chat, Letter
from app.snapshots import MessageSnapshot
from app.wire.shapes import avatar

Json = dict[str, Any]


def received(one: MessageSnapshot, receiver_id: int) -> Json:
    """`receive_message`, and an unread message."""
    return {
        "id": one.id,
        "sender_id": one.sender.id,
        "receiver_id": receiver_id,
        "content": one.content,
        "created_at": iso(one.created_at),
    }


def sent(one: MessageSnapshot, receiver_id: int) -> Json:
    """`message_sent`."""
    shape = received(one, receiver_id)
    del shape["sender_id"]
    return shape


def read(message_id: int, reader_id: int) -> Json:
    """`messege_read`, and `message_read` beside it."""
    return {"message_id": message_id, "user_id": reader_id}


def unread(one: Letter) -> Json:
    """A message to me that I have not read."""
    return received(one.message, one.receiver_id)


def letter(one: Letter) -> Json:
    """A message in a history."""
    shape = received(one.message, one.receiver_id)
    created_at = shape.pop("created_at")
    return shape | {"is_read": one.is_read, "created_at": created_at}


def chat(one: Chat) -> Json:
    """One person in the list of recent chats."""
    return {
        "user_id": one.peer.id,
        "username": one.peer.username,
        "avatar": avatar(one.peer),
        "last_message": one.last.content,
        "last_message_time": iso(one.last.created_at),
        "unread_count": one.unread,
    }
