"""What the contract of direct messages looks like on the wire."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.services.chats import Chat, Letter
from app.snapshots import MessageSnapshot
from app.wire.shapes import avatar

Json = dict[str, Any]


def received(snapshot: MessageSnapshot, receiver_id: int) -> Json:
    """`receive_message`, and an unread message."""
    return {
        "id": snapshot.id,
        "sender_id": snapshot.sender.id,
        "receiver_id": receiver_id,
        "content": snapshot.content,
        "created_at": iso(snapshot.created_at),
    }


def sent(snapshot: MessageSnapshot, receiver_id: int) -> Json:
    """`message_sent`."""
    shape = received(snapshot, receiver_id)
    del shape["sender_id"]
    return shape


def read(message_id: int, reader_id: int) -> Json:
    """`messege_read`, and `message_read` beside it."""
    return {"message_id": message_id, "user_id": reader_id}


def unread(entry: Letter) -> Json:
    """A message to me that I have not read."""
    return received(entry.message, entry.receiver_id)


def letter(entry: Letter) -> Json:
    """A message in a history."""
    shape = received(entry.message, entry.receiver_id)
    created_at = shape.pop("created_at")
    return shape | {"is_read": entry.is_read, "created_at": created_at}


def chat(entry: Chat) -> Json:
    """One person in the list of recent chats."""
    return {
        "user_id": entry.peer.id,
        "username": entry.peer.username,
        "avatar": avatar(entry.peer),
        "last_message": entry.last.content,
        "last_message_time": iso(entry.last.created_at),
        "unread_count": entry.unread,
    }
