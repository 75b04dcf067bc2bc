"""The table of jobs: who may take which, and what becomes of it.

To take a job is to move its `due_at` on by `LEASE`, in one statement of a unit; units of all processes
come one after the other, so one of them has it. Who is at it for longer renews the lease; when a process
dies, its leases run out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from app import clock
from app.models.job import jobs
from app.storage.database import reading_rows
from app.storage.unit import Unit

LEASE = timedelta(seconds=30)
"""After a process was killed, another one takes its jobs so much later."""
LONGEST_ERROR = 500

_waiting = jobs.c.failed_at.is_(None)


def add(uow: Unit, kind: str, payload: dict[str, Any], wanted_at: datetime, lease: str | None = None) -> int:
    """Write a job; with a `lease` it is taken already. Returns its id."""
    values = {
        "kind": kind,
        "payload": json.dumps(payload),
        "wanted_at": wanted_at,
        "due_at": wanted_at if lease is None else wanted_at + LEASE,
        "lease": lease,
        "attempts": 0 if lease is None else 1,
    }
    job_id: int = uow.conn.execute(insert(jobs).values(values).returning(jobs.c.id)).scalar_one()
    return job_id


def add_recurring(uow: Unit, kinds: Iterable[str]) -> None:
    """Write those of these jobs that aren't there yet, due now."""
    there = set(uow.conn.scalars(select(jobs.c.recurring).where(jobs.c.recurring.is_not(None))))
    for kind in set(kinds) - there:
        moment = clock.now()
        values = {"kind": kind, "recurring": kind, "payload": "{}", "wanted_at": moment, "due_at": moment}
        uow.conn.execute(insert(jobs).values(values))


def next_due(kinds: Collection[str], but: Collection[int]) -> datetime | None:
    """When the next job of these kinds may be taken, `but` for some; null when there is none."""
    with reading_rows() as connection:
        wait = _waiting & jobs.c.kind.in_(kinds) & jobs.c.id.not_in(but)
        due: datetime | None = connection.scalar(
            select(jobs.c.due_at).where(wait).order_by(jobs.c.due_at).limit(1)
        )
        return due


def take(uow: Unit, kinds: Collection[str], most: int, but: Collection[int]) -> list[Any]:
    """Take at most so many of these kinds that are due; returns their rows, each with this taker's lease.

    `but`: those which this process is at, whatever the clock says of their leases.
    """
    moment = clock.now()
    due = (
        select(jobs.c.id)
        .where(_waiting, jobs.c.due_at <= moment, jobs.c.kind.in_(kinds), jobs.c.id.not_in(but))
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(most)
    )
    taken = (
        update(jobs)
        .where(jobs.c.id.in_(due.scalar_subquery()))
        .values(lease=new_lease(), due_at=moment + LEASE, attempts=jobs.c.attempts + 1)
        .returning(jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.lease, jobs.c.attempts)
    )
    return sorted(uow.conn.execute(taken).all(), key=lambda row: row.id)


def new_lease() -> str:
    """A name for who is at a job."""
    return token_hex(8)


def renew(uow: Unit, job_id: int, lease: str) -> bool:
    """Go on being at a job; whether that is still so."""
    return _change(uow, job_id, lease, due_at=clock.now() + LEASE)


def remove(uow: Unit, job_id: int, lease: str) -> bool:
    """A job is done, or not wanted any more; whether it was still this lease's."""
    return uow.conn.execute(delete(jobs).where(_held(job_id, lease))).rowcount > 0


def put_back(
    uow: Unit, job_id: int, lease: str, pause: timedelta, error: str | None = None, *, anew: bool = False
) -> bool:
    """Have a job taken again after a pause: because of an `error`, or `anew`, as one that was done."""
    due = clock.now() + pause
    changes = {"wanted_at": due, "attempts": 0} if anew else {}
    return _change(
        uow, job_id, lease, due_at=due, lease=None, error=error and error[:LONGEST_ERROR], **changes
    )


def give_up(uow: Unit, job_id: int, lease: str, error: str) -> bool:
    """Keep a job as one that failed for good."""
    return _change(uow, job_id, lease, failed_at=clock.now(), lease=None, error=error[:LONGEST_ERROR])


def forget_failed(uow: Unit, before: datetime) -> int:
    """Forget those that failed for good before a moment; returns how many."""
    return uow.conn.execute(delete(jobs).where(jobs.c.failed_at < before)).rowcount


def figures() -> tuple[int, int, float]:
    """How many jobs wait or are under way, how many failed for good, and the oldest's seconds of waiting.

    What is wanted later doesn't wait yet.
    """
    moment = clock.now()
    wait = _waiting & (jobs.c.wanted_at <= moment)
    with reading_rows() as connection:
        waiting, since = connection.execute(
            select(func.count(), func.min(jobs.c.wanted_at)).where(wait)
        ).one()
        failed = connection.scalar(select(func.count()).where(jobs.c.failed_at.is_not(None)))
    return waiting, failed or 0, max(0.0, (moment - since).total_seconds()) if since else 0.0


def _held(job_id: int, lease: str) -> ColumnElement[bool]:
    return and_(jobs.c.id == job_id, jobs.c.lease == lease)


def _change(uow: Unit, job_id: int, held_by: str, /, **changes: Any) -> bool:
    return uow.conn.execute(update(jobs).where(_held(job_id, held_by)).values(changes)).rowcount > 0
