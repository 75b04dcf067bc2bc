"""What comes in and what `shapes` makes, for the API document."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from app.wire.payloads import Limit, Paging
from app.wire.schema_types import MOMENT, Id, Json, Moment, Number, Shape


class UnreadMessages(Paging):
    limit: Limit | None = None  # type: ignore[assignment]


class Chat(Shape):
    user_id: Id
    username: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    last_message: str = Field(description="its text")
    last_message_time: Moment
    unread_count: Number = Field(description="counting stops at 1,000")
    EXAMPLE: ClassVar[Json] = {
        "user_id": 2,
        "username": "siti",
        "avatar": "/avatar/2.svg",
        "last_message": "Jadi besok?",
        "last_message_time": MOMENT,
        "unread_count": 3,
    }


class UnreadMessage(Shape):
    id: Id
    sender_id: Id
    receiver_id: Id
    content: str
    created_at: Moment
    EXAMPLE: ClassVar[Json] = {
        "id": 15,
        "sender_id": 2,
        "receiver_id": 3,
        "content": "Jadi besok?",
        "created_at": MOMENT,
    }


class DirectMessage(UnreadMessage):
    is_read: bool = Field(description="its receiver has read it")
    EXAMPLE: ClassVar[Json] = UnreadMessage.EXAMPLE | {"is_read": True}
