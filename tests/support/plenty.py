# ruff: noqa: S608  the statements are put together from constants of this module
"""A database with plenty in it, made by a few large statements, and every way to read it.

Who asks sees the worst: nothing of theirs is read, much is deleted, or all is their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.models import LOBBY_ID
from app.services import chats, history, rooms
from app.services.actor import Actor
from app.services.support import conversations

ANA, PEER, ADMIN, BOT, AUTHOR = 1, 2, 3, 4, 5
"""Who has everything, who writes to her, who answers, who never reads, whose messages are deleted."""
PEOPLE, SPEAKERS = 1_000, 100
DM, BOTS_DM, ERASED, ALERTS, SUPPORT = 100, 101, 102, 103, 104
GROUPS, DMS, DESKS = 1_000, 2_000, 3_000
"""Where the ids of many rooms begin."""
FEW = 20
"""Messages of others before those of the bot."""
SHORT = 300
"""Messages in each of the many rooms."""

ROWS = "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
SPEAKER = f"{PEOPLE - SPEAKERS} + i % {SPEAKERS} + 1"
"""The sender of message i where many speak."""


@dataclass(frozen=True, slots=True)
class Plenty:
    """`size` messages in the lobby, a dm and a support room each, a tenth of it in some others.

    Ana is in `many` rooms, about half of them dms, and the desk has as many.
    """

    connection: Connection
    size: int
    many: int = 200

    def build(self) -> None:
        """Fill a database that is migrated and empty, and commit."""
        self._people()
        self._rooms()
        self._members()
        tenth = self.size // 10
        self._messages(LOBBY_ID, self.size, SPEAKER, "i")
        self._messages(DM, self.size, f"CASE WHEN i % 2 = 0 THEN {ANA} ELSE {PEER} END", "i")
        self._messages(SUPPORT, self.size, f"CASE WHEN i % 2 = 0 THEN {ADMIN} ELSE {PEER} END", "i")
        for room in (BOTS_DM, ALERTS):
            of_bot = (
                f"CASE WHEN i <= {FEW} THEN {PEER} ELSE {BOT} END",
                f"CASE WHEN i <= {FEW} THEN 1 ELSE {FEW} + 1 END",
            )
            self._messages(room, tenth, *of_bot)
        of_author = (
            f"CASE WHEN i <= {tenth} THEN {ANA} ELSE {AUTHOR} END",
            f"CASE WHEN i <= {tenth} THEN 1 ELSE {tenth} + 1 END",
        )
        self._messages(ERASED, 2 * tenth, *of_author, alive=tenth)
        for room in range(GROUPS, GROUPS + self._how_many(GROUPS)):
            self._messages(room, SHORT, SPEAKER, "i")
        for begin in (DMS, DESKS):
            for room in range(begin, begin + self._how_many(begin)):
                self._messages(room, SHORT, str(room - begin + 10), "1")
        self._run(
            "UPDATE rooms SET head = m.seq, last_sender_id = m.sender_id, run_seq = m.run_seq "
            "FROM (SELECT room_id, seq, sender_id, run_seq, "
            "row_number() OVER (PARTITION BY room_id ORDER BY seq DESC) AS place FROM messages) m "
            "WHERE m.room_id = rooms.id AND m.place = 1"
        )
        self.connection.commit()
        if self.connection.dialect.name == "postgresql":
            self.connection.execution_options(isolation_level="AUTOCOMMIT")
            self._run("VACUUM ANALYZE")

    def _how_many(self, begin: int) -> int:
        return {GROUPS: self.many // 2 - 2, DMS: self.many // 2 - 1, DESKS: self.many - 1}[begin]

    def _run(self, statement: str) -> None:
        self.connection.execute(text(statement))

    def _people(self) -> None:
        self._run(
            "INSERT INTO users (username, username_key, role, created_at, updated_at) "
            f"{ROWS.format(first=1, last=PEOPLE)} SELECT 'orang' || i, 'orang' || i, "
            f"CASE WHEN i = {ADMIN} THEN 'admin' ELSE 'user' END, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM n"
        )

    def _rooms(self) -> None:
        for first, count, kind, key, owner in (
            (DM, 1, "dm", f"'{ANA}:{PEER}'", f"{ANA}"),
            (BOTS_DM, 1, "dm", f"'{PEER}:{BOT}'", f"{BOT}"),
            (ERASED, 1, "group", "NULL", f"{ANA}"),
            (ALERTS, 1, "group", "NULL", f"{BOT}"),
            (SUPPORT, 1, "support", "NULL", f"{PEER}"),
            (GROUPS, self._how_many(GROUPS), "group", "NULL", f"{ANA}"),
            (DMS, self._how_many(DMS), "dm", f"'{ANA}:' || (i - {DMS} + 10)", f"{ANA}"),
            (DESKS, self._how_many(DESKS), "support", "NULL", f"i - {DESKS} + 10"),
        ):
            self._run(
                "INSERT INTO rooms (id, type, dm_key, head, created_by, created_at, updated_at) "
                f"{ROWS.format(first=first, last=first + count - 1)} "
                f"SELECT i, '{kind}', {key}, 0, {owner}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM n"
            )
        self._run(
            "INSERT INTO support_rooms (room_id, user_id, admin_id, status, created_at, updated_at) "
            f"SELECT id, created_by, {ADMIN}, 'active', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP "
            "FROM rooms WHERE type = 'support'"
        )

    def _members(self) -> None:
        for who, where in (
            ("true", f"rooms.id = {LOBBY_ID}"),
            (
                f"users.id = {ANA}",
                f"rooms.id IN ({DM}, {ERASED}) OR rooms.id BETWEEN {GROUPS} AND {DESKS - 1}",
            ),
            (f"users.id = {PEER}", f"rooms.id IN ({DM}, {BOTS_DM}, {ALERTS})"),
            (f"users.id = {BOT}", f"rooms.id IN ({BOTS_DM}, {ALERTS})"),
            ("users.id BETWEEN 901 AND 950", f"rooms.id BETWEEN {GROUPS} AND {DMS - 1}"),
            (f"users.id = rooms.id - {DMS} + 10", f"rooms.id BETWEEN {DMS} AND {DESKS - 1}"),
            ("users.id = rooms.created_by", "rooms.type = 'support'"),
        ):
            self._run(
                "INSERT INTO memberships (room_id, user_id, last_read_seq, joined_at) "
                f"SELECT rooms.id, users.id, 0, CURRENT_TIMESTAMP FROM rooms, users WHERE {who} AND ({where})"
            )

    def _messages(self, room: int, count: int, sender: str, run: str, alive: int | None = None) -> None:
        gone = "NULL" if alive is None else f"CASE WHEN i > {alive} THEN CURRENT_TIMESTAMP END"
        self._run(
            "INSERT INTO messages (room_id, sender_id, seq, changed, run_seq, client_id, content, "
            f"message_type, created_at, deleted_at) {ROWS.format(first=1, last=count)} "
            f"SELECT {room}, {sender}, i, i, {run}, 'c-{room}-' || i, 'Pesan nomor ' || i || ' di {room}', "
            f"'text', CURRENT_TIMESTAMP, {gone} FROM n"
        )


def actor(user_id: int) -> Actor:
    """Somebody of a built database, as signed in."""
    role = "admin" if user_id == ADMIN else "user"
    return Actor(user_id, f"orang{user_id}", f"orang{user_id}", role, "no session")


def readings(plenty: Plenty) -> dict[str, Callable[[], Any]]:
    """Every way to read, by name, on the app that was made last."""
    ana, bot, admin = actor(ANA), actor(BOT), actor(ADMIN)
    deep, late, size = plenty.size // 10, plenty.size - 2 * history.FARTHEST_CATCH_UP, plenty.size

    def seen(room_id: int, seq: int) -> int:
        query = text("SELECT id FROM messages WHERE room_id = :room AND seq = :seq AND deleted_at IS NULL")
        return int(plenty.connection.execute(query, {"room": room_id, "seq": seq}).scalar_one())

    talk, dm, desk, recent = seen(LOBBY_ID, deep), seen(DM, deep), seen(SUPPORT, deep), seen(LOBBY_ID, late)
    plenty.connection.rollback()
    return {
        "history, newest": lambda: history.page(ana, LOBBY_ID),
        "history, deep": lambda: history.page(ana, LOBBY_ID, before=talk),
        "history, after": lambda: history.page(ana, LOBBY_ID, after=talk),
        "history, at a place": lambda: history.at(ana, LOBBY_ID, deep),
        "history, around": lambda: history.page(ana, LOBBY_ID, around=talk),
        "history, newest all deleted": lambda: history.page(ana, ERASED),
        "changes, newest": lambda: history.changes(ana, LOBBY_ID, size - 50),
        "changes, a page of many": lambda: history.changes(ana, LOBBY_ID, late, recent),
        "changes, too far": lambda: history.changes(ana, LOBBY_ID, 0),
        "rooms with unread": lambda: rooms.mine(ana),
        "rooms of a bot": lambda: rooms.mine(bot),
        "one room": lambda: rooms.get(ana, LOBBY_ID),
        "mark_read of a bot": lambda: history.mark_read(bot, ALERTS, 0),
        "lobby (C1), newest": lambda: history.page(ana, LOBBY_ID),
        "lobby (C1), deep": lambda: history.page(ana, LOBBY_ID, before=talk),
        "lobby (C1), after": lambda: history.page(ana, LOBBY_ID, after=talk),
        "chats (C2)": lambda: chats.recent(ana),
        "chats (C2), 100": lambda: chats.recent(ana, limit=100),
        "chats (C2) of a bot": lambda: chats.recent(bot),
        "chat (C2), newest": lambda: chats.with_person(ana, PEER),
        "chat (C2), deep": lambda: chats.with_person(ana, PEER, before=dm),
        "unread letters (C2), 50": lambda: chats.unread(ana, limit=50),
        "unread letters (C2), before": lambda: chats.unread(ana, before=dm, limit=50),
        "unread letters (C2), after": lambda: chats.unread(ana, after=dm, limit=50),
        "unread letters (C2) of a bot": lambda: chats.unread(bot, limit=50),
        "unread letters (C2), all": lambda: chats.unread(ana),
        "desk (C5)": lambda: conversations.queue(admin),
        "support room (C5)": lambda: conversations.mine(actor(PEER)),
        "support history (C5), newest": lambda: history.page(admin, SUPPORT),
        "support history (C5), deep": lambda: history.page(admin, SUPPORT, before=desk),
    }
