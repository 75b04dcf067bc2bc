"""The writer's rules (module docstring of app/storage/unit_of_work.py), each one provoked."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import IntegrityError

from app.events import MessagePosted, PresenceChanged
from app.exceptions import Conflict, NotSaved
from app.models import Message, Room, User
from app.models.compiled import CompiledStatement
from app.services import messages, rooms
from app.services.writing import Draft
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work
from app.storage.writer import GROUP, writer
from tests.services.conftest import House
from tests.support.processes import wait_until

# PostgreSQL waits for the disk anyway, has no read-only switch of this kind, and its writers queue by lock.
only_sqlite = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def insert(name: str) -> Callable[[Unit], str]:
    """A body that adds a user by ORM and tells of it."""

    def body(uow: Unit) -> str:
        uow.session.add(User(username=name, username_key=name))
        uow.session.flush()
        uow.publish(PresenceChanged(0, True))
        return name

    return body


def names() -> set[str]:
    """What a reader sees committed."""
    with reading() as session:
        return set(session.scalars(select(User.username).where(User.username.like("u%"))))


@contextmanager
def one_group(pool: ThreadPoolExecutor) -> Iterator[Callable[[Callable[[Unit], Any]], Future[Any]]]:
    """Bodies submitted here end up in the same group: the writer is held until they all wait."""
    holding, release = threading.Event(), threading.Event()

    def hold(_uow: Unit) -> None:
        holding.set()
        release.wait()

    pool.submit(writer().run, hold)
    holding.wait()
    submitted: list[Future[Any]] = []

    def submit(body: Callable[[Unit], Any]) -> Future[Any]:
        future = pool.submit(writer().run, body)
        submitted.append(future)
        wait_until(lambda: len(writer()._queue) == len(submitted), "the unit waits its turn")
        return future

    yield submit
    release.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(60) as threads:
        yield threads


def test_a_unit_is_committed_before_its_caller_wakes(house: House) -> None:
    assert writer().run(insert("u1")) == "u1"
    assert names() == {"u1"}


def test_a_group_shares_one_commit_and_publishes_in_order(house: House, pool: ThreadPoolExecutor) -> None:
    commits = []
    event.listen(writer()._connection.engine, "commit", lambda _: commits.append(1))
    with one_group(pool) as submit:
        futures = [submit(insert(f"u{i}")) for i in range(GROUP - 1)]
    assert [f.result() for f in futures] == [f"u{i}" for i in range(GROUP - 1)]
    assert len(commits) == 1
    assert len(house.heard(PresenceChanged)) == GROUP - 1


def test_what_several_answer_leaves_with_what_was_published(
    house: House, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    futures: list[Future[Any]] = []

    def answer_now() -> None:
        if told[-1:] == [True]:
            told.append([future.result() for future in futures])

    monkeypatch.setattr(writer(), "_publish", lambda _events, _number, hold: told.append(hold))
    monkeypatch.setattr(writer(), "_flush", lambda: told.append("flush"))
    monkeypatch.setattr("app.storage.writer.yield_to_others", answer_now)
    with one_group(pool) as submit:
        futures += [submit(insert("u1")), submit(insert("u2"))]
    wait_until(lambda: len(told) == 3, "the group is told")
    assert told == [True, ["u1", "u2"], "flush"]
    told.clear()
    writer().run(insert("u3"))
    assert told == [False]


def test_a_refusal_undoes_only_its_own_unit(house: House, pool: ThreadPoolExecutor) -> None:
    def refused(uow: Unit) -> None:
        insert("u-refused")(uow)
        raise Conflict

    with one_group(pool) as submit:
        before, wrong, after = submit(insert("u1")), submit(refused), submit(insert("u2"))
    with pytest.raises(Conflict):
        wrong.result()
    assert (before.result(), after.result()) == ("u1", "u2")
    assert names() == {"u1", "u2"}
    assert len(house.heard(PresenceChanged)) == 2


def test_a_failed_flush_leaves_the_rest_of_the_group_alone(house: House, pool: ThreadPoolExecutor) -> None:
    def breaks(uow: Unit) -> None:
        uow.session.add(User(username="u-bad", username_key="u1"))
        uow.session.flush()

    with one_group(pool) as submit:
        before, wrong, after = submit(insert("u1")), submit(breaks), submit(insert("u2"))
    with pytest.raises(IntegrityError):
        wrong.result()
    before.result(), after.result()
    assert names() == {"u1", "u2"}


def test_a_violated_constraint_runs_the_body_once_more(house: House) -> None:
    runs = []

    def body(uow: Unit) -> str:
        runs.append(uow.again)
        if uow.again:
            return "found the other"
        uow.session.add_all(
            [User(username="u1", username_key="same"), User(username="u2", username_key="same")]
        )
        uow.session.flush()
        return "never"

    assert writer().run(body) == "found the other"
    assert runs == [False, True]


def test_a_commit_that_fails_refuses_the_whole_group_and_publishes_nothing(
    house: House, pool: ThreadPoolExecutor
) -> None:
    engine = writer()._connection.engine

    failures = [OSError("the disk is full")]

    def fail(_conn: object) -> None:
        if failures:
            raise failures.pop()

    def refused(_uow: Unit) -> None:
        raise Conflict

    event.listen(engine, "commit", fail)
    with one_group(pool) as submit:
        futures = [submit(insert("u1")), submit(refused), submit(insert("u2"))]
    errors = [future.exception() for future in futures]
    assert [type(error) for error in errors] == [NotSaved] * 3
    assert len({id(error) for error in errors}) == 3
    assert names() == set()
    assert house.heard(PresenceChanged) == []
    assert writer().run(insert("u3")) == "u3"
    assert names() == {"u3"}


def test_what_is_to_follow_a_commit_follows_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[str] = []

    def fail(_conn: object) -> None:
        raise OSError("the disk is full")

    def body(uow: Unit, name: str) -> None:
        def follow() -> None:
            followed.append(name)
            raise RuntimeError("as if nobody were there")

        uow.after_commit(follow)
        uow.after_commit(follow)
        if name == "refused":
            raise Conflict

    with pytest.raises(Conflict):
        writer().run(lambda uow: body(uow, "refused"))
    with monkeypatch.context() as broken:
        broken.setattr(writer()._connection, "commit", fail)
        with pytest.raises(NotSaved):
            writer().run(lambda uow: body(uow, "not saved"))
    writer().run(lambda uow: body(uow, "kept"))
    wait_until(lambda: len(followed) == 2, "both were called")
    writer().run(lambda _uow: None)
    assert followed == ["kept", "kept"]


def test_events_leave_only_after_the_commit(house: House) -> None:
    from app.realtime import bus

    seen: list[set[str]] = []
    bus.subscribe(PresenceChanged, lambda _: seen.append(names()))
    writer().run(insert("u1"))
    assert seen == [{"u1"}]


def test_a_unit_inside_a_unit_is_refused_and_within_joins(house: House) -> None:
    @unit_of_work
    def inner(uow: Unit, name: str) -> str:
        return insert(name)(uow)

    with pytest.raises(RuntimeError, match="within"):
        writer().run(lambda _: inner("u1"))
    assert writer().run(lambda uow: inner.within(uow, "u1")) == "u1"
    assert names() == {"u1"}


def test_what_is_published_keeps_the_order_of_the_heads(house: House, pool: ThreadPoolExecutor) -> None:
    ana = house.person("ana")
    room = rooms.create_group(ana, "busy")
    posts = [pool.submit(messages.post, ana, room.id, Draft(content=f"number {i}")) for i in range(200)]
    answered = sorted(post.result().message.seq for post in posts)
    published = [event.message.seq for event in house.heard(MessagePosted)]  # type: ignore[attr-defined]
    assert answered == published == list(range(1, 201))


def test_the_same_client_id_at_once_makes_one_message(house: House, pool: ThreadPoolExecutor) -> None:
    ana = house.person("ana")
    room = rooms.create_group(ana, None)
    posts = [
        pool.submit(messages.post, ana, room.id, Draft(content="hello", client_id=f"id-{i % 10}"))
        for i in range(100)
    ]
    outcomes = [post.result() for post in posts]
    assert len({outcome.message.id for outcome in outcomes}) == 10
    assert sum(not outcome.duplicate for outcome in outcomes) == 10
    with reading() as session:
        assert session.get_one(Room, room.id).head == 10
        assert len(session.scalars(select(Message.id)).all()) == 10


def test_a_first_send_is_two_statements_and_one_commit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, None)
    rooms.join(bo, room.id)
    statements: list[str] = []
    commits: list[int] = []
    engine = writer()._connection.engine
    event.listen(engine, "before_cursor_execute", lambda c, cur, sql, *_: statements.append(sql))
    event.listen(engine, "commit", lambda _: commits.append(1))
    first = CompiledStatement.first

    def noted(prepared: CompiledStatement, conn: Connection, values: dict[str, Any]) -> Any:
        statements.append(str(prepared._statement))
        return first(prepared, conn, values)

    monkeypatch.setattr(CompiledStatement, "first", noted)
    messages.post(ana, room.id, Draft(content="hello", client_id="c1"))
    real = [sql for sql in statements if not sql.startswith(("BEGIN", "SELECT pg_advisory"))]
    assert [sql.split()[0] for sql in real] == ["UPDATE", "INSERT"]
    assert len(commits) == 1


@only_sqlite
def test_every_commit_waits_for_the_disk(house: House) -> None:
    def pragmas(uow: Unit) -> list[Any]:
        wanted = ("journal_mode", "synchronous", "foreign_keys")
        return [uow.conn.execute(text(f"PRAGMA {name}")).scalar() for name in wanted]

    assert writer().run(pragmas) == ["wal", 2, 1]


@only_sqlite
def test_readers_cannot_write_by_mistake(house: House) -> None:
    with reading() as session, pytest.raises(Exception, match="readonly"):
        session.execute(text("UPDATE users SET country = 'x'"))


@only_sqlite
def test_another_process_that_writes_is_waited_for(house: House, pool: ThreadPoolExecutor) -> None:
    url = writer()._connection.engine.url
    other = sqlite3.connect(str(url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = pool.submit(writer().run, insert("u1"))
    with pytest.raises(TimeoutError):
        waiting.result(timeout=0.2)
    other.execute("ROLLBACK")
    other.close()
    assert waiting.result() == "u1"
