"""People in every relation to every kind of room, each of which holds a secret; a world that can be restored.

Creator made the group (by invitation only), wrote in every room but the support room, and has a dm with peer.
Member is in the group and has a support room. Removed was in the group. All others are in the lobby alone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from app.http import tokens
from app.services import deletion, messages, roles, rooms, sessions, signing_in
from app.services.actor import Actor, Device
from app.services.support import conversations
from app.services.writing import Draft

PASSWORD = "kopi tubruk pagi"
DEVICE = Device("tests", "127.0.0.1")
PROTECTED = ("user", "member", "creator", "peer", "removed", "deleted", "revoked")
ROLES = (
    "anonymous",
    "revoked",
    "deleted",
    "name",
    "guest",
    "user",
    "removed",
    "member",
    "creator",
    "peer",
    "admin",
)
"""`name` registered without a password; `guest` is another session of that name."""
GONE = {"anonymous", "revoked", "deleted"}
"""Nobody, whatever they show."""
SIGNED_IN_ROLES = tuple(role for role in ROLES if role not in GONE)
MISSING = 999_999_999
SECRET = "rahasia"

RELATIONS = {
    "group": {"creator": "owner", "member": "member"},
    "dm": {"creator": "member", "peer": "member"},
    "support": {"member": "member", "admin": "desk"},
    "lobby": dict.fromkeys(SIGNED_IN_ROLES, "member"),
    "missing": {},
}
"""Room → role → what the role is there; who is not named may not know of it."""
ROOMS = tuple(RELATIONS)
AUTHORS = {"group": "creator", "dm": "creator", "support": "member", "lobby": "creator"}


@dataclass
class World:
    """Tokens by role, and ids by the name of a room: of the room, and of the message in it."""

    app: Flask
    tokens: dict[str, str | None] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    link: str = ""
    """The group's share id with its code."""

    def token(self, actor: Actor) -> str:
        with self.app.app_context():
            return tokens.issue(actor.user_id, actor.session_id)


def build(app: Flask) -> World:
    """Everybody and everything, in an empty database."""
    world = World(app, tokens={"anonymous": None})
    for role in PROTECTED:
        world.actors[role] = _signed_in(signing_in.register(f"si.{role}", PASSWORD, {}, DEVICE))
    world.actors["name"] = _signed_in(signing_in.register("si.name", None, {}, DEVICE))
    world.actors["guest"] = _signed_in(signing_in.log_in("si.name", None, DEVICE))
    for name in ("si.admin", "second.admin"):
        roles.make_admin(name, PASSWORD)
    world.actors["admin"] = _signed_in(signing_in.log_in("si.admin", PASSWORD, DEVICE))
    _make_rooms(world)
    world.tokens |= {role: world.token(actor) for role, actor in world.actors.items()}
    sessions.log_out(world.actors["revoked"])
    deletion.delete(world.actors["deleted"], "si.deleted", password=PASSWORD, device=DEVICE)
    return world


def _signed_in(account: Any) -> Actor:
    return sessions.authenticate(account.id, account.session_id)


def _make_rooms(world: World) -> None:
    creator, member, removed = (world.actors[role] for role in ("creator", "member", "removed"))
    group = rooms.create_group(creator, f"{SECRET} grup", invite_only=True)
    for actor in (member, removed):
        rooms.join(actor, group.id, group.invite_code)
    rooms.leave(removed, group.id)
    world.link = f"{group.id}-{group.invite_code}"
    dm = rooms.open_dm(creator, world.actors["peer"].username).room
    world.rooms = {"group": group.id, "dm": dm.id, "lobby": 1, "missing": MISSING}
    world.rooms["support"] = conversations.mine(member).id
    for name, author in AUTHORS.items():
        content = f"{SECRET} {name}" if name != "lobby" else "halo semua"
        world.messages[name] = messages.post(
            world.actors[author], world.rooms[name], Draft(content=content)
        ).message.id
    world.messages["missing"] = MISSING


class Restorable:
    """An SQLite file that can be put back as it was, under the connections that are open to it."""

    def __init__(self, path: Path) -> None:
        self._live = sqlite3.connect(path, check_same_thread=False)
        self._kept = sqlite3.connect(":memory:")
        self._live.backup(self._kept)
        self._before = self._contents()
        self._version = self._written()

    def keep(self) -> None:
        """Take it as it is now for what it should be."""
        self._before, self._version = self._contents(), self._written()

    def restore(self) -> None:
        """Put it back as it was, if anything was written."""
        if self._written() != self._version:
            self._kept.backup(self._live)
            self._version = self._written()

    def unchanged(self) -> bool:
        """Whether everything that people know of is as it was; when a session was last seen isn't of it."""
        return self._written() == self._version or self._contents() == self._before

    def close(self) -> None:
        self._live.close()
        self._kept.close()

    def _written(self) -> Any:
        return self._live.execute("PRAGMA data_version").fetchone()

    def _contents(self) -> list[Any]:
        tables = (
            name
            for (name,) in self._live.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("sqlite_", "messages_"))
        )
        columns = {"sessions": "id, user_id, registered"}
        return [
            self._live.execute(f"SELECT {columns.get(table, '*')} FROM {table}").fetchall()  # noqa: S608
            for table in tables
        ]
