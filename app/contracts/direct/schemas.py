"""What comes in and what `shapes` makes, for the API document."""

from __future__ import annotations

from pydantic import Field

from app.wire.payloads import Limit, Paging
from app.wire.schemas import Id, Moment, Number, Shape


class UnreadMessages(Paging):
    limit: Limit | None = None  # type: ignore[assignment]


class Chat(Shape):
    user_id: Id
    username: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    last_message: str = Field(description="its text")
    last_message_time: Moment
    unread_count: Number = Field(description="counting stops at 1,000")


class UnreadMessage(Shape):
    id: Id
    sender_id: Id
    receiver_id: Id
    content: str
    created_at: Moment


class DirectMessage(UnreadMessage):
    is_read: bool = Field(description="its receiver has read it")
