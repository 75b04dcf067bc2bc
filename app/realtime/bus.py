"""The event bus: services publish facts, doors subscribe to them."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from app.events import Event

E = TypeVar("E", bound=Event)
log = logging.getLogger(__name__)

_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)
_enders: list[Callable[[], None]] = []


def subscribe(kind: type[E], listener: Callable[[E], None]) -> None:
    """Call `listener` with each later event of exactly this kind, in the order of publishing."""
    _subscribers[kind].append(listener)


def at_end(listener: Callable[[], None]) -> None:
    """Call `listener` after each publication, however many events it had."""
    _enders.append(listener)


def clear() -> None:
    """Forget all subscribers: a new app of the same process begins with none."""
    _subscribers.clear()
    _enders.clear()


def publish(events: Iterable[Event]) -> None:
    """Hand events to their subscribers; a failing one is logged and stops nobody else.

    What was committed together is published together. What is stored stays stored even
    if nobody hears of it: clients catch up by cursor.
    """
    for event in events:
        for listener in _subscribers[type(event)]:
            _tell(type(event).__name__, listener, event)
    for ender in _enders:
        _tell("the end of a publication", ender)


def _tell(what: str, listener: Callable[..., None], *event: Event) -> None:
    try:
        listener(*event)
    except Exception:
        log.exception("a subscriber failed on %s", what)
