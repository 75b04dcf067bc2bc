"""The door without a transport: what an event costs, and what may happen at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import limits, timers
from app.contracts import CONTRACTS, active, channels, connections, identity
from app.contracts.active import DIRECT, LOBBY, SUPPORT
from app.contracts.connections import Connection
from app.contracts.direct import reading
from app.contracts.handshake import Handshake
from app.contracts.router import Router
from app.engine import maintenance
from app.events import RoomRead
from app.exceptions import Conflict, Unauthenticated
from app.http import tokens
from app.realtime import presence
from app.services import active_contracts, chats, sessions
from app.services.actor import Actor, Device
from app.snapshots import RoomRef
from tests.sockets.desk import Desk, sitting


class Door:
    """The router, and connections that lead nowhere."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.router = Router(CONTRACTS)
        self.handshake = Handshake(CONTRACTS)

    def token(self, actor: Actor) -> str:
        with self.desk.app.app_context():
            return tokens.issue(actor.user_id, actor.session_id)

    def connection(self, actor: Actor | None = None, sid: str = "sid") -> Connection:
        """A connection as its handshake leaves it."""
        connection = connections.add(sid, Device("tests", "127.0.0.1"))
        if actor is not None:
            identity.by_token(connection, self.token(actor))
            self.handshake.welcome(sid)
        return connection

    def run(self, event: str, sid: str = "sid", **fields: Any) -> Any:
        """The `data` of an event; the desk's `statements` are those of this event alone."""
        self.desk.statements.clear()
        answer = self.router.answer(event, sid, fields)
        assert answer["ok"], answer
        return answer["data"]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with sitting(tmp_path) as desk:
        yield Door(desk)


def test_a_message_in_the_lobby_costs_what_it_costs_elsewhere(door: Door) -> None:
    ana = door.desk.ana
    door.connection(ana)
    fields = {"token": door.token(ana), "username": "ana", "content": "halo"}
    door.run("new_message", **fields)
    door.run("new_message", **fields)
    verbs = ["BEGIN IMMEDIATE", "SAVEPOINT unit", "UPDATE rooms", "INSERT INTO", "COMMIT"]
    assert door.desk.verbs == verbs


def test_every_event_counts_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = door.desk.ana, door.desk.bo
    door.connection(ana)
    door.connection(bo, "other")
    shown = {"token": door.token(ana), "username": "ana"}
    said = {"message_id": door.run("new_message", **shown, content="halo")["id"]}
    letter = {"message_id": chats.post(bo, ana.user_id, "halo").id}
    counted: list[str] = []
    monkeypatch.setattr(limits, "message", lambda _: counted.append("message"))
    monkeypatch.setattr(limits, "reading", lambda _: counted.append("question"))
    events: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (LOBBY, "join", "sid", "question", shown),
        (LOBBY, "new_message", "sid", "message", shown | {"content": "halo"}),
        (LOBBY, "edit_message", "sid", "message", shown | said | {"content": "lain"}),
        (LOBBY, "delete_message", "sid", "message", shown | said),
        (LOBBY, "leave", "sid", "question", shown),
        (DIRECT, "send_message", "sid", "message", {"receiver_id": bo.user_id, "content": "halo"}),
        (DIRECT, "mark_as_read", "sid", "question", letter),
        (SUPPORT, "join_chat", "other", "question", {}),
        (SUPPORT, "send_message", "other", "message", {"message": "tolong"}),
        (SUPPORT, "typing", "other", "question", {"isTyping": True}),
        (SUPPORT, "mark_messages_read", "other", "question", {}),
        (SUPPORT, "get_active_rooms", "other", "question", {}),
    ]
    known = {(contract.name, event) for contract in CONTRACTS for event in contract.events}
    assert {(contract, event) for contract, event, *_ in events} == known
    for contract, event, sid, counts, fields in events:
        counted.clear()
        answer = door.router.answer(event, sid, fields)
        assert answer["ok"] or event == "get_active_rooms", (contract, event, answer)
        assert counted == [counts], (contract, event)


