"""What reading costs where there is plenty: how many statements, and through which indexes of `messages`.

Both databases say themselves how they would read. Without its index a reading goes
through a whole room, or through everything, and is named here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, Engine, event

from app.extensions import db
from app.factory import create_app
from app.models import LOBBY_ID
from app.services import chats, history, messages, rooms
from app.services.writing import Draft
from app.storage.writer import writer
from tests.services.conftest import migrate_postgresql, settings
from tests.support.databases import engine_for
from tests.support.plenty import ALERTS, ANA, BOT, BOTS_DM, ERASED, FEW, PEER, SHORT, Plenty, actor, readings

ALIVE, CHANGED, ID = "ix_messages_room_id_seq", "ix_messages_room_id_changed_id", "pk_messages"
UNREAD_MENTIONS = "ix_messages_room_id_seq_mentions"
IN_SQLITE = {
    "sqlite_autoindex_messages_1": "uq_messages_sender_id_client_id",
}


class Cost(NamedTuple):
    """What a reading may take."""

    statements: int
    indexes: set[str]
    """Those through which messages are read."""
    sorts: bool = False
    """Rooms, a page of each or what follows a cursor are put in order; never the messages of a room."""


COSTS = {
    "history, newest": Cost(3, {ALIVE}),
    "history, deep": Cost(4, {ALIVE, ID}),
    "history, after": Cost(4, {ALIVE, ID}),
    "history, at a place": Cost(5, {ALIVE}),
    "history, around": Cost(6, {ALIVE, ID}),
    "history, newest all deleted": Cost(3, {ALIVE}),
    "changes, newest": Cost(4, {ALIVE, CHANGED}, sorts=True),
    "changes, a page of many": Cost(4, {ALIVE, CHANGED}, sorts=True),
    "changes, too far": Cost(2, {ALIVE, CHANGED}, sorts=True),
    "rooms with unread": Cost(5, {ALIVE, ID, UNREAD_MENTIONS}, sorts=True),
    "rooms of a bot": Cost(5, {ALIVE, ID, UNREAD_MENTIONS}, sorts=True),
    "one room": Cost(2, {ALIVE, ID, UNREAD_MENTIONS}, sorts=True),
    "mark_read of a bot": Cost(2, {ALIVE}),
    "lobby (C1), newest": Cost(3, {ALIVE}),
    "lobby (C1), deep": Cost(4, {ALIVE, ID}),
    "lobby (C1), after": Cost(4, {ALIVE, ID}),
    "chats (C2)": Cost(4, {ALIVE, ID}, sorts=True),
    "chats (C2), 100": Cost(4, {ALIVE, ID}, sorts=True),
    "chats (C2) of a bot": Cost(4, {ALIVE, ID}, sorts=True),
    "chat (C2), newest": Cost(5, {ALIVE}),
    "chat (C2), deep": Cost(6, {ALIVE, ID}),
    "unread letters (C2), 50": Cost(2, {ALIVE, ID}, sorts=True),
    "unread letters (C2), before": Cost(2, {ALIVE, ID}, sorts=True),
    "unread letters (C2), after": Cost(2, {ALIVE, ID}, sorts=True),
    "unread letters (C2) of a bot": Cost(2, {ALIVE, ID}, sorts=True),
    "unread letters (C2), all": Cost(2, {ALIVE, ID}, sorts=True),
    "desk (C5)": Cost(4, {ALIVE, ID}, sorts=True),
    "support room (C5)": Cost(4, {ALIVE, ID}, sorts=True),
    "support history (C5), newest": Cost(4, {ALIVE}),
    "support history (C5), deep": Cost(5, {ALIVE, ID}),
}


@dataclass(frozen=True)
class Full:
    """A database with plenty in it, and the ways to read it."""

    connection: Connection
    asked: dict[str, Callable[[], Any]]

    def statements(self, name: str) -> list[tuple[str, Any]]:
        """What a reading asks the database, with the parameters."""
        ran: list[tuple[str, Any]] = []

        def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith(("SELECT", "WITH")) and "pg_advisory" not in statement:
                ran.append((statement, parameters))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert self.asked[name]()
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return ran

    def plan(self, statement: str, parameters: Any) -> Plan:
        """How the database would run it."""
        if self.connection.dialect.name == "sqlite":
            rows = self.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            return _sqlite_plan([row[3] for row in rows])
        said = self.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        found = Plan(set(), sorts=False)
        _postgresql_plan(said[0]["Plan"] if isinstance(said, list) else json.loads(said)[0]["Plan"], found)
        return found


@dataclass
class Plan:
    """The indexes through which messages are read, or that all are; and whether anything is sorted."""

    indexes: set[str]
    sorts: bool


def _sqlite_plan(steps: list[str]) -> Plan:
    names = "messages(?:_[0-9]+)?|m|p"  # the table and its names in a statement
    found = Plan(set(), sorts=any("TEMP B-TREE" in step for step in steps))
    for step in steps:
        if re.match(rf"SCAN (?:{names})\b", step):
            found.indexes.add("a scan of all")
        elif read := re.match(
            rf"SEARCH (?:{names}) USING (?:COVERING )?(?:INDEX (\w+)|INTEGER PRIMARY KEY)", step
        ):
            index = read[1] or ID
            found.indexes.add(IN_SQLITE.get(index, index))
    return found


def _postgresql_plan(node: dict[str, Any], found: Plan) -> None:
    found.sorts |= "Sort" in node["Node Type"]
    if node["Node Type"] == "Bitmap Index Scan" and "_messages" in node["Index Name"]:
        found.indexes.add(node["Index Name"])
    elif node.get("Relation Name") == "messages" and node["Node Type"] != "Bitmap Heap Scan":
        found.indexes.add(node.get("Index Name", f"a scan of all: {node['Node Type']}"))
    for part in node.get("Plans", ()):
        _postgresql_plan(part, found)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[Full]:
    folder, url = tmp_path_factory.mktemp("full"), ""
    if request.param == "sqlite":
        shutil.copy(migrated_file, folder / "ngobrol.db")
    else:
        url = request.getfixturevalue("cluster").fresh_database(migrate_postgresql)
    chosen = settings(folder, url)
    with engine_for(chosen.database).connect() as connection:
        plenty = Plenty(connection, size=20_000, many=40)
        plenty.build()
        app = create_app(chosen)
        yield Full(connection, readings(plenty))
        writer().stop()
        with app.app_context():
            db.engine.dispose()
    if url:
        request.getfixturevalue("cluster").drop(url)


def test_every_reading_is_measured(full: Full) -> None:
    assert set(COSTS) == set(full.asked)


@pytest.mark.parametrize("name", COSTS)
def test_what_a_reading_costs(full: Full, name: str) -> None:
    cost, ran = COSTS[name], full.statements(name)
    assert len(ran) == cost.statements, ran
    plans = [full.plan(*one) for one in ran]
    reading = [plan for plan in plans if plan.indexes]
    assert set().union(*(plan.indexes for plan in reading)) == cost.indexes
    assert cost.sorts or not any(plan.sorts for plan in reading)


def test_what_is_counted_is_right(full: Full) -> None:
    ana, bot = actor(ANA), actor(BOT)
    assert {room.id: room.unread for room in rooms.mine(bot)} == {LOBBY_ID: 100, BOTS_DM: FEW, ALERTS: FEW}
    assert [chat.unread for chat in chats.recent(bot)[0]] == [FEW]
    assert [one.message.seq for one in chats.unread(bot)[0]] == list(range(1, FEW + 1))
    found = {room.id: room.unread for room in rooms.mine(ana)}
    assert (found.pop(ERASED), set(found.values())) == (0, {100})
    assert {chat.unread for chat in chats.recent(ana)[0]} == {SHORT, chats.MOST_UNREAD}
    for seq in (FEW - 3, FEW):
        assert history.mark_read(bot, ALERTS, seq).unread == FEW - seq
    for who in (PEER, BOT, PEER):
        messages.post(actor(who), ALERTS, Draft(content="halo"))
    assert history.mark_read(bot, ALERTS, 0).unread == 2
