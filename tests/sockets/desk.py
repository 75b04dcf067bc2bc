"""An app in this process, on SQLite and without a transport: commands and tasks below the wire."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from app.extensions import db
from app.factory import create_app
from app.migrating import upgrade
from app.services import rooms, sessions, signing_in
from app.services.actor import Actor, Device
from app.sockets import commands, connections
from app.storage.writer import writer
from config import Settings, load_settings


class Desk:
    """Two members of a group, connected, and all statements that reached the database."""

    def __init__(self, app: Flask, settings: Settings, statements: list[str]) -> None:
        self.app = app
        self.settings = settings
        self.statements = statements
        self.ana, self.bo = self.person("ana"), self.person("bob")
        self.room = rooms.create_group(self.ana, "Kopi").id
        rooms.join(self.bo, self.room)
        for actor in (self.ana, self.bo):
            connections.open_(connections.add(f"sid of {actor.username}", actor))

    def person(self, name: str) -> Actor:
        """Somebody new, signed in."""
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
        """The first two words of each statement."""
        return [" ".join(statement.split()[:2]) for statement in self.statements]


@contextmanager
def sitting(folder: Path) -> Iterator[Desk]:
    """A desk with its data in `folder`."""
    settings = load_settings({"DATA_DIR": str(folder), "ASYNC_MODE": "threading", "LOG_LEVEL": "ERROR"})
    upgrade(settings)
    seen: list[str] = []

    def trace(connection: sqlite3.Connection, _record: Any) -> None:
        connection.set_trace_callback(seen.append)

    event.listen(Engine, "connect", trace)
    app = create_app(settings)
    try:
        yield Desk(app, settings, seen)
    finally:
        event.remove(Engine, "connect", trace)
        writer().stop()
        with app.app_context():
            db.engine.dispose()
