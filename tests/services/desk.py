"""People at the support desk: admins who come and go, customers who ask."""

from __future__ import annotations

from dataclasses import dataclass

from app.realtime import presence
from app.services import messages, roles
from app.services.actor import Actor
from app.services.support import conversations, handover
from app.services.writing import Draft
from app.snapshots import SupportSnapshot
from tests.services.conftest import House

SECRET = "rahasia sekali"


@dataclass
class Desk:
    """A house with a support desk."""

    house: House

    def admin(self, name: str, online: bool = True) -> Actor:
        """A new admin, online or not."""
        roles.make_admin(name, SECRET)
        actor = self.house.sign_in(name, SECRET)
        if online:
            self.come(actor)
        return actor

    def come(self, admin: Actor) -> None:
        """They connect, and the door tells the desk."""
        presence.connected(admin.user_id, admin.username)
        handover.admin_came(admin.user_id)

    def go(self, admin: Actor) -> None:
        """They disconnect, for longer than a page takes to reload."""
        presence.disconnected(admin.user_id, admin.username)
        handover.admin_left(admin.user_id)

    def customer(self, name: str) -> tuple[Actor, SupportSnapshot]:
        """A new user who opened their support room."""
        user = self.house.person(name)
        return user, conversations.mine(user)

    def ask(self, name: str, content: str = "tolong") -> tuple[Actor, SupportSnapshot]:
        """A new user who asked something."""
        user, room = self.customer(name)
        messages.post(user, room.id, Draft(content=content))
        return user, conversations.mine(user)


def admin_of(viewer: Actor, room_id: int) -> int | None:
    """Who has the room."""
    admin = conversations.get(viewer, room_id).admin
    return admin.id if admin else None
