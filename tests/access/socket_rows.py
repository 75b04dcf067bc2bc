"""What each socket event is for, and who may; an event without a row here fails the tests.

Refusals are the error object's code; what is allowed has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.access.world import RELATIONS, ROOMS, SIGNED_IN_ROLES

DONE = None
Code = str | None
Rights = dict[str, Code]
"""Relation to a room → the code; who has none is told `Row.hidden`."""

SEES: Rights = {"owner": DONE, "member": DONE, "desk": DONE}
AUTHOR: Rights = {"owner": DONE, "member": "forbidden", "desk": "forbidden"}
NO_ROOM, NO_MESSAGE, NO_USER = "room_not_found", "message_not_found", "user_not_found"
AUTHORS_ALONE: dict[tuple[str, str], Code] = {
    ("dm", "creator"): DONE, ("support", "member"): DONE, ("lobby", "creator"): DONE,
}  # fmt: skip
MODERATED = AUTHORS_ALONE | {("lobby", "admin"): DONE}


@dataclass(frozen=True)
class Row:
    """An event, what it is sent with, and who may send it."""

    payload: dict[str, Any] = field(default_factory=dict)
    """`{room}`, `{message}`, `{user}` and `{username}` are the target's, `{client_id}` is new each time."""
    targets: tuple[str, ...] = ROOMS
    rights: Rights = field(default_factory=lambda: SEES)
    but: dict[tuple[str, str], Code] = field(default_factory=dict)
    """Target and role → code, of those that differ."""
    hidden: str = NO_ROOM

    def code(self, role: str, target: str) -> Code:
        """What `role` is refused with that asks for `target`."""
        if (target, role) in self.but:
            return self.but[target, role]
        return self.rights.get(PLACES[target].get(role, ""), self.hidden)

    def hides(self, role: str, target: str) -> bool:
        """Whether `role` may not know that the target exists."""
        return role not in PLACES[target]


def of_message(rights: Rights = SEES, but: dict[tuple[str, str], Code] | None = None, **payload: Any) -> Row:
    return Row({"message_id": "{message}"} | payload, rights=rights, but=but or {}, hidden=NO_MESSAGE)


def in_room(**payload: Any) -> Row:
    return Row({"room_id": "{room}"} | payload)


CHAT = {
    "send_message": in_room(content="x", client_id="{client_id}"),
    "edit_message": of_message(AUTHOR, MODERATED, content="lain"),
    "delete_message": of_message(AUTHOR, MODERATED),
    "react": of_message(emoji="👍", on=True),
    "mark_read": in_room(seq=1),
    "typing": in_room(is_typing=True),
    "accept": in_room(),
    "changes": in_room(after=0),
    "history": in_room(),
    "rooms": Row({"before": "{room}"}),
    "watch_presence": Row({"user_ids": ["{user}"], "count": True}, ("person",)),
}


PLACES = RELATIONS | {
    "oneself": dict.fromkeys(SIGNED_IN_ROLES, "member"),
    "person": dict.fromkeys(SIGNED_IN_ROLES, "member"),
    "others": {"creator": "member"},
    "nobody": {},
    "deleted": {},
}
"""Targets beside rooms: one's own, somebody's that everybody may write to, the creator's own, nobody's."""
NAMES = ("oneself", "others")
PEOPLE = ("person", "deleted", "nobody")
ITS_USER: dict[tuple[str, str], Code] = {("support", "member"): DONE, ("support", "admin"): DONE}
IN_LOBBY: dict[tuple[str, str], Code] = {
    ("lobby", role): DONE if role in {"creator", "admin"} else "forbidden" for role in SIGNED_IN_ROLES
}
NOT_JOINED: dict[tuple[str, str], Code] = {("oneself", "admin"): NO_ROOM}


def named(**payload: Any) -> Row:
    return Row({"username": "{username}"} | payload, NAMES, hidden="forbidden")


CONTRACTS = {
    ("lobby", "join"): named(),
    ("lobby", "leave"): named(),
    ("lobby", "new_message"): named(content="x"),
    ("lobby", "edit_message"): of_message({}, IN_LOBBY, content="lain"),
    ("lobby", "delete_message"): of_message({}, IN_LOBBY),
    ("direct", "send_message"): Row({"receiver_id": "{user}", "content": "x"}, PEOPLE, hidden=NO_USER),
    ("direct", "mark_as_read"): of_message({}, {("dm", "peer"): DONE, ("dm", "creator"): "forbidden"}),
    ("support", "join_chat"): Row({"roomId": "{room}"}, rights={}, but=ITS_USER),
    ("support", "send_message"): Row({"message": "x"}, ("oneself",), but=NOT_JOINED),
    ("support", "typing"): Row({"isTyping": True}, ("oneself",), but=NOT_JOINED),
    ("support", "mark_messages_read"): Row({"roomId": "{room}"}, rights={}, but=ITS_USER),
    ("support", "get_active_rooms"): Row(
        {}, ("oneself",), {"member": "forbidden"}, {("oneself", "admin"): DONE}
    ),
}
"""Contract and event → row; who hasn't signed in is `unauthenticated` at each."""
