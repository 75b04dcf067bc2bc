"""A room as the client knows it: what the list shows, its messages, and who is typing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.client.errors import Refused
from app.client.language import _

Json = dict[str, Any]

UNREAD_CAP = 100
"""The server stops counting here, too."""
MANY, KEPT = 600, 200
"""With more messages than `MANY` loaded, only the newest `KEPT` are worth keeping for who reads the end."""


@dataclass
class Pending:
    """A message on its way; with an `error` it was refused and waits for its author to decide."""

    client_id: str
    room_id: int
    content: str
    error: Refused | None = None


@dataclass
class Room:
    """`facts` is the server's room of docs/protocol.md; `cursor` is -1 until its messages were loaded."""

    facts: Json
    me: int
    followed: bool = False
    cursor: int = -1
    more: bool = True
    """Whether older messages than the loaded ones may be on the server."""
    pending: dict[str, Pending] = field(default_factory=dict)
    typing: dict[int, str] = field(default_factory=dict)
    """Who is typing: user id → display name."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while pages are loaded."""
    _messages: dict[int, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.facts["id"])

    @property
    def type(self) -> str:
        """`lobby`, `dm`, `group` or `support`."""
        return str(self.facts["type"])

    @property
    def head(self) -> int:
        """The newest change that is known to have happened."""
        return int(self.facts["head"])

    @property
    def unread(self) -> int:
        """How many messages wait to be read; 100 means more than 99."""
        return int(self.facts["unread"])

    @property
    def request(self) -> bool:
        """A stranger opened this dm, and it was neither accepted nor answered yet."""
        return bool(self.facts["request"])

    def can(self, verb: str) -> bool:
        """Whether the server lets the user do this here: `verb` is one of docs/protocol.md."""
        return verb in self.facts["can"]

    @property
    def moment(self) -> str:
        """When something last happened here; for the order of rooms only."""
        last = self.facts["last_message"]
        return str(last["created_at"] if last else self.facts["created_at"])

    @property
    def other(self) -> Json | None:
        """Whose name the room has; nobody's where it is one's own or a group's."""
        peer: Json | None = self.facts["peer"]
        return peer if peer and peer["id"] != self.me else None

    def title(self) -> str:
        """What the room is called; as it came, so not safe for a terminal."""
        kind, peer = self.type, self.facts["peer"]
        if kind == "lobby":
            return _("Lobby")
        if kind == "support":
            return _("Support") + (f": {peer['display_name']}" if peer else "")
        if kind == "dm":
            return str(peer["display_name"]) if peer else _("Waiting for somebody")
        return self.facts["name"] or _("Group %(number)s", number=self.id)

    def messages(self) -> list[Json]:
        """The loaded messages in the room's order; those on their way are in `pending`."""
        return sorted(self._messages.values(), key=lambda message: int(message["seq"]))

    def message(self, message_id: int) -> Json | None:
        """One of the loaded messages."""
        return self._messages.get(message_id)

    # -- messages ----------------------------------------------------------------------------

    def apply(self, messages: Iterable[Json], *, page: bool = False) -> None:
        """Take over messages as they stood at their `changed`; an older state changes nothing.

        Unless they are a `page` of the history, those before the loaded ones are left out: their own page
        brings them, and what lies between would never be asked for.
        """
        first = (
            0 if page or not self.more else min((one["seq"] for one in self._messages.values()), default=0)
        )
        for message in messages:
            known = self._messages.get(message["id"])
            if message["seq"] < first or (known and known["changed"] > message["changed"]):
                continue
            if message["deleted"]:
                self._messages.pop(message["id"], None)
            else:
                self._messages[message["id"]] = message
                self.arrived(message)

    def arrived(self, message: Json) -> None:
        """A message is stored: if it is one of the pending ones it isn't on its way any more."""
        if message["sender"]["id"] == self.me:
            self.pending.pop(message["client_id"], None)

    def answered(self, message: Json) -> None:
        """Take over the answer to a command, unless the cursor is past it: it may be history by now."""
        self.arrived(message)
        if self.followed and message["changed"] > self.cursor:
            self.apply([message])

    def shorten(self) -> None:
        """Forget the oldest messages when very many are loaded; `Chat.older` brings them back."""
        if len(self._messages) > MANY and not self.lock.locked():
            for message in self.messages()[:-KEPT]:
                del self._messages[message["id"]]
            self.more = True

    def clear(self) -> None:
        """Forget the loaded messages."""
        self._messages.clear()
        self.cursor, self.more = -1, True

    # -- what the list shows -----------------------------------------------------------------

    def summarise(self, change: int, message: Json) -> bool:
        """Keep the list's entry right over one change; False when only the server knows it now."""
        if change <= self.head:
            return True
        complete = change == self.head + 1
        last = self.facts["last_message"]
        self.facts["head"] = change
        if message["deleted"]:
            counted = message["seq"] > self.facts["last_read_seq"]
            return complete and not counted and not (last and last["id"] == message["id"])
        if last is None or message["seq"] > last["seq"]:
            self.facts["last_message"] = message
            new = message["sender"]["id"] != self.me and message["seq"] > self.facts["last_read_seq"]
            self.facts["unread"] = min(UNREAD_CAP, self.unread + new)
        elif last["id"] == message["id"]:
            self.facts["last_message"] = message
        return complete

    def merge(self, facts: Json) -> None:
        """Take over what the server says of the room; its counts only when they aren't older."""
        if facts.get("head", self.head) < self.head:
            facts = {name: facts[name] for name in facts.keys() - COUNTS}
        self.facts |= facts

    def read(self, seq: int, unread: int) -> None:
        """The user's own read pointer moved, here or elsewhere."""
        if seq >= self.facts["last_read_seq"]:
            self.facts |= {"last_read_seq": seq, "unread": unread}

    def renamed(self, user: Json) -> None:
        """Somebody's profile changed."""
        last = self.facts["last_message"]
        people = [message["sender"] for message in [*self._messages.values(), *([last] if last else [])]]
        for person in [*people, self.facts["peer"] or {}]:
            if person.get("id") == user["id"]:
                person |= {name: user[name] for name in person.keys() & user.keys()}


COUNTS = {"head", "unread", "last_read_seq", "last_message"}
