"""Domain errors: the cause is the class, and the class knows its code.

Codes, types and HTTP statuses are those of the contracts' general rulings.
Each door has one mapper that turns these into its own form.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """Something the caller asked for can't be done; the text may be shown to them."""

    code: ClassVar[str] = "internal"
    type: ClassVar[str] = "InternalError"
    status: ClassVar[int] = 500
    message: str = "Something went wrong."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or type(self).message
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The error object of the contracts: `code`, `type`, `message` and what else is known."""
        return {"code": self.code, "type": type(self).type, "message": self.message}


class BadRequest(DomainError):
    code, type, status = "bad_request", "ValidationError", 400
    message = "The request could not be read."


class Unauthenticated(DomainError):
    code, type, status = "unauthenticated", "UnauthorizedAccessException", 401
    message = "Please sign in."


class Forbidden(DomainError):
    code, type, status = "forbidden", "UnauthorizedAccessException", 403
    message = "You are not allowed to do that."


class NotFound(DomainError):
    code, type, status = "not_found", "NotFoundException", 404
    message = "There is nothing here."


class UserNotFound(NotFound):
    code, type = "user_not_found", "UserNotFoundException"
    message = "There is no such user."


class MessageNotFound(NotFound):
    code, type = "message_not_found", "MessageNotFoundException"
    message = "There is no such message."


class RoomNotFound(NotFound):
    code, type = "room_not_found", "RoomNotFoundException"
    message = "There is no such room."


class Conflict(DomainError):
    code, type, status = "conflict", "ConflictException", 409
    message = "That is already taken."


class NameTaken(Conflict):
    message = "That username is taken."

    def __init__(self, suggestions: list[str]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"suggestions": self.suggestions}


class TooLarge(DomainError):
    code, type, status = "too_large", "ValidationError", 413
    message = "That is too large."


class Invalid(DomainError):
    """Readable, but some `fields` (name → what is wrong) break a rule."""

    code, type, status = "invalid", "ValidationError", 422
    message = "Some fields are not valid."

    def __init__(self, fields: dict[str, str], message: str | None = None) -> None:
        super().__init__(message)
        self.fields = fields

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"fields": self.fields}


class WrongPassword(Invalid):
    """The password that was typed to confirm something is not the account's."""


class RateLimited(DomainError):
    """Too often; `retry_after` is in whole seconds."""

    code, type, status = "rate_limited", "RateLimitedException", 429
    message = "Too many attempts. Please wait a moment."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"retry_after": self.retry_after}


class Unavailable(DomainError):
    """Something this server stands on does not answer just now."""

    status = 503


class NotSaved(DomainError):
    """The commit failed: nothing of this unit of work was kept, so it may be tried again."""

    message = "It could not be saved. Please try again."
