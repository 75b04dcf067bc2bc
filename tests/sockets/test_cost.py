"""What one message costs: every statement that reaches SQLite, counted by SQLite itself."""

from __future__ import annotations

import pytest

from app import limits
from app.extensions import socketio
from app.sockets.commands import COMMANDS
from tests.sockets.desk import Desk


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


def test_every_command_counts_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    room = {"room_id": desk.room}
    said = {"message_id": desk.run(desk.ana, "send_message", **room, content="halo", client_id="a")["id"]}
    counted: list[str] = []
    monkeypatch.setattr(limits, "message", lambda _: counted.append("message"))
    monkeypatch.setattr(limits, "reading", lambda _: counted.append("question"))
    expected = {
        "send_message": ("message", room | {"content": "halo", "client_id": "b"}),
        "edit_message": ("message", said | {"content": "lain"}),
        "react": ("message", said | {"emoji": "👍", "on": True}),
        "delete_message": ("message", said),
        "typing": ("message", room | {"is_typing": True}),
        "accept": ("message", room),
        "mark_read": ("question", room | {"seq": 1}),
        "changes": ("question", room | {"after": 0}),
        "rooms": ("question", {}),
        "history": ("question", room),
        "watch_presence": ("question", {"user_ids": [desk.bo.user_id]}),
    }
    assert set(expected) == set(COMMANDS)
    for command, (counts, fields) in expected.items():
        counted.clear()
        desk.run(desk.ana, command, **fields)
        assert counted == [counts], command


def test_a_frame_is_encoded_once_however_many_hear_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = []
    monkeypatch.setattr(socketio.server.manager, "emit", lambda *args, **options: emitted.append(args[0]))
    desk.run(desk.ana, "send_message", room_id=desk.room, content="halo", client_id="a")
    assert emitted == ["message_created"]
