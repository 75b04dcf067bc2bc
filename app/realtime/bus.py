"""The event bus: services publish facts, doors subscribe to them.

`publish` tells every process of the installation (`cluster` does that, when there
are several), `deliver` this one only.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from app.events import Event

E = TypeVar("E", bound=Event)
Route = Callable[[list[Event], int | None], None]
log = logging.getLogger(__name__)

_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)
_own_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)
_enders: list[Callable[[], None]] = []
_route: Route | None = None


def subscribe(kind: type[E], listener: Callable[[E], None], elsewhere: bool = True) -> None:
    """Call `listener` with each later event of exactly this kind, in the order of publishing.

    Without `elsewhere`, only with what happened in this process. A listener may be called by the
    writer, or by whoever hears the other processes, so it runs no unit of work and doesn't wait.
    """
    (_subscribers if elsewhere else _own_subscribers)[kind].append(listener)


def at_end(listener: Callable[[], None]) -> None:
    """Call `listener` after each publication, however many events it had."""
    _enders.append(listener)


def clear() -> None:
    """Forget all subscribers: a new app of the same process begins with none, and alone."""
    global _route
    _subscribers.clear()
    _own_subscribers.clear()
    _enders.clear()
    _route = None


def use(route: Route | None) -> None:
    """Have `route` take what is published to every process; it calls `deliver` for this one."""
    global _route
    _route = route


def publish(events: Iterable[Event], number: int | None = None, hold: bool = False) -> None:
    """Hand events to their subscribers, here and in the other processes; never waits for those.

    What was committed together is published together; `number` is its place among all that was
    committed by any process. With `hold`, doors may keep it until `flush`, so that it leaves with
    what else there is to say. What is stored stays stored even if nobody hears of it: clients
    catch up by cursor.
    """
    if _route is None:
        deliver(events, hold=hold)
    else:
        _route(list(events), number)


def deliver(events: Iterable[Event], own: bool = True, hold: bool = False) -> None:
    """Hand events to the subscribers in this process; a failing one is logged and stops nobody else."""
    for event in events:
        for listener in _subscribers[type(event)]:
            _tell(type(event).__name__, listener, event)
        if own:
            for listener in _own_subscribers[type(event)]:
                _tell(type(event).__name__, listener, event)
    if not hold:
        flush()


def flush() -> None:
    """End a publication: what doors still hold back of it leaves."""
    for ender in _enders:
        _tell("the end of a publication", ender)


def _tell(what: str, listener: Callable[..., None], *event: Event) -> None:
    try:
        listener(*event)
    except Exception:
        log.exception("a subscriber failed on %s", what)
