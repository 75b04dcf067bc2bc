"""What `exporting` makes, as pydantic models for the API document."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from app.wire import people_schemas, schema_types


class MyAccount(people_schemas.Me):
    picture: str | None = Field(description="the picture itself, as a `data:` address")
    EXAMPLE: ClassVar[schema_types.Json] = people_schemas.Me.EXAMPLE | {"picture": None}


class MyRoom(schema_types.Shape):
    id: schema_types.Id
    type: Literal["lobby", "dm", "group", "support"]
    name: str | None
    peer: str | None = Field(description="the other's username, in a dm")
    mine: bool = Field(description="I made it")
    joined_at: schema_types.Moment
    last_read_seq: schema_types.Number
    notifications: Literal["all", "mentions", "nothing"] | None
    EXAMPLE: ClassVar[schema_types.Json] = {
        "id": 482915037,
        "type": "group",
        "name": "Warung Kopi",
        "peer": None,
        "mine": True,
        "joined_at": schema_types.MOMENT,
        "last_read_seq": 4,
        "notifications": None,
    }


class MyMessage(schema_types.Shape):
    id: schema_types.Id
    room_id: schema_types.Id
    seq: schema_types.Id
    content: str
    message_type: str
    reply_to: schema_types.Id | None
    created_at: schema_types.Moment
    edited_at: schema_types.Moment | None
    EXAMPLE: ClassVar[schema_types.Json] = {
        "id": 7,
        "room_id": 482915037,
        "seq": 3,
        "content": "Kita ngobrol *besok* ya",
        "message_type": "text",
        "reply_to": None,
        "created_at": schema_types.MOMENT,
        "edited_at": None,
    }


class MyReaction(schema_types.Shape):
    message_id: schema_types.Id
    room_id: schema_types.Id
    emoji: str
    created_at: schema_types.Moment
    EXAMPLE: ClassVar[schema_types.Json] = {
        "message_id": 7,
        "room_id": 482915037,
        "emoji": "⭐",
        "created_at": schema_types.MOMENT,
    }


class Export(schema_types.Shape):
    """What others wrote is not in it."""

    exported_at: schema_types.Moment
    account: MyAccount
    sessions: list[people_schemas.Session]
    rooms: list[MyRoom]
    messages: list[MyMessage]
    reactions: list[MyReaction]
    EXAMPLE: ClassVar[schema_types.Json] = {
        "exported_at": schema_types.MOMENT,
        "account": MyAccount.EXAMPLE,
        "sessions": [],
        "rooms": [MyRoom.EXAMPLE],
        "messages": [MyMessage.EXAMPLE],
        "reactions": [MyReaction.EXAMPLE],
    }
