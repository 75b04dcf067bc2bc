"""Who acts: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass

from app.snapshots import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, as known when they proved who they are; doors renew it on changes."""

    user_id: int
    username: str
    display_name: str
    role: str
    session_id: str

    @property
    def person(self) -> Person:
        """The actor as they stand beside a message."""
        return Person(self.user_id, self.username, self.display_name)

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in from, shown in their list of sessions."""

    user_agent: str
    address: str
