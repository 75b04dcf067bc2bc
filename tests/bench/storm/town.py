"""People in the lobby and in groups of twenty, put into a migrated and empty database by a few statements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Flask
from flask_jwt_extended import JWTManager
from sqlalchemy import Connection, insert

from app.http import tokens
from app.models import LOBBY_ID, Membership, Message, Room, User, UserSession

GROUPS = 10
"""That each is in, beside the lobby."""
TOGETHER = 20
"""In each group."""
FIRST = 1000
"""Where the ids of people and of rooms begin."""
STRIDES = (1, 101, 103, 107, 109, 113, 127, 131, 137, 139)
"""None has a factor in common with `people`, and in each group one meets others."""


@dataclass(frozen=True, slots=True)
class Town:
    """`people` (a multiple of 100) who share groups."""

    people: int

    def build(self, connection: Connection) -> None:
        """Fill the database, and commit."""
        ids = range(FIRST, FIRST + self.people)
        names = [(one, f"orang{one}") for one in ids]
        connection.execute(
            insert(User), [{"id": i, "username": name, "username_key": name} for i, name in names]
        )
        connection.execute(insert(UserSession), [self._session(one) for one in ids])
        connection.execute(
            insert(Room),
            [{"id": room, "type": "group", "name": f"Grup {room}", "head": 1} for room in self._rooms()],
        )
        connection.execute(insert(Message), [self._message(room) for room in self._rooms()])
        connection.execute(insert(Membership), [{"room_id": LOBBY_ID, "user_id": one} for one in ids])
        connection.execute(
            insert(Membership),
            [
                {"room_id": room, "user_id": one, "last_read_seq": 1}
                for one in ids
                for room in self.rooms_of(one - FIRST)
            ],
        )
        connection.commit()

    def tokens(self, secret: str) -> list[str]:
        """Everybody's token."""
        app = Flask("town")
        app.config["SECRET_KEY"] = secret
        tokens.configure(app)
        JWTManager(app)
        with app.app_context():
            return [tokens.issue(FIRST + n, _session_id(FIRST + n)) for n in range(self.people)]

    def rooms_of(self, number: int) -> list[int]:
        """The groups of the person of this number."""
        layer = self.people // TOGETHER
        return [
            FIRST + n * layer + number * stride % self.people // TOGETHER for n, stride in enumerate(STRIDES)
        ]

    def mates_of(self, number: int) -> list[int]:
        """Who is in the first of these groups."""
        begin = number // TOGETHER * TOGETHER
        return list(range(FIRST + begin, FIRST + begin + TOGETHER))

    def _rooms(self) -> range:
        return range(FIRST, FIRST + GROUPS * self.people // TOGETHER)

    @staticmethod
    def _message(room: int) -> dict[str, object]:
        said = {"content": f"Selamat datang di grup {room}.", "client_id": str(room)}
        return said | {"room_id": room, "sender_id": FIRST, "seq": 1, "changed": 1, "run_seq": 1}

    @staticmethod
    def _session(user_id: int) -> dict[str, object]:
        known = {"id": _session_id(user_id), "user_id": user_id, "registered": True}
        return known | {"user_agent": "", "address": ""}


def _session_id(user_id: int) -> str:
    return str(uuid.UUID(int=user_id))
