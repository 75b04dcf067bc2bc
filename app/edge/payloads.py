"""What clients send: pydantic models, shared by REST, sockets and pages.

Lengths are checked in the services, where the rules are; here only the shape is.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from app.exceptions import BadRequest, Invalid

MAX_ID = 2**63 - 1  # what a database column holds

Id = Annotated[StrictInt, Field(ge=1, le=MAX_ID)]
Number = Annotated[StrictInt, Field(ge=0, le=MAX_ID)]
Limit = Annotated[StrictInt, Field(ge=1, le=100)]


class Payload(BaseModel):
    """Unknown fields are an error: a misspelt optional field must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(Payload):
    username: StrictStr


class Login(Name):
    password: StrictStr | None = None


class Profile(Payload):
    display_name: StrictStr | None = None
    email: StrictStr | None = None
    country: StrictStr | None = None


class Register(Login, Profile):
    """A new account."""


class ProfileChange(Profile):
    language: StrictStr | None = None


class PasswordChange(Payload):
    password: StrictStr
    current_password: StrictStr | None = None


class AccountDeletion(Name):
    erase: StrictBool = False


class NewRoom(Payload):
    type: Literal["dm", "group"]
    name: StrictStr | None = None
    username: StrictStr | None = None
    invite_only: StrictBool = False


class RoomChange(Payload):
    name: StrictStr | None = None
    invite_only: StrictBool | None = None


class Join(Payload):
    code: StrictStr | None = None


class Draft(Payload):
    content: StrictStr
    client_id: StrictStr | None = None
    reply_to: Id | None = None


class Edit(Payload):
    content: StrictStr


class Reaction(Payload):
    emoji: StrictStr
    on: StrictBool


class Read(Payload):
    seq: Number


class Typing(Payload):
    is_typing: StrictBool


class Paging(Payload):
    before: Id | None = None
    after: Id | None = None
    limit: Limit = 50


class Cursor(Payload):
    after: Number
    after_id: Number | None = None
    limit: Limit = 100


class InRoom(Payload):
    room_id: Id


class OfMessage(Payload):
    message_id: Id


class SendMessage(InRoom, Draft):
    client_id: StrictStr


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


class ChangesOf(InRoom, Cursor):
    """`changes`."""


class HistoryOf(InRoom, Paging):
    """`history`."""


P = TypeVar("P", bound=BaseModel)


def read(model: type[P], data: Any) -> P:
    """`data` as `model`. Raises `BadRequest` unless it is an object, `Invalid` with the fields' faults."""
    if not isinstance(data, dict):
        raise BadRequest("A JSON object is expected.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid(_faults(error)) from None


def read_query(model: type[P], arguments: Any) -> P:
    """Query arguments, all of them text, as `model`; whole numbers count as such. Raises `Invalid`."""
    return read(model, {name: _number(value) for name, value in arguments.items() if value != ""})


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) <= 20 else text


def _faults(error: ValidationError) -> dict[str, str]:
    return {".".join(str(part) for part in fault["loc"]) or "body": fault["msg"] for fault in error.errors()}
