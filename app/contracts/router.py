"""The router of the default namespace: which contract an event belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from app import limits
from app.contracts import connections
from app.contracts.active import DIRECT, EXCLUDES, SUPPORT
from app.contracts.channels import HERE
from app.contracts.contract import Contract, Event
from app.engine import acknowledgements, server
from app.exceptions import BadRequest, Unauthenticated
from app.extensions import socketio
from app.wire import validation

Json = dict[str, Any]
Table = dict[str, dict[str, tuple[Contract, Event]]]

RULES: dict[str, Callable[[Json], str]] = {
    "send_message": lambda given: DIRECT if "receiver_id" in given else SUPPORT,
}
"""Events that more than one contract has: which one is meant, by what came in."""


class Clash(RuntimeError):
    """Two contracts want the same name and nothing tells them apart: the server must not start."""


class Router:
    """One table: event name → contract name → what it does."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        """Raises `Clash`."""
        self.table = table(contracts)
        for one, other in combinations(contracts, 2):
            both = one.frames & other.frames
            if both and other.name not in EXCLUDES[one.name]:
                raise Clash(f"{one.name} and {other.name} both send {sorted(both)}")

    def bind(self) -> None:
        """Have the server call it."""
        socketio.server.on("*", self.answer, namespace=HERE.name)
        socketio.server.on(server.UNREADABLE, unreadable, namespace=HERE.name)

    def answer(self, name: str, sid: str, *arguments: Any) -> Json:
        """The acknowledgement of an event; whatever goes wrong is one too."""
        return acknowledgements.answer(HERE, sid, lambda: self._run(name, sid, arguments))

    def _run(self, name: str, sid: str, arguments: tuple[Any, ...]) -> Any:
        connection = connections.get(sid)
        if connection is None:
            raise Unauthenticated
        given = arguments[0] if arguments and arguments[0] is not None else {}
        contract, event = self.resolve(name, given)
        connections.refuse(connection, EXCLUDES[contract.name])
        actor = event.identify(connection, given)
        if event.is_question:
            limits.reading(actor.user_id)
        return event.run(connection, actor, validation.read(event.payload, given))

    def resolve(self, name: str, given: Any) -> tuple[Contract, Event]:
        """Whose event it is. Raises `BadRequest` when it is nobody's, or `given` is no object."""
        if name not in self.table:
            raise BadRequest("event_not_found")
        if not isinstance(given, dict):
            raise BadRequest("not_an_object")
        claims = self.table[name]
        meant = RULES[name](given) if len(claims) > 1 else next(iter(claims))
        return claims[meant]


def table(contracts: Sequence[Contract]) -> Table:
    """The table of names. Raises `Clash` where contracts share one and no rule decides."""
    found: Table = defaultdict(dict)
    for contract in contracts:
        for name, event in contract.events.items():
            found[name][contract.name] = (contract, event)
    for name, claims in found.items():
        if len(claims) > 1 and name not in RULES:
            raise Clash(f"{sorted(claims)} both take {name!r}, and no rule decides")
    return dict(found)


def unreadable(sid: str, *_: Any) -> Json:
    """What came was no event at all."""
    return acknowledgements.refuse(HERE, sid, BadRequest("not_a_command"))
