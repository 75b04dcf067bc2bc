"""What must hold after anything that several people do, in any order (hypothesis)."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.events import MemberJoined, MemberLeft, MessageChanged, MessageDeleted, MessagePosted
from app.exceptions import DomainError
from app.extensions import db
from app.factory import create_app
from app.models import Membership, Message, Room
from app.services import history, messages, reactions, rooms
from app.services.actor import Actor
from app.services.writing import Draft
from app.snapshots import MessageSnapshot
from app.storage.database import reading
from app.storage.writer import writer
from tests.services import conftest
from tests.support.postgres import Cluster

PEOPLE = ["ana", "bo_", "cyn"]
who = st.sampled_from(range(len(PEOPLE)))
which = st.integers(0, 30)


@dataclass
class Client:
    """Somebody's copy of a room, kept by cursor alone (docs/protocol.md, "Cursors")."""

    cursor: int = 0
    kept: dict[int, MessageSnapshot] = field(default_factory=dict)

    def catch_up(self, actor: Actor, room_id: int, limit: int) -> None:
        after: tuple[int, int | None] = (self.cursor, None)
        while True:
            changes = history.changes(actor, room_id, *after, limit=limit)
            assert not changes.reload
            for message in changes.messages:
                known = self.kept.get(message.id)
                assert known is None or known.changed <= message.changed
                self.kept[message.id] = message
            if changes.next is None:
                self.cursor = changes.head
                return
            after = changes.next


class Conversation(RuleBasedStateMachine):
    """Three people, some rooms, whatever they like to do."""

    house: conftest.House

    def __init__(self) -> None:
        super().__init__()
        names = [f"{name}{Conversation.rounds}" for name in PEOPLE]
        Conversation.rounds += 1
        self.people = [self.house.person(name) for name in names]
        self.names = names
        self.rooms = [rooms.create_group(self.people[0], "shared").id]
        self.clients: dict[tuple[int, int], Client] = {}
        self.said: list[int] = []
        self.heard_from = len(self.house.events)

    rounds = 0

    def attempt(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """Refusals are fine; anything else that is raised is not."""
        with suppress(DomainError):
            return verb(*args, **kwargs)
        return None

    def room(self, index: int) -> int:
        return self.rooms[index % len(self.rooms)]

    @rule(person=who, room=which, text=st.sampled_from(["hi", "**b**", "x" * 50]), retry=st.booleans())
    def post(self, person: int, room: int, text: str, retry: bool) -> None:
        client_id = f"{len(self.said)}" if retry else None
        for _ in range(2 if retry else 1):
            outcome = self.attempt(
                messages.post, self.people[person], self.room(room), Draft(content=text, client_id=client_id)
            )
            if outcome and not outcome.duplicate:
                self.said.append(outcome.message.id)

    @rule(person=who, message=which, text=st.sampled_from(["edited", "hi"]))
    def edit(self, person: int, message: int, text: str) -> None:
        if self.said:
            self.attempt(messages.edit, self.people[person], self.said[message % len(self.said)], text)

    @rule(person=who, message=which)
    def delete(self, person: int, message: int) -> None:
        if self.said:
            self.attempt(messages.delete, self.people[person], self.said[message % len(self.said)])

    @rule(person=who, message=which, emoji=st.sampled_from("👍❤"), on=st.booleans())
    def react(self, person: int, message: int, emoji: str, on: bool) -> None:
        if self.said:
            chosen = self.said[message % len(self.said)]
            self.attempt(reactions.react, self.people[person], chosen, emoji, on)

    @rule(person=who, room=which, seq=st.integers(0, 40))
    def mark_read(self, person: int, room: int, seq: int) -> None:
        self.attempt(history.mark_read, self.people[person], self.room(room), seq)

    @rule(person=who, room=which)
    def join(self, person: int, room: int) -> None:
        self.attempt(rooms.join, self.people[person], self.room(room))

    @rule(person=who, room=which)
    def leave(self, person: int, room: int) -> None:
        self.attempt(rooms.leave, self.people[person], self.room(room))

    @rule(person=who, other=st.one_of(st.none(), who))
    def open_dm(self, person: int, other: int | None) -> None:
        name = None if other is None else self.names[other]
        opened = self.attempt(rooms.open_dm, self.people[person], name)
        if opened.room.id not in self.rooms:
            self.rooms.append(opened.room.id)

    @rule(person=who, room=which, limit=st.integers(1, 7))
    def catch_up(self, person: int, room: int, limit: int) -> None:
        """A client that asks after its cursor ends up with exactly what a fresh load shows."""
        actor, room_id = self.people[person], self.room(room)
        client = self.clients.setdefault((person, room_id), Client())
        try:
            client.catch_up(actor, room_id, limit)
        except DomainError:
            return
        fresh = history.page(actor, room_id, limit=100).messages
        mine = sorted((m for m in client.kept.values() if not m.deleted), key=lambda m: m.seq)
        assert tuple(mine) == fresh

    @invariant()
    def unread_equals_a_recount(self) -> None:
        with reading() as session:
            for actor in self.people:
                for room in rooms.mine(actor):
                    recount = session.scalar(
                        select(func.count()).where(
                            Message.room_id == room.id,
                            Message.seq > room.last_read_seq,
                            Message.sender_id != actor.user_id,
                            Message.deleted_at.is_(None),
                        )
                    )
                    assert room.unread == min(recount or 0, 100)

    @invariant()
    def a_dm_is_never_three_and_never_twice(self) -> None:
        with reading() as session:
            crowds = session.execute(
                select(Room.id, func.count())
                .join(Membership, Membership.room_id == Room.id)
                .where(Room.type == "dm")
                .group_by(Room.id)
            ).all()
            assert all(count <= 2 for _, count in crowds)
            keys = list(session.scalars(select(Room.dm_key).where(Room.dm_key.is_not(None))))
            assert len(keys) == len(set(keys))

    @invariant()
    def numbers_have_no_gaps_and_facts_come_in_their_order(self) -> None:
        """Every number of a room is told exactly once, in order, and only ever to its members."""
        news = self.house.events[self.heard_from :]
        for room_id in self.rooms:
            with reading() as session:
                head = session.scalar(select(Room.head).where(Room.id == room_id))
            told = [
                event.message.changed
                for event in news
                if isinstance(event, MessagePosted | MessageChanged | MessageDeleted)
                and event.room.id == room_id
            ]
            assert told == list(range(1, (head or 0) + 1))

    @invariant()
    def only_members_speak(self) -> None:
        """Replayed in the order of publishing, nobody is heard in a room that they are not in."""
        members: dict[int, set[int]] = {self.rooms[0]: {self.people[0].user_id}}
        for event in self.house.events[self.heard_from :]:
            if isinstance(event, MemberJoined):
                members.setdefault(event.room.id, set()).add(event.user.id)
            elif isinstance(event, MemberLeft):
                members[event.room.id].discard(event.user_id)
            elif isinstance(event, MessagePosted):
                assert event.message.sender.id in members[event.room.id]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_any_conversation(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path, database: str
) -> None:
    if database == "sqlite":
        shutil.copy(migrated_file, tmp_path / "ngobrol.db")
        url = ""
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.fresh_database(conftest.migrate_postgresql)
    app = create_app(conftest.settings(tmp_path, url))
    Conversation.house = conftest.House(app)
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    writer().stop()
    with app.app_context():
        db.engine.dispose()
