"""What can go wrong for somebody at a terminal: one line each, and the exit code of a script."""

from __future__ import annotations

from typing import Any

from app.client.language import _, error_text


class ClientError(Exception):
    """Something the user asked for can't be done; `message` is one line in their language."""

    exit_code: int = 5

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(ClientError):
    """The command line can't be carried out as it is."""

    exit_code = 2


class NotSignedIn(ClientError):
    """There is no session, or it has ended."""

    exit_code = 3

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("You are not signed in. The command for it is: chat login"))


class ServerUnreachable(ClientError):
    """Nobody answers at the server's address, or what answers is no Ngobrol."""

    exit_code = 4

    def __init__(self, server: str) -> None:
        super().__init__(_("%(server)s can't be reached.", server=server))


class Refused(ClientError):
    """The server's error object: `code`, `fields` (name → what is wrong), `retry_after` in seconds."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.code: str = error.get("code", "internal")
        self.fields: dict[str, str] = error.get("fields") or {}
        self.retry_after: float = error.get("retry_after") or 1.0
        faults = error.get("faults") or {}
        wrong = [f"{name}: {error_text(faults.get(name, {}), text)}" for name, text in self.fields.items()]
        self.exit_code = 6 if self.passes else 5
        super().__init__(" ".join([error_text(error, error.get("message", self.code)), *wrong]))

    @property
    def passes(self) -> bool:
        """Whether the same will be accepted later."""
        return self.code in {"rate_limited", "internal", "unavailable"}
