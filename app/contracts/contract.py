"""What a contract is: events in, frames out, and what a connection has to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.contracts import identity
from app.contracts.connections import Connection
from app.services.active_contracts import ActiveContract
from app.services.actor import Actor
from app.wire.payloads import Payload

Json = dict[str, Any]


class Event(NamedTuple):
    """What an event takes, and what it does."""

    payload: type[Payload]
    run: Callable[[Connection, Actor, Any], Any]
    """Calls one service; returns the `data` of the acknowledgement."""
    identify: Callable[[Connection, Json], Actor] = identity.known
    """Who sends it, from what came in; raises `Unauthenticated` and the like."""
    is_question: bool = True
    """It counts as one, as a request does over HTTP; else its service counts it, as a message."""


def nothing(*_: Any) -> None:
    """Nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One documented contract on the default namespace."""

    name: str
    events: Mapping[str, Event]
    frames: frozenset[str]
    """The names of all that it sends."""
    subscribe: Callable[[], None] = nothing
    """Has the bus call its publisher; once, at the start."""
    restore: Callable[[Connection, ActiveContract], None] = nothing
    """A connection was made with a token whose session had this contract: let it go on with it."""
    gone: Callable[[Connection], None] = nothing
    """A connection that spoke it was closed. May be called by the writer: no unit of work here."""
