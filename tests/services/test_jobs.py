"""Jobs: written with their unit or not at all, done once each, tried again, and never by two at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from app import clock, jobs, timers
from app.exceptions import Conflict
from app.jobs import handlers, queue
from app.jobs.handlers import ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE
from app.jobs.workers import AT_ONCE, LOOK_EVERY
from app.models import jobs as table
from app.storage import database
from app.storage.database import reading
from app.storage.unit_of_work import Unit
from app.storage.writer import Writer, writer
from tests.services.conftest import House
from tests.support.processes import wait_until

KIND = "say"


class Time:
    """A clock that stands still until a test moves it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def pass_(self, passed: timedelta) -> None:
        """Move it, and have the worker look, as its timer would."""
        self.now += passed
        jobs.worker.wake()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture(autouse=True)
def _no_others(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the handlers of a test."""
    monkeypatch.setattr(handlers, "known", {})
    yield
    jobs.worker.stop()


@pytest.fixture
def said() -> list[int]:
    """The numbers of all jobs done."""
    done: list[int] = []
    jobs.handler(KIND)(lambda job: done.append(job.payload["number"]))
    return done


def write(number: int = 1, after: timedelta = jobs.NOW, kind: str = KIND) -> int:
    return writer().run(lambda uow: jobs.later(uow, kind, {"number": number}, after))


def rows() -> list[Any]:
    with reading() as session:
        return list(session.execute(select(table).order_by(table.c.id)))


def due() -> datetime:
    (row,) = rows()
    moment: datetime = row.due_at
    return moment


def settled() -> bool:
    """Whether nobody is at the only job, and it isn't due."""
    (row,) = rows()
    return bool(row.lease is None and row.due_at > clock.now())


def take(most: int = 100) -> list[Any]:
    """As a process does that dies then."""
    return writer().run(lambda uow: queue.take(uow, [KIND], most, ()))


def test_a_job_is_done_after_the_commit_of_its_unit(house: House, said: list[int]) -> None:
    seen: list[int] = []
    jobs.handler("look")(lambda job: seen.append(len(rows())))
    jobs.worker.begin()
    write(1), write(2), write(0, kind="look")
    wait_until(lambda: len(said) == 2 and not rows(), "they are done, and gone")
    assert (sorted(said), len(seen), jobs.figures()) == ([1, 2], 1, (0, 0, 0.0))


def test_a_unit_that_is_undone_has_no_job(house: House, said: list[int]) -> None:
    def refused(uow: Unit) -> None:
        jobs.later(uow, KIND, {"number": 1})
        raise Conflict

    jobs.worker.begin()
    with pytest.raises(Conflict):
        writer().run(refused)
    write(2)
    wait_until(lambda: bool(said), "the other is done")
    assert said == [2]


def test_what_was_left_is_found_at_the_start(house: House, said: list[int]) -> None:
    write(1), write(2)  # nobody hears of it
    jobs.worker.begin()
    wait_until(lambda: sorted(said) == [1, 2], "both are done")


def test_a_job_waits_for_its_time(house: House, said: list[int], time: Time) -> None:
    jobs.worker.begin()
    write(1, after=timedelta(hours=2))
    write(2)
    wait_until(lambda: said == [2] and len(rows()) == 1, "only the other is done")
    assert jobs.figures() == (0, 0, 0.0)  # one that is wanted later doesn't wait
    time.pass_(timedelta(hours=2))
    wait_until(lambda: said == [2, 1], "it is done")


def test_a_job_that_fails_is_tried_again_later_and_later(house: House, time: Time) -> None:
    attempts: list[datetime] = []

    @jobs.handler(KIND)
    def broken(_job: jobs.Job) -> None:
        attempts.append(time.now)
        raise RuntimeError("as if nobody answered")

    jobs.worker.begin()
    write()
    for attempt in range(1, ATTEMPTS):
        wait_until(lambda: len(attempts) == attempt and settled(), "it failed")  # noqa: B023
        pause, most = due() - time.now, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
        assert most / 2 <= pause <= most
        assert rows()[0].failed_at is None
        time.pass_(pause / 2)
        assert take() == []  # not sooner
        time.pass_(pause - pause / 2)
    wait_until(lambda: rows()[0].failed_at is not None, "it is given up")
    (kept,) = rows()
    assert (kept.attempts, kept.error) == (ATTEMPTS, "RuntimeError: as if nobody answered")
    assert len(attempts) == ATTEMPTS
    assert jobs.figures()[:2] == (0, 1)
    time.pass_(timedelta(days=30))
    assert take() == []


def test_what_failed_for_good_is_kept_for_a_while_and_holds_nobodys_data(
    house: House, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "earliest", lambda: time.now)

    @jobs.handler(KIND, attempts=1)
    def broken(_job: jobs.Job) -> None:
        raise ValueError("a secret")

    jobs.worker.begin()
    write()
    wait_until(lambda: rows()[0].failed_at is not None, "it is given up")
    assert rows()[0].error == "ValueError"
    jobs.worker.stop()
    time.pass_(jobs.KEPT)
    assert jobs.sweep() == 0
    time.pass_(timedelta(seconds=1))
    write()  # one that waits stays, however old
    assert jobs.sweep() == 1
    assert [row.failed_at for row in rows()] == [None]


def test_pauses_differ_or_all_would_come_again_at_once() -> None:
    jobs.handler(KIND)(print)
    assert len({handlers.known[KIND].pause(20) for _ in range(20)}) > 1


def test_one_that_fails_holds_up_no_other(house: House, said: list[int]) -> None:
    @jobs.handler("broken")
    def broken(_job: jobs.Job) -> None:
        raise RuntimeError("as if nobody answered")

    jobs.worker.begin()
    for _ in range(2 * AT_ONCE):
        write(kind="broken")
    write(7)
    wait_until(lambda: said == [7], "the other is done")


def test_a_few_are_done_at_once_and_no_more(house: House) -> None:
    at_it, most, held = [0], [0], threading.Event()
    lock = threading.Lock()

    @jobs.handler(KIND)
    def waits(_job: jobs.Job) -> None:
        with lock:
            at_it[0] += 1
            most[0] = max(most[0], at_it[0])
        held.wait(10)
        with lock:
            at_it[0] -= 1

    jobs.worker.begin()
    for number in range(2 * AT_ONCE):
        write(number)
    wait_until(lambda: at_it[0] == AT_ONCE, "all hands are full")
    held.set()
    wait_until(lambda: not rows(), "all are done")
    assert most[0] == AT_ONCE


def test_a_job_of_a_process_that_died_is_another_ones(house: House, said: list[int], time: Time) -> None:
    write(1)
    assert len(take()) == 1
    jobs.worker.begin()
    time.pass_(queue.LEASE / 2)
    assert take() == []
    time.pass_(queue.LEASE / 2)
    wait_until(lambda: not rows(), "it is done")
    assert said == [1]


def test_a_job_that_kills_whoever_does_it_is_given_up(house: House, said: list[int], time: Time) -> None:
    write(1)
    for _ in range(ATTEMPTS):
        assert len(take()) == 1
        time.pass_(queue.LEASE)
    jobs.worker.begin()
    wait_until(lambda: rows()[0].failed_at is not None, "it is given up")
    assert said == []
    assert "ended before it was done" in str(rows()[0].error)


def test_who_is_at_it_for_long_keeps_it(house: House, time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    renewals: list[Any] = []

    def every(_seconds: float, task: Any, **_options: Any) -> timers.Timer:
        renewals.append(task)
        return timers.Timer(task, (), 0)

    monkeypatch.setattr(timers, "every", every)
    job = writer().run(lambda uow: jobs.promise(uow, KIND, {}))
    with jobs.keeping(job):
        for _ in range(5):
            time.pass_(queue.LEASE * 2 / 3)
            renewals[-1]()
            assert take() == []
    time.pass_(queue.LEASE)
    assert len(take()) == 1


def test_who_lost_it_undoes_what_it_did(house: House, time: Time) -> None:
    write(1)
    (row,) = take()
    slow = jobs.Job(row.id, KIND, {}, row.lease, 1)
    time.pass_(queue.LEASE)
    assert len(take()) == 1

    def last_unit(uow: Unit) -> None:
        jobs.later(uow, "another", {})
        slow.done(uow)

    with pytest.raises(jobs.LeaseLost):
        writer().run(last_unit)
    assert [job.kind for job in rows()] == [KIND]
    writer().run(lambda uow: queue.put_back(uow, slow.id, slow.lease, timedelta(0)))
    assert rows()[0].lease is not None  # the other's, still


def test_a_promise_that_is_refused_is_none(house: House, said: list[int]) -> None:
    job = writer().run(lambda uow: jobs.promise(uow, KIND, {"number": 1}))
    with pytest.raises(Conflict), jobs.keeping(job):
        raise Conflict
    assert rows() == []


def test_jobs_of_other_versions_wait_for_them(house: House, said: list[int]) -> None:
    jobs.worker.begin()
    write(1, kind="of another version"), write(2)
    wait_until(lambda: said == [2] and len(rows()) == 1, "its own is done")
    assert [job.kind for job in rows()] == ["of another version"]


def test_what_comes_again_and_again_has_one_row(house: House, time: Time, caplog: Any) -> None:
    done: list[int] = []

    @jobs.every(timedelta(hours=1), KIND)
    def sweep() -> None:
        done.append(1)
        if len(done) == 2:
            raise RuntimeError("as if the database were away")

    for _ in range(2):  # of two processes
        jobs.worker.begin()
        wait_until(lambda: len(done) == 1 and settled(), "it was done")
    assert due() == time.now + timedelta(hours=1)
    time.pass_(timedelta(hours=1))
    wait_until(lambda: len(done) == 2 and settled(), "it failed")
    assert due() <= time.now + FIRST_PAUSE
    time.pass_(FIRST_PAUSE)
    wait_until(lambda: len(done) == 3 and settled(), "it was done")
    assert due() == time.now + timedelta(hours=1)
    assert (rows()[0].error, rows()[0].attempts) == (None, 0)


def test_nothing_to_do_costs_nothing(house: House, said: list[int]) -> None:
    jobs.worker.begin()
    write(1)
    wait_until(lambda: not rows() and not jobs.worker._looking, "it is done")
    statements: list[str] = []
    for engine in (writer()._connection.engine, database._read_engine):
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    units = writer().units
    jobs.worker.wake()
    wait_until(lambda: bool(statements) and not jobs.worker._looking, "it has looked")
    assert {sql.split()[0] for sql in statements} == {"SELECT"}
    assert writer().units == units
    waiting = [timer for timer in timers._clock.waiting() if timer.task == jobs.worker.wake]
    assert [timer.period for timer in waiting] == [LOOK_EVERY]


def test_the_worker_outlives_a_database_that_is_away(
    house: House, said: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    away = [1, 1]
    monkeypatch.setattr("app.jobs.workers.LOOK_AGAIN", 0.01)
    next_due = queue.next_due

    def fails_twice(*args: Any) -> Any:
        if away:
            away.pop()
            raise RuntimeError("as if the database were away")
        return next_due(*args)

    monkeypatch.setattr(queue, "next_due", fails_twice)
    write(1)
    jobs.worker.begin()
    wait_until(lambda: said == [1], "it is done")


def test_each_is_taken_by_one_of_several_processes(house: House) -> None:
    url = writer()._connection.engine.url.render_as_string(hide_password=False)
    for number in range(60):
        write(number)
    others = [Writer(database.writing_engine(url), lambda *_: None, lambda: None) for _ in range(3)]

    def take_all(process: Writer) -> list[tuple[int, str]]:
        taken: list[tuple[int, str]] = []
        while found := process.run(lambda uow: queue.take(uow, [KIND], 2, ())):
            taken += [(row.id, row.lease) for row in found]
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [job for found in pool.map(take_all, others) for job in found]
    for process in others:
        process.stop()
    assert len(taken) == len({job_id for job_id, _ in taken}) == 60
    assert sorted(taken) == [(row.id, row.lease) for row in rows()]
