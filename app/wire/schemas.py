"""What the functions of `shapes` make, as pydantic models: the source of the API document's schemas.

Tests hold real answers against them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Id = Annotated[int, Field(ge=1)]
Number = Annotated[int, Field(ge=0)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO-8601 in UTC")]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Role = Literal["user", "admin"]
Level = Literal["all", "mentions", "nothing"]
TimeOfDay = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Shape(BaseModel):
    # Built when the document is asked for: 0.4 MB that most servers never need.
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Person(Shape):
    id: Id
    username: str = Field(description="`deleted` once the account is deleted")
    display_name: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    role: Role
    verified: bool = Field(description="the name has a password, so nobody else can sign in with it")


class User(Person):
    country: str | None
    is_online: bool = Field(description="at least one connection is open")


class QuietHours(Shape):
    """When nothing is told, in the zone of whoever looks."""

    on: bool
    from_: TimeOfDay = Field(alias="from")
    until: TimeOfDay


class Me(User):
    is_owner: bool = Field(
        description="this session may do what only the owner may: any session of a name with a password, "
        "else the one that registered it"
    )
    email: str | None = Field(description="null also where `is_owner` is false")
    language: Literal["id", "en"] | None
    theme: Literal["system", "light", "dark"] | None
    has_password: bool
    session_id: Uuid
    created_at: Moment
    quiet_hours: QuietHours


class SignedInUser(Shape):
    id: Id
    username: str
    display_name: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    role: Role
    is_online: bool
    country: str | None


class Token(Shape):
    token: str = Field(description="send it as `Authorization: Bearer …`")


class Registered(Token):
    user: Me


class LoggedIn(Token):
    user: SignedInUser


class Availability(Shape):
    username: str
    available: bool
    suggestions: Annotated[list[str], Field(min_length=3)] = Field(
        default=[], description="free names, when this one is taken"
    )


class Session(Shape):
    id: Uuid
    created_at: Moment
    last_used_at: Moment = Field(description="exact to an hour")
    user_agent: str | None = Field(description="null, as `address`, for others where `is_owner` is false")
    address: str | None
    current: bool = Field(description="the session of this request")
    registered: bool = Field(description="it made the account")
    can_end: bool = Field(description="this request's session may end it")


class ReactionCount(Shape):
    emoji: str
    count: Id
    user_ids: list[Id]


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


class PostedMessage(Message):
    duplicate: Literal[True] = Field(default=True, description="this `client_id` had been sent before")


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


class Invite(Shape):
    share_id: str | None = Field(description="to be read aloud; null for the lobby, which everybody is in")
    url: str = Field(description="leads strangers in, too; made of the address that this request used")


class RoomWithMembers(Room):
    members: Annotated[list[User], Field(max_length=100)]


class Next(Shape):
    after: Number
    after_id: Number


class ChangesPage(Shape):
    messages: list[Message]
    head: Number
    has_more: bool
    next: Next | None = Field(description="where the following page begins")


class Reload(Shape):
    """The cursor is too far behind: forget the room's messages and load its history anew."""

    reload: Literal[True]
    head: Number


class Changes(RootModel[ChangesPage | Reload]):
    """A page of changes, or the word to start anew."""


class ReadMark(Shape):
    room_id: Id
    seq: Number
    unread: Annotated[int, Field(ge=0, le=100)]


class Status(Shape):
    status: Literal["ok"]


class Ready(Status):
    redis: Literal["up", "away"] | None = Field(
        description="whether this process hears the others; null when it is alone"
    )


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