def test_a_direct_message_costs_three_statements_more_at_most(door: Door) -> None:
    door.connection(door.desk.ana)
    for _ in range(2):
        door.run("send_message", receiver_id=door.desk.bo.user_id, content="halo")
    used = [verb for verb in door.desk.verbs if verb.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(used) <= 5, door.desk.statements
    assert door.desk.verbs.count("COMMIT") == 1


def test_who_proved_it_is_known_until_the_session_ends(door: Door) -> None:
    connection = door.connection()
    token = door.token(door.desk.ana)
    identity.by_token(connection, token)
    door.desk.statements.clear()
    assert identity.by_token(connection, token) == door.desk.ana
    assert door.desk.statements == []
    sessions.log_out(door.desk.ana)
    with pytest.raises(Unauthenticated):
        identity.by_token(connection, token)


def test_a_session_that_ends_while_it_is_shown(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = door.desk.ana
    connection = connections.add("sid", Device("tests", "127.0.0.1"))
    real = connections.belong

    def too_late(*args: Any) -> None:
        sessions.log_out(ana)
        real(*args)

    monkeypatch.setattr(connections, "belong", too_late)
    with pytest.raises(Unauthenticated):
        identity.by_token(connection, door.token(ana))
    assert not presence.is_online(ana.user_id)


def test_who_cannot_be_welcomed_must_dial_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(channels, "emit", lambda name, payload, *to, **_: sent.append((name, payload, *to)))
    monkeypatch.setattr(channels, "close", lambda sid: sent.append(("close", sid)))

    def away(_session_id: str) -> None:
        raise RuntimeError("as if the database were away")

    monkeypatch.setattr(active_contracts, "of", away)
    door.connection(door.desk.ana)
    assert [one[0] for one in sent] == ["error", "close"]
    assert sent[0][1]["code"] == "internal"


def test_what_was_spoken_excludes_and_what_was_restored_gives_way(door: Door) -> None:
    connection = door.connection(door.desk.ana)
    assert connection.contracts == {DIRECT}
    assert active.restore(connection, LOBBY)
    assert active.activate(connection, SUPPORT)
    assert connection.contracts == {DIRECT, SUPPORT}
    with pytest.raises(Conflict):
        active.activate(connection, LOBBY)
    with pytest.raises(Conflict):
        active.restore(connection, LOBBY)
    assert not active.activate(connection, SUPPORT)
    assert active_contracts.of(door.desk.ana.session_id).contract == SUPPORT
    assert (connections.using(LOBBY), connections.using(SUPPORT)) == (0, 1)
    door.handshake.disconnect("sid")
    assert (connections.using(DIRECT), connections.using(SUPPORT)) == (0, 0)


def test_a_restored_contract_that_is_spoken_again_stays(door: Door) -> None:
    connection = door.connection(door.desk.ana)
    active.restore(connection, LOBBY)
    active.activate(connection, LOBBY)
    with pytest.raises(Conflict):
        active.activate(connection, SUPPORT)


def test_an_open_connection_keeps_its_sessions_alive(door: Door) -> None:
    door.connection(door.desk.ana)
    assert door.desk.ana.session_id in connections.session_ids()
    assert connections.session_ids in maintenance._in_use


def test_a_connection_that_is_gone_speaks_nothing(door: Door) -> None:
    connection = door.connection(door.desk.ana)
    door.handshake.disconnect("sid")
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            active.activate(connection, LOBBY)
    assert not presence.is_online(door.desk.ana.user_id)


def test_a_mark_that_cannot_be_told_keeps_none_of_the_others(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away for one, and back for the next."""
    ana, bo = door.desk.ana, door.desk.bo
    door.connection(ana)
    told: list[Any] = []
    monkeypatch.setattr(reading, "emit", lambda name, payload, *_: told.append((name, payload["message_id"])))
    answers = iter([RuntimeError("away"), ([7], None)])

    def newly_read(*_: Any) -> Any:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(chats, "newly_read", newly_read)
    room = RoomRef(5, "dm", (ana.user_id, bo.user_id))
    for seq in (1, 2):
        task = []
        monkeypatch.setattr(timers, "aside", task.append)
        reading.room_read(RoomRead(room, bo.user_id, seq - 1, seq, 0))
        for one in task:
            one()
    assert told == [("messege_read", 7), ("message_read", 7)]
