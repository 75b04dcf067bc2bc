"""What the functions of `shapes` make, for the API document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.wire.payloads import Id as GivenId
from app.wire.payloads import Payload
from app.wire.schemas import Id, Moment, Number, Shape

Seconds = Annotated[float, Field(ge=0)]


class SupportAssignment(Payload):
    admin_id: GivenId | None = None


class SupportMessage(Shape):
    id: Id
    room_id: Id
    sender_id: Id
    sender_type: Literal["user", "admin"]
    sender_name: str
    message: str
    message_type: str
    is_read: bool = Field(description="the other side has read it")
    created_at: Moment


class SupportRoom(Shape):
    id: Id
    user_id: Id
    admin_id: Id | None = Field(description="who answers it, or did when it was closed; null: it waits")
    status: Literal["active", "closed"]
    created_at: Moment
    updated_at: Moment
    user_name: str
    user_email: str | None
    last_message: str | None = Field(description="its text")
    unread_count: Annotated[
        int, Field(ge=0, le=100, description="of the asker's side; 100 means 100 or more")
    ]


class SupportConversation(Shape):
    room: SupportRoom
    messages: list[SupportMessage]


class SupportStats(Shape):
    total_rooms: Number
    active_rooms: Number
    closed_rooms: Number
    unassigned_rooms: Number = Field(description="active ones that wait for an admin")
    total_messages: Number
    unread_messages: Number = Field(description="of users, that no admin has read")
    average_first_response_seconds: Seconds | None = Field(
        description="from a request's first message to the first answer; a reopened room is a new request"
    )
    average_wait_seconds: Seconds | None = Field(description="from there to the first admin it was given to")
    average_resolution_seconds: Seconds | None = Field(description="from there to the closing")
