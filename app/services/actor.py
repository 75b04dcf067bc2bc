"""Who acts: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.services import addresses
from app.snapshots import AccountSnapshot, Person, UserSnapshot


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
    def of(cls, account: AccountSnapshot) -> Actor:
        """Who acts, of what is known of them."""
        return cls(
            account.id,
            account.username,
            account.display_name,
            account.role,
            account.session_id,
            account.picture,
            account.verified,
        )

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

    def renewed(self, user: UserSnapshot) -> Actor:
        """The same session, under the user's present names, picture, role and protection."""
        return replace(
            self,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            picture=user.picture,
            verified=user.verified,
        )


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in from, shown in their list of sessions."""

    user_agent: str
    address: str

    @property
    def network(self) -> str:
        """What limits count this device by."""
        return addresses.network(self.address)
