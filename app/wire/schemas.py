"""What the functions of `shapes` make, as pydantic models: the source of the API document's schemas.

Tests hold real answers against them.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, RootModel

from app.wire.people_schemas import Person, User
from app.wire.schema_types import MOMENT, Id, Json, Level, Moment, Number, Shape, Uuid


class ReactionCount(Shape):
    emoji: str
    count: Id
    user_ids: list[Id]
    EXAMPLE: ClassVar[Json] = {"emoji": "⭐", "count": 1, "user_ids": [3]}


class Attachment(BaseModel):
    """Reserved: the list is empty for now."""


class Message(Shape):
    id: Id
    room_id: Id
    seq: Id = Field(description="its place in the room: order by this, never by a clock")
    changed: Id = Field(description="the number of the newest change to it")
    client_id: str | None
    sender: Person
    content: str = Field(description="as typed; empty when deleted")
    html: str | None = Field(description="sanitised; null when there is no markup: show `content` then")
    mentions: list[Id] = Field(description="whom it names, by `@username` as it is shown; never in code")
    message_type: str = Field(description="`text`, or what a support client called it")
    reply_to: Id | None
    reactions: list[ReactionCount]
    attachments: list[Attachment]
    created_at: Moment
    edited_at: Moment | None
    deleted: bool
    EXAMPLE: ClassVar[Json] = {
        "id": 7,
        "room_id": 482915037,
        "seq": 3,
        "changed": 4,
        "client_id": "9b2f-1",
        "sender": Person.EXAMPLE,
        "content": "Kita ngobrol *besok* ya",
        "html": "<p>Kita ngobrol <em>besok</em> ya</p>",
        "mentions": [],
        "message_type": "text",
        "reply_to": None,
        "reactions": [ReactionCount.EXAMPLE],
        "attachments": [],
        "created_at": MOMENT,
        "edited_at": None,
        "deleted": False,
    }


class PostedMessage(Message):
    duplicate: Literal[True] = Field(default=True, description="this `client_id` had been sent before")
    EXAMPLE: ClassVar[Json] = Message.EXAMPLE | {"duplicate": True}


RoomRole = Literal["owner", "admin", "member"]
Verb = Literal["post", "accept", "invite", "change", "moderate", "take", "assign", "close", "leave"]


class Room(Shape):
    id: Id
    type: Literal["lobby", "dm", "group", "support"]
    name: str | None
    head: Number = Field(description="the number of the newest change to its messages")
    member_count: Number
    invite_only: bool
    share_id: str | None = Field(
        description="what to tell others so that they can join; null where nobody can"
    )
    peer: User | None = Field(description="the other person of a dm")
    created_by: Id | None
    created_at: Moment
    updated_at: Moment
    unread: Annotated[int, Field(ge=0, le=100, description="100 means 100 or more")]
    last_read_seq: Number
    mention_seq: Id | None = Field(description="the newest unread message that names me")
    peer_read_seq: Number | None
    notifications: Level = Field(description="what of it I want to be told; until I choose, by its type")
    closed: bool = Field(description="a support room that its user's next message opens again")
    request: bool = Field(description="a dm from somebody I share no group with; accepted or answered: false")
    role: RoomRole = Field(description="what I am in it: `owner` of a group that I made")
    can: list[Verb] = Field(description="what I may do in it; show what it lists, and derive nothing")
    last_message: Message | None
    EXAMPLE: ClassVar[Json] = {
        "id": 482915037,
        "type": "group",
        "name": "Warung Kopi",
        "head": 4,
        "member_count": 2,
        "invite_only": False,
        "share_id": "482915037",
        "peer": None,
        "created_by": 2,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "unread": 0,
        "last_read_seq": 4,
        "mention_seq": None,
        "peer_read_seq": None,
        "closed": False,
        "request": False,
        "notifications": "all",
        "role": "owner",
        "can": ["post", "invite", "change", "leave"],
        "last_message": Message.EXAMPLE,
    }


class Invite(Shape):
    share_id: str | None = Field(description="to be read aloud; null for the lobby, which everybody is in")
    url: str = Field(description="leads strangers in, too; made of the address that this request used")
    EXAMPLE: ClassVar[Json] = {
        "share_id": "482915037",
        "url": "https://chat.example.org/join/482915037?by=siti",
    }


class RoomWithMembers(Room):
    members: Annotated[list[User], Field(max_length=100)]
    EXAMPLE: ClassVar[Json] = Room.EXAMPLE | {"members": [User.EXAMPLE]}


class Next(Shape):
    after: Number
    after_id: Number


class ChangesPage(Shape):
    messages: list[Message]
    head: Number
    has_more: bool
    next: Next | None = Field(description="where the following page begins")
    EXAMPLE: ClassVar[Json] = {"messages": [Message.EXAMPLE], "head": 4, "has_more": False, "next": None}


class Reload(Shape):
    """The cursor is too far behind: forget the room's messages and load its history anew."""

    reload: Literal[True]
    head: Number


class Changes(RootModel[ChangesPage | Reload]):
    """A page of changes, or the word to start anew."""

    EXAMPLE: ClassVar[Json] = ChangesPage.EXAMPLE


class ReadMark(Shape):
    room_id: Id
    seq: Number
    unread: Annotated[int, Field(ge=0, le=100)]
    EXAMPLE: ClassVar[Json] = {"room_id": 482915037, "seq": 4, "unread": 0}


class Status(Shape):
    status: Literal["ok"]
    EXAMPLE: ClassVar[Json] = {"status": "ok"}


class Ready(Status):
    redis: Literal["up", "away"] | None = Field(
        description="whether this process hears the others; null when it is alone"
    )
    EXAMPLE: ClassVar[Json] = Status.EXAMPLE | {"redis": None}


class Bare(Shape):
    """Success, and nothing beside it."""


class PlainText(RootModel[str]):
    """Not JSON, and without the envelope."""


class Paging(Shape):
    limit: Annotated[int, Field(ge=1, le=100)] | None = Field(description="null: the whole list is given")
    has_more: bool = Field(description="there is more in the direction asked for")
    before: Id | Uuid | None = Field(description="ask with this `before` for what is older")
    after: Id | None = Field(description="ask with this `after` for what is newer")
    has_newer: bool = Field(default=False, description="asked `around`: there are newer ones")
    EXAMPLE: ClassVar[Json] = {"limit": 50, "has_more": False, "before": None, "after": None}


class Reason(Shape):
    key: str
    values: dict[str, str | int]


class Error(Shape):
    code: str = Field(description="what programs decide by")
    type: str
    message: str = Field(description="in English, for people; may change")
    key: str = Field(description="why exactly: what screens translate by")
    values: dict[str, str | int] = Field(description="what stands in the text of that key")
    faults: dict[str, Reason] = Field(default={}, description="`invalid`: the keys and values of `fields`")
    fields: dict[str, str] = Field(default={}, description="`invalid`: field to what is wrong with it")
    suggestions: list[str] = Field(default=[], description="`conflict` of a username: free ones like it")
    retry_after: int = Field(default=1, ge=1, description="`rate_limited`: seconds to wait")
    id: str = Field(default="", description="`internal`: tell this to the operator")


class Failure(Shape):
    success: Literal[False]
    error: Error
