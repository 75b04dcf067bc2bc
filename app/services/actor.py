"""Who acts: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import addresses
from app.snapshots import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, as known when they proved who they are; doors renew it on changes."""

    user_id: int
    username: str
    display_name: str
    role: str
    session_id: str
    picture: str | None = None
    verified: bool = False

    @classmethod
    def of(cls, who: Person, session_id: str) -> Actor:
        """A person who acts, signed in by this session."""
        return cls(who.id, who.username, who.display_name, who.role, session_id, who.picture, who.verified)

    @classmethod
    def named(cls, user_id: int, session_id: str) -> Actor:
        """Somebody of whom nothing is known yet but what their token says; they may do nothing."""
        return cls(user_id, "", "", "user", session_id)

    @property
    def person(self) -> Person:
        """The actor as they stand beside a message."""
        return Person(
            self.user_id,
            self.username,
            self.display_name,
            picture=self.picture,
            role=self.role,
            verified=self.verified,
        )

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    def renewed(self, user: Person) -> Actor:
        """The same session, under the user's present names, picture, role and protection."""
        return Actor.of(user, self.session_id)


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in from, shown in their list of sessions."""

    user_agent: str
    address: str

    @property
    def network(self) -> str:
        """What limits count this device by."""
        return addresses.network(self.address)
