"""What clients send: pydantic models, shared by REST, sockets and pages.

Lengths are checked in the services, where the rules are; here they are only told to
the API document.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)

from app.databases import MAX_ID
from app.exceptions import Invalid, Reason
from app.services import accounts, names, notifications, passwords, rooms, text, writing
from app.wire.validation import Unfit

NO_TEXT = re.compile("[\0\ud800-\udfff]")


def _text(value: str) -> str:
    if NO_TEXT.search(value):
        raise Unfit(Reason("not_text"))
    return value


def _documented(shortest: int, longest: int) -> Any:
    return Field(json_schema_extra={"minLength": shortest, "maxLength": longest})


Id = Annotated[StrictInt, Field(ge=1, le=MAX_ID)]
Number = Annotated[StrictInt, Field(ge=0, le=MAX_ID)]
Limit = Annotated[StrictInt, Field(ge=1, le=100)]
Text = Annotated[StrictStr, AfterValidator(_text)]
Username = Annotated[Text, _documented(names.SHORTEST, names.LONGEST)]
Password = Annotated[Text, _documented(passwords.SHORTEST, passwords.LONGEST)]
Line = Annotated[Text, _documented(0, rooms.NAME_LENGTH)]
Content = Annotated[Text, _documented(1, text.LONGEST)]
TimeOfDay = Annotated[Text, Field(json_schema_extra={"pattern": f"^({notifications.TIME.pattern})$"})]
ClientId = Annotated[Text, _documented(1, writing.CLIENT_ID_LENGTH)]


class Payload(BaseModel):
    """Unknown fields are an error: a misspelt optional field must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(Payload):
    username: Username


class Login(Name):
    password: Annotated[Text, _documented(0, passwords.LONGEST)] | None = None


class Profile(Payload):
    display_name: Line | None = None
    email: Text | None = None
    country: Line | None = None


class Register(Login, Profile):
    """A new account."""


class ProfileChange(Profile):
    language: Annotated[Text, Field(json_schema_extra={"enum": [*accounts.LANGUAGES]})] | None = None
    theme: Annotated[Text, Field(json_schema_extra={"enum": [*accounts.THEMES]})] | None = None


class RoleChange(Payload):
    role: Literal["user", "admin"]


class PasswordChange(Payload):
    password: Password
    current_password: Text | None = None


class AccountDeletion(Login):
    erase: StrictBool = False


class NewRoom(Payload):
    type: Literal["dm", "group"]
    name: Line | None = None
    username: Username | None = None
    invite_only: StrictBool = False


class RoomChange(Payload):
    name: Line | None = None
    invite_only: StrictBool | None = None


class WatchPresence(Payload):
    user_ids: Annotated[list[Id], Field(max_length=500)]
    count: StrictBool = False


class Join(Payload):
    code: Text | None = None


class NotificationLevel(Payload):
    level: Annotated[Text, Field(json_schema_extra={"enum": [*notifications.LEVELS]})]


class QuietHoursChange(Payload):
    on: StrictBool
    begin: TimeOfDay = Field(alias="from")
    until: TimeOfDay


class Draft(Payload):
    content: Content
    client_id: ClientId | None = None
    reply_to: Id | None = None

    def draft(self) -> writing.Draft:
        """What services take; of `/chat` and REST alike."""
        return writing.Draft(content=self.content, client_id=self.client_id, reply_to=self.reply_to)


class Edit(Payload):
    content: Content


class Reaction(Payload):
    emoji: Text
    on: StrictBool


class Read(Payload):
    seq: Number


class Typing(Payload):
    is_typing: StrictBool


class Further(Payload):
    before: Id | None = None
    limit: Limit = 50


class Paging(Further):
    after: Id | None = None


class Reading(Paging):
    around: Id | None = None


class Cursor(Payload):
    after: Number
    after_id: Number | None = None
    limit: Limit = 100


class InRoom(Payload):
    room_id: Id


class OfMessage(Payload):
    message_id: Id


class SendMessage(InRoom, Draft):
    client_id: ClientId


class EditMessage(OfMessage, Edit):
    """`edit_message`."""


class DeleteMessage(OfMessage):
    """`delete_message`."""


class React(OfMessage, Reaction):
    """`react`."""


class MarkRead(InRoom, Read):
    """`mark_read`."""


class TypingIn(InRoom, Typing):
    """`typing`."""


class Accept(InRoom):
    """`accept`."""


class ChangesOf(InRoom, Cursor):
    """`changes`."""


class HistoryOf(InRoom, Reading):
    """`history`."""

    around_seq: Number | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.around_seq is not None and (self.before or self.after or self.around):
            raise Invalid({"around_seq": Reason("around_or_side")})
        return self
