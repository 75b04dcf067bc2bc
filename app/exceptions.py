"""Domain errors: the cause is the class, which knows its code; why exactly is a key with values.

Codes, types and HTTP statuses are those of the contracts' general rulings. The English texts come from the
catalogue of keys. Each door has one mapper that turns these into its own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from app.translations.error_texts import english


class Reason:
    """Why not: a `key` of the catalogue of errors, and the `values` in its text."""

    def __init__(self, key: str, /, **values: str | int) -> None:
        self.key = key
        self.values = values
        self.text = english(key, values)

    def as_dict(self) -> dict[str, Any]:
        """Key and values, for those who translate it."""
        return {"key": self.key, "values": self.values}


class DomainError(Exception):
    """Something the caller asked for can't be done; the reason may be shown to them."""

    code: ClassVar[str] = "internal"
    type: ClassVar[str] = "InternalError"
    status: ClassVar[int] = 500
    key: ClassVar[str] = ""
    """What it says by itself, unless that is the text of its code."""

    def __init__(self, key: str | None = None, /, **values: str | int) -> None:
        self.reason = Reason(key or type(self).key or self.code, **values)
        super().__init__(self.reason.text)

    @property
    def message(self) -> str:
        """The reason in English."""
        return self.reason.text

    def as_dict(self) -> dict[str, Any]:
        """The error object of the contracts: `code`, `type`, `message` and what else is known."""
        return {"code": self.code, "type": type(self).type, "message": self.message}

    def reasons(self) -> dict[str, Any]:
        """What our own wire adds to it, so that nobody has to read sentences: `key` and `values`."""
        return self.reason.as_dict()


class BadRequest(DomainError):
    code, type, status = "bad_request", "ValidationError", 400


class Unauthenticated(DomainError):
    code, type, status = "unauthenticated", "UnauthorizedAccessException", 401


class Forbidden(DomainError):
    code, type, status = "forbidden", "UnauthorizedAccessException", 403


class NotFound(DomainError):
    code, type, status = "not_found", "NotFoundException", 404


class UserNotFound(NotFound):
    code, type = "user_not_found", "UserNotFoundException"


class MessageNotFound(NotFound):
    code, type = "message_not_found", "MessageNotFoundException"


class RoomNotFound(NotFound):
    code, type = "room_not_found", "RoomNotFoundException"


class Conflict(DomainError):
    code, type, status = "conflict", "ConflictException", 409


class NameTaken(Conflict):
    key = "username_taken"

    def __init__(self, suggestions: list[str]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"suggestions": self.suggestions}


class TooLarge(DomainError):
    code, type, status = "too_large", "ValidationError", 413


class Invalid(DomainError):
    """Readable, but some fields break a rule: `faults` is name → why."""

    code, type, status = "invalid", "ValidationError", 422

    def __init__(self, faults: Mapping[str, Reason]) -> None:
        super().__init__()
        self.faults = faults

    @property
    def fields(self) -> dict[str, str]:
        """The faults in English."""
        return {name: reason.text for name, reason in self.faults.items()}

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"fields": self.fields}

    def reasons(self) -> dict[str, Any]:
        faults = {name: reason.as_dict() for name, reason in self.faults.items()}
        return super().reasons() | {"faults": faults}


class WrongPassword(Invalid):
    """The password that was typed to confirm something is not the account's."""


class RateLimited(DomainError):
    """Too often; `retry_after` is in whole seconds."""

    code, type, status = "rate_limited", "RateLimitedException", 429

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

    key = "not_saved"
