"""People, accounts and sessions as `shapes` makes them, for the API document."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.wire.schema_types import MOMENT, SESSION, Id, Json, Moment, Role, Shape, TimeOfDay, Uuid


class Person(Shape):
    id: Id
    username: str = Field(description="`deleted` once the account is deleted")
    display_name: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    role: Role
    verified: bool = Field(description="the name has a password, so nobody else can sign in with it")
    EXAMPLE: ClassVar[Json] = {
        "id": 2,
        "username": "siti",
        "display_name": "Siti Rahma",
        "avatar": "/avatar/2.svg",
        "role": "user",
        "verified": True,
    }


class User(Person):
    country: str | None
    is_online: bool = Field(description="at least one connection is open")
    EXAMPLE: ClassVar[Json] = Person.EXAMPLE | {"country": "Indonesia", "is_online": True}


class QuietHours(Shape):
    """When nothing is told, in the zone of whoever looks."""

    on: bool
    from_: TimeOfDay = Field(alias="from")
    until: TimeOfDay
    EXAMPLE: ClassVar[Json] = {"on": True, "from": "22:00", "until": "07:00"}


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
    EXAMPLE: ClassVar[Json] = User.EXAMPLE | {
        "is_owner": True,
        "email": "siti@example.org",
        "language": "id",
        "theme": "dark",
        "has_password": True,
        "session_id": SESSION,
        "created_at": MOMENT,
        "quiet_hours": QuietHours.EXAMPLE,
    }


class SignedInUser(Shape):
    id: Id
    username: str
    display_name: str
    avatar: str = Field(description="URL of the picture, relative to the server")
    role: Role
    is_online: bool
    country: str | None
    EXAMPLE: ClassVar[Json] = {name: value for name, value in User.EXAMPLE.items() if name != "verified"} | {
        "is_online": False
    }


class Token(Shape):
    token: str = Field(description="send it as `Authorization: Bearer …`")
    EXAMPLE: ClassVar[Json] = {"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"}


class Registered(Token):
    user: Me
    EXAMPLE: ClassVar[Json] = Token.EXAMPLE | {"user": Me.EXAMPLE}


class LoggedIn(Token):
    user: SignedInUser
    EXAMPLE: ClassVar[Json] = Token.EXAMPLE | {"user": SignedInUser.EXAMPLE}


class Availability(Shape):
    username: str
    available: bool
    suggestions: Annotated[list[str], Field(min_length=3)] = Field(
        default=[], description="free names, when this one is taken"
    )
    EXAMPLE: ClassVar[Json] = {
        "username": "siti",
        "available": False,
        "suggestions": ["siti2", "siti3", "siti4"],
    }


class Session(Shape):
    id: Uuid
    created_at: Moment
    last_used_at: Moment = Field(description="exact to an hour")
    user_agent: str | None = Field(description="null, as `address`, for others where `is_owner` is false")
    address: str | None
    current: bool = Field(description="the session of this request")
    registered: bool = Field(description="it made the account")
    can_end: bool = Field(description="this request's session may end it")
    EXAMPLE: ClassVar[Json] = {
        "id": SESSION,
        "created_at": MOMENT,
        "last_used_at": MOMENT,
        "user_agent": "curl/8.5.0",
        "address": "127.0.0.1",
        "current": True,
        "registered": True,
        "can_end": True,
    }
