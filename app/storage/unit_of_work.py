"""Units of work, run by one writer: group commit for every service.

A verb decorated `@unit_of_work` becomes a closure that one writer per process
runs. Waiting closures run back to back, each in its own savepoint, and share
one COMMIT; then their events are published in order, then the callers wake.
Doors may hold back what was published until the callers have answered, so that
both leave together. Nobody waits for company: a lone unit commits at once.

What a body must keep to:

- It touches only its arguments and `uow`: no emit, sleep, file, network, hash or
  Flask context. It may be run twice, so it changes nothing outside the database.
- It returns snapshots, never rows, and adds its events to `uow.events`.
- What may take a while, or must not be lost afterwards, is a job that it writes (`app.jobs`).
- A refusal (any exception) undoes its own savepoint only, and still waits for the
  group, because it may have been caused by a row that is not committed yet.
- After a violated unique constraint it runs once more, with `uow.again` true.
- A verb that calls another passes its unit on: `other.within(uow, …)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar

from app.storage.unit import Unit
from app.storage.writer import writer

__all__ = ["Unit", "Verb", "unit_of_work"]

P = ParamSpec("P")
T = TypeVar("T")


class Verb(Generic[P, T]):
    """A service function that runs as a unit of work of its own, or `within` its caller's."""

    def __init__(self, body: Callable[Concatenate[Unit, P], T]) -> None:
        self._body = body
        update_wrapper(self, body)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return writer().run(lambda uow: self._body(uow, *args, **kwargs))

    def within(self, uow: Unit, *args: P.args, **kwargs: P.kwargs) -> T:
        """Join a unit that is already open."""
        return self._body(uow, *args, **kwargs)


def unit_of_work(body: Callable[Concatenate[Unit, P], T]) -> Verb[P, T]:
    """Make a function of (`uow`, …) a verb that is called without `uow`."""
    return Verb(body)
