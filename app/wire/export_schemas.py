"""What `exporting` makes, as pydantic models for the API document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.wire import schemas


class MyAccount(schemas.Me):
    picture: str | None = Field(description="the picture itself, as a `data:` address")


class MyRoom(schemas.Shape):
    id: schemas.Id
    type: Literal["lobby", "dm", "group", "support"]
    name: str | None
    peer: str | None = Field(description="the other's username, in a dm")
    mine: bool = Field(description="I made it")
    joined_at: schemas.Moment
    last_read_seq: schemas.Number
    notifications: Literal["all", "mentions", "nothing"] | None


class MyMessage(schemas.Shape):
    id: schemas.Id
    room_id: schemas.Id
    seq: schemas.Id
    content: str
    message_type: str
    reply_to: schemas.Id | None
    created_at: schemas.Moment
    edited_at: schemas.Moment | None


class MyReaction(schemas.Shape):
    message_id: schemas.Id
    room_id: schemas.Id
    emoji: str
    created_at: schemas.Moment


class Export(schemas.Shape):
    """What others wrote is not in it."""

    exported_at: schemas.Moment
    account: MyAccount
    sessions: list[schemas.Session]
    rooms: list[MyRoom]
    messages: list[MyMessage]
    reactions: list[MyReaction]
