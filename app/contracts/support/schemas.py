"""What the functions of `shapes` make, for the API document."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.wire.payloads import Id as GivenId
from app.wire.payloads import Payload
from app.wire.schema_types import MOMENT, Id, Json, Moment, Number, Shape

Seconds = Annotated[float, Field(ge=0)]


class SupportAssignment(Payload):
    admin_id: GivenId | None = None
    EXAMPLE: ClassVar[Json] = {"admin_id": 5}


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
    EXAMPLE: ClassVar[Json] = {
        "id": 31,
        "room_id": 730284116,
        "sender_id": 2,
        "sender_type": "user",
        "sender_name": "Siti Rahma",
        "message": "Pesanan saya belum sampai",
        "message_type": "text",
        "is_read": False,
        "created_at": MOMENT,
    }


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
    EXAMPLE: ClassVar[Json] = {
        "id": 730284116,
        "user_id": 2,
        "admin_id": 1,
        "status": "active",
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "user_name": "Siti Rahma",
        "user_email": "siti@example.org",
        "last_message": "Pesanan saya belum sampai",
        "unread_count": 1,
    }


class SupportConversation(Shape):
    room: SupportRoom
    messages: list[SupportMessage]
    EXAMPLE: ClassVar[Json] = {"room": SupportRoom.EXAMPLE, "messages": [SupportMessage.EXAMPLE]}


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
    EXAMPLE: ClassVar[Json] = {
        "total_rooms": 120,
        "active_rooms": 14,
        "closed_rooms": 106,
        "unassigned_rooms": 2,
        "total_messages": 1873,
        "unread_messages": 9,
        "average_first_response_seconds": 41.5,
        "average_wait_seconds": 3.25,
        "average_resolution_seconds": 1260.0,
    }
