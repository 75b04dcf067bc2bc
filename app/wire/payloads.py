"""What clients send: pydantic models, shared by REST, sockets and pages.

Lengths are checked in the services, where the rules are; here they are only told to
the API document.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

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

Json = dict[str, Any]
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
    EXAMPLE: ClassVar[Json]
    """Shown in the API document, of those that REST takes."""


class Name(Payload):
    username: Username
    EXAMPLE: ClassVar[Json] = {"username": "siti"}


class Login(Name):
    password: Annotated[Text, _documented(0, passwords.LONGEST)] | None = None
    EXAMPLE: ClassVar[Json] = Name.EXAMPLE | {"password": "kopi tubruk pagi"}


class Profile(Payload):
    display_name: Line | None = None
    email: Text | None = None
    country: Line | None = None


class Register(Login, Profile):
    """A new account."""

    EXAMPLE: ClassVar[Json] = Login.EXAMPLE | {"display_name": "Siti Rahma"}


class ProfileChange(Profile):
    language: Annotated[Text, Field(json_schema_extra={"enum": [*accounts.LANGUAGES]})] | None = None
    theme: Annotated[Text, Field(json_schema_extra={"enum": [*accounts.THEMES]})] | None = None
    EXAMPLE: ClassVar[Json] = {"display_name": "Siti R.", "language": "id"}


class RoleChange(Payload):
    role: Literal["user", "admin"]
    EXAMPLE: ClassVar[Json] = {"role": "admin"}


class PasswordChange(Payload):
    password: Password
    current_password: Text | None = None
    EXAMPLE: ClassVar[Json] = {"password": "teh poci sore", "current_password": Login.EXAMPLE["password"]}


class AccountDeletion(Login):
    erase: StrictBool = False
    EXAMPLE: ClassVar[Json] = {"username": "siti", "erase": False}


class NewRoom(Payload):
    type: Literal["dm", "group"]
    name: Line | None = None
    username: Username | None = None
    invite_only: StrictBool = False
    EXAMPLE: ClassVar[Json] = {"type": "group", "name": "Warung Kopi", "invite_only": False}


class RoomChange(Payload):
    name: Line | None = None
    invite_only: StrictBool | None = None
    EXAMPLE: ClassVar[Json] = {"name": "Warung Teh"}


class WatchPresence(Payload):
    user_ids: Annotated[list[Id], Field(max_length=500)]
    count: StrictBool = False


class Join(Payload):
    code: Text | None = None
    EXAMPLE: ClassVar[Json] = {}


class NotificationLevel(Payload):
    level: Annotated[Text, Field(json_schema_extra={"enum": [*notifications.LEVELS]})]
    EXAMPLE: ClassVar[Json] = {"level": "mentions"}


class QuietHoursChange(Payload):
    on: StrictBool
    begin: TimeOfDay = Field(alias="from")
    until: TimeOfDay
    EXAMPLE: ClassVar[Json] = {"on": True, "from": "22:00", "until": "07:00"}


class Draft(Payload):
    content: Content
    client_id: ClientId | None = None
    reply_to: Id | None = None

    def draft(self) -> writing.Draft:
        """What services take; of `/chat` and REST alike."""
        return writing.Draft(content=self.content, client_id=self.client_id, reply_to=self.reply_to)

    EXAMPLE: ClassVar[Json] = {"content": "Kita ngobrol *besok* ya", "client_id": "9b2f-1"}


class Edit(Payload):
    content: Content
    EXAMPLE: ClassVar[Json] = {"content": "Kita ngobrol lusa ya"}


class Reaction(Payload):
    emoji: Text
    on: StrictBool
    EXAMPLE: ClassVar[Json] = {"emoji": "⭐", "on": True}


class Read(Payload):
    seq: Number
    EXAMPLE: ClassVar[Json] = {"seq": 4}


class Typing(Payload):
    is_typing: StrictBool
    EXAMPLE: ClassVar[Json] = {"is_typing": True}


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
