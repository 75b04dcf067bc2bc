"""The lobby on the wire."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.snapshots import MessageSnapshot

Json = dict[str, Any]


def message(snapshot: MessageSnapshot) -> Json:
    """`new_message`, `message_edited`, and a message in the history."""
    return {
        "id": snapshot.id,
        "user_id": snapshot.sender.id,
        "username": snapshot.sender.username,
        "content": snapshot.content,
        "timestamp": iso(snapshot.created_at),
        "edited_at": iso(snapshot.edited_at),
    }


def deleted(message_id: int) -> Json:
    """`message_deleted`."""
    return {"id": message_id}


def person(username: str) -> Json:
    """`user_joined` and `user_left`."""
    return {"username": username}
