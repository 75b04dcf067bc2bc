"""Whether anything can be stored: tried out now and then, once for all who ask."""

from __future__ import annotations

from threading import Event, Lock, Thread
from time import monotonic

from sqlalchemy import text

from app.exceptions import Unavailable
from app.storage.database import reading
from app.storage.unit import Unit
from app.storage.writer import writer

FRESH = 1.0  # seconds that the last trial's outcome holds
PATIENCE = 2.0  # seconds that somebody who asks waits for a trial's outcome

# The smallest write there is: nothing changes, and yet a page, or a row, goes to the disk.
WRITE = text("UPDATE alembic_version SET version_num = version_num")


class Trial:
    """One read and one write, in a thread of its own: it may hang for as long as the database does."""

    def __init__(self) -> None:
        self.done = Event()
        self.ended = 0.0
        self.error: Exception | None = None
        Thread(target=self._run, name="readiness", daemon=True).start()

    @property
    def is_fresh(self) -> bool:
        """Whether it says how things are, or soon will."""
        return not self.done.is_set() or monotonic() - self.ended < FRESH

    def _run(self) -> None:
        try:
            with reading() as session:
                session.execute(text("SELECT 1"))
            writer().run(_write)
        except Exception as error:  # noqa: BLE001  it is told to whoever asked
            self.error = error
        self.ended = monotonic()
        self.done.set()


_lock = Lock()
_trial: Trial | None = None


def check() -> None:
    """Raise `Unavailable` unless the database can be read and written; waits at most `PATIENCE` seconds."""
    global _trial
    with _lock:
        if _trial is None or not _trial.is_fresh:
            _trial = Trial()
        trial = _trial
    if not trial.done.wait(PATIENCE):
        raise Unavailable
    if trial.error is not None:
        raise Unavailable from trial.error


def forget() -> None:
    """Begin anew: another database is bound."""
    global _trial
    _trial = None


def _write(uow: Unit) -> None:
    uow.conn.execute(WRITE)
