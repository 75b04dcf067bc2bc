"""What one message costs: every statement that reaches SQLite, counted by SQLite itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app import create_app
from app.extensions import db
from app.migrating import upgrade
from app.services import rooms, sessions, signing_in
from app.services.actor import Actor, Device
from app.services.writer import writer
from app.sockets import channels, commands, connections
from config import load_settings


class Desk:
    """The commands of two members of a group, and the statements that these run."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.ana, self.bo = self._person("ana"), self._person("bob")
        self.room = rooms.create_group(self.ana, "Kopi").id
        rooms.join(self.bo, self.room)
        for actor in (self.ana, self.bo):
            connections.open_(connections.add(f"sid of {actor.username}", actor))

    def _person(self, name: str) -> Actor:
        account = signing_in.register(name, None, {}, Device("tests", "127.0.0.1"))
        return sessions.authenticate(account.id, account.session_id)

    def run(self, who: Actor, command: str, **fields: Any) -> Any:
        """The `data` of the acknowledgement; `statements` are those of this command alone."""
        self.statements.clear()
        answer = commands.answer(commands.COMMANDS[command], f"sid of {who.username}", fields)
        assert answer["ok"], answer
        return answer["data"]

    @property
    def verbs(self) -> list[str]:
        """The first word of each statement, and its table."""
        return [" ".join(statement.split()[:2]) for statement in self.statements]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An app in this process, on SQLite, without a transport."""
    settings = load_settings({"DATA_DIR": str(tmp_path), "ASYNC_MODE": "threading", "LOG_LEVEL": "ERROR"})
    upgrade(settings)
    seen: list[str] = []

    def trace(connection: sqlite3.Connection, _record: Any) -> None:
        connection.set_trace_callback(seen.append)

    event.listen(Engine, "connect", trace)
    app = create_app(settings)
    desk = Desk()
    desk.statements = seen
    yield desk
    event.remove(Engine, "connect", trace)
    writer().stop()
    with app.app_context():
        db.engine.dispose()


def test_a_message_is_two_statements_and_one_commit(desk: Desk) -> None:
    desk.run(desk.ana, "send_message", room_id=desk.room, content="pertama", client_id="a")
    sent = desk.run(desk.ana, "send_message", room_id=desk.room, content="halo", client_id="b")
    assert sent["seq"] == 2
    assert desk.verbs == ["BEGIN IMMEDIATE", "SAVEPOINT unit", "UPDATE rooms", "INSERT INTO", "COMMIT"]


def test_what_the_other_commands_cost_at_most(desk: Desk) -> None:
    message = desk.run(desk.ana, "send_message", room_id=desk.room, content="halo", client_id="a")["id"]
    for who, command, fields, statements, commits in (
        (desk.bo, "typing", {"room_id": desk.room, "is_typing": True}, 1, 0),
        (desk.bo, "mark_read", {"room_id": desk.room, "seq": 1}, 3, 1),
        (desk.bo, "history", {"room_id": desk.room}, 3, 0),
        (desk.bo, "changes", {"room_id": desk.room, "after": 0}, 4, 0),
        (desk.bo, "react", {"message_id": message, "emoji": "👍", "on": True}, 8, 1),
        (desk.ana, "edit_message", {"message_id": message, "content": "lain"}, 6, 1),
        (desk.ana, "delete_message", {"message_id": message}, 7, 1),
    ):
        desk.run(who, command, **fields)
        verbs = [verb.split()[0] for verb in desk.verbs]
        used = sum(verb in {"SELECT", "INSERT", "UPDATE", "DELETE"} for verb in verbs)
        assert used <= statements, (command, desk.statements)
        assert verbs.count("COMMIT") == commits, command


def test_a_frame_is_encoded_once_however_many_hear_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = []
    monkeypatch.setattr(channels.socketio.server, "emit", lambda *args, **options: emitted.append(args[0]))
    desk.run(desk.ana, "send_message", room_id=desk.room, content="halo", client_id="a")
    assert emitted == ["message_created"]
