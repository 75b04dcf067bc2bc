"""A unit of work from the inside, and on its way through the writer."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.events import Event

Hook = Callable[[], None]


class Unit:
    """All that a body sees of the database: a connection, a lazy ORM session, its events."""

    __slots__ = ("_orm", "again", "conn", "events", "hooks")

    def __init__(self, conn: Connection, again: bool) -> None:
        self.conn = conn
        self.again = again
        self.events: list[Event] = []
        self.hooks: list[Hook] | None = None
        self._orm: Session | None = None

    @property
    def session(self) -> Session:
        """An ORM session in a savepoint of its own, or one failed flush would end the whole group."""
        if self._orm is None:
            self._orm = Session(self.conn, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return self._orm

    def publish(self, event: Event) -> None:
        """Have `event` published once the group is committed."""
        self.events.append(event)

    def after_commit(self, hook: Hook) -> None:
        """Have `hook` called once the group is committed and its callers are awake.

        The writer calls it, so it must not wait. It is lost with the process: what must happen is a job.
        """
        self.hooks = [*(self.hooks or ()), hook]

    def end(self, keep: bool) -> None:
        """Flush (`keep`) or drop what the ORM session holds."""
        if self._orm is not None:
            if keep:
                self._orm.commit()
            self._orm.close()


class Job:
    """One closure on its way through the writer."""

    __slots__ = ("body", "error", "events", "gate", "result")

    def __init__(self, body: Callable[[Unit], Any]) -> None:
        self.body = body
        self.result: Any = None
        self.error: BaseException | None = None
        self.events: list[Event] = []
        self.gate = Lock()
        self.gate.acquire()
