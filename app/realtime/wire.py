"""Events as bytes between processes: JSON that is checked on arrival, signed with the installation's key.

Never pickle: whoever can write to Redis must not be able to run code here, and without the
key must not be able to make anybody believe anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from app import events
from app.events import Event

ID = 32
"""Characters of a process's id."""
SIGNATURE = 32


class Foreign(ValueError):
    """Bytes that no process of this installation made."""


class Unreadable(ValueError):
    """A message of ours that can't be read here: it comes from another version."""


class Opened(NamedTuple):
    """A message that one of ours made: its number among the sender's, when it was made, and what it says."""

    number: int
    said_at: float
    body: bytes


def seal(key: bytes, sender: str, number: int, said_at: float, body: bytes) -> bytes:
    """`body` with its sender (an id) and a signature in front, which covers its number and time, too."""
    signed = b"%d %.3f\n" % (number, said_at) + body
    return sender.encode() + _signature(key, sender.encode(), signed) + signed


def sender_of(data: bytes) -> str:
    """Who claims to have sent it; only `opened` proves it."""
    return data[:ID].decode("ascii", "replace")


def opened(key: bytes, data: bytes) -> Opened:
    """What `seal` was given. Raises `Foreign`."""
    sender, signature, signed = data[:ID], data[ID : ID + SIGNATURE], data[ID + SIGNATURE :]
    if not compare_digest(signature, _signature(key, sender, signed)):
        raise Foreign
    head, _, body = signed.partition(b"\n")
    number, said_at = head.split(b" ")
    return Opened(int(number), float(said_at), body)


def _signature(key: bytes, sender: bytes, body: bytes) -> bytes:
    made = blake2b(sender, key=key, digest_size=SIGNATURE // 2)
    made.update(body)
    return made.hexdigest().encode()


def packed(head: list[Any], published: Iterable[Event] = ()) -> bytes:
    """A body: a line of JSON that says what it is, then a line for each event."""
    adapters = _adapters()
    lines = [json.dumps(head, separators=(",", ":")).encode()]
    for one in published:
        kind = type(one)
        lines.append(kind.__name__.encode() + b" " + adapters[kind.__name__].dump_json(one))
    return b"\n".join(lines)


def unpacked(body: bytes) -> tuple[list[Any], list[bytes]]:
    """The head, and the lines of the events for `event`. Raises `Unreadable`."""
    first, *lines = body.split(b"\n")
    try:
        head = json.loads(first)
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(head, list) or not head:
        raise Unreadable
    return head, lines


def event(line: bytes) -> Event:
    """One line as the event that it was. Raises `Unreadable`."""
    name, _, fields = line.partition(b" ")
    adapter = _adapters().get(name.decode("ascii", "replace"))
    if adapter is None:
        raise Unreadable(f"an unknown event: {name[:40]!r}")
    try:
        read: Event = adapter.validate_json(fields)
    except ValidationError as error:
        raise Unreadable(f"{name.decode()}: {error.error_count()} faults") from None
    return read


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    return {kind.__name__: TypeAdapter(kind) for kind in kinds()}


def kinds() -> list[type[Event]]:
    """Every kind of event. (`Event.__subclasses__` has those, too, that `slots=True` made anew.)"""
    known = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)]
    return [kind for kind in known if kind is not Event]
