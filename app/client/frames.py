"""What the server's frames do to a `Chat`: one method per frame of docs/protocol.md."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.client.background import Background
from app.client.errors import ClientError, Refused
from app.client.happenings import (
    Happening,
    MessagesChanged,
    PresenceChanged,
    RoomsChanged,
    TypingChanged,
)
from app.client.rooms import Room
from app.client.sync import Sync

if TYPE_CHECKING:
    from app.client.chat import Chat

Json = dict[str, Any]
TYPING_FORGOTTEN = 8.0
"""Seconds after which who doesn't repeat it isn't typing any more."""


@dataclass(slots=True)
class Question:
    """The server is asked for a room; `again` when a frame has come since, which the answer may not know."""

    again: bool = False


class Frames:
    """Takes frames in the server's order; those it doesn't know change nothing."""

    def __init__(
        self, chat: Chat, sync: Sync, background: Background, tell: Callable[[Happening], None]
    ) -> None:
        self._chat = chat
        self._sync = sync
        self._background = background
        self._tell = tell
        self._typing: dict[tuple[int, int], asyncio.TimerHandle] = {}
        self._asking: dict[int, Question] = {}
        self._readies = 0

    def take(self, event: str, payload: Any) -> None:
        """Carry out one frame, and tell what happened by it."""
        handler = getattr(self, f"on_{event}", None)
        if handler:
            handler(payload)

    def close(self) -> None:
        """Stop what would be done later."""
        for timer in self._typing.values():
            timer.cancel()

    # -- the whole, and people ---------------------------------------------------------------

    def on_ready(self, snapshot: Json) -> None:
        chat = self._chat
        chat.me = snapshot["user"]
        chat.watching.ready(snapshot["online"])
        self._asking.clear()  # this is newer than any answer on its way
        listed = {facts["id"] for facts in snapshot["rooms"]}
        more = snapshot["rooms_has_more"]
        chat.rooms = {one: room for one, room in chat.rooms.items() if more or one in listed}
        for facts in snapshot["rooms"]:
            room = chat.rooms.setdefault(facts["id"], Room(facts, chat.me["id"]))
            if facts["head"] < room.cursor:
                room.clear()  # an older backup was restored
            room.facts = facts
            self._sync.resume(room)
        self._readies += 1
        if more:
            last = snapshot["rooms"][-1]["id"]
            self._background.run(self._rest(last, chat.rooms.keys() - listed, self._readies))
        self._rooms_changed()

    def _rooms_changed(self) -> None:
        self._chat.watching.look(self._chat.wanted())
        self._tell(RoomsChanged())

    async def _rest(self, last: int, absent: set[int], ready: int) -> None:
        """The rooms that `ready` had no place for; of those known before, the others are asked for."""
        try:
            found = await self._chat.api.rooms(before=last)
        except ClientError:  # the next `ready` begins anew
            return
        if ready != self._readies:
            return
        for facts in found:
            self._put(facts)
        for room_id in absent - {facts["id"] for facts in found}:
            self._refresh(room_id)

    def on_presence(self, frame: Json) -> None:
        self._chat.watching.heard(frame["user_id"], frame["is_online"])
        self._tell(PresenceChanged(frame["user_id"]))

    def on_presence_count(self, frame: Json) -> None:
        self._chat.watching.count = frame["online_count"]
        self._tell(RoomsChanged())

    def on_user_updated(self, frame: Json) -> None:
        user = frame["user"]
        if user["id"] == self._chat.me["id"]:
            self._chat.me |= user
        for question in self._asking.values():
            question.again = True
        for room in self._chat.rooms.values():
            room.renamed(user)
            self._tell(MessagesChanged(room.id))
        self._tell(RoomsChanged())

    def on_typing(self, frame: Json) -> None:
        room, user = self._chat.rooms.get(frame["room_id"]), frame["user"]
        if room is None:
            return
        self._stops_typing(room, user["id"])
        if frame["is_typing"]:
            room.typing[user["id"]] = user["display_name"]
            self._typing[room.id, user["id"]] = asyncio.get_running_loop().call_later(
                TYPING_FORGOTTEN, self._stops_typing, room, user["id"]
            )
            self._tell(TypingChanged(room.id))

    def _stops_typing(self, room: Room, user_id: int) -> None:
        if timer := self._typing.pop((room.id, user_id), None):
            timer.cancel()
            room.typing.pop(user_id, None)
            self._tell(TypingChanged(room.id))

    # -- messages ----------------------------------------------------------------------------

    def on_message_created(self, frame: Json) -> None:
        if room := self._chat.rooms.get(frame["room_id"]):
            self._stops_typing(room, frame["message"]["sender"]["id"])
            room.arrived(frame["message"])
        self._message(frame, frame["message"])

    def on_message_changed(self, frame: Json) -> None:
        self._message(frame, frame["message"])

    def on_message_deleted(self, frame: Json) -> None:
        self._message(frame, frame | {"deleted": True, "changed": frame["change"]})

    def _message(self, frame: Json, message: Json) -> None:
        room = self._chat.rooms.get(frame["room_id"])
        if room is None or not room.summarise(frame["change"], message):
            self._refresh(frame["room_id"])
        if room is not None:
            self._sync.heard(room, frame["change"], message)
            self._tell(RoomsChanged())

    # -- rooms -------------------------------------------------------------------------------

    def on_room_updated(self, frame: Json) -> None:
        self._overtake(frame["room"]["id"])
        self._put(frame["room"])

    def _put(self, facts: Json) -> None:
        room = self._chat.rooms.get(facts["id"])
        if room is not None:
            room.merge(facts)
            self._sync.resume(room)
            if facts.keys() == {"id", "head"}:
                self._refresh(room.id)  # many messages changed: the last one and the count may have, too
        elif "type" in facts:
            self._chat.rooms[facts["id"]] = Room(facts, self._chat.me["id"])
        self._rooms_changed()

    def on_room_read(self, frame: Json) -> None:
        room = self._chat.rooms.get(frame["room_id"])
        if room is None:
            return
        self._overtake(room.id)
        if frame["user_id"] == self._chat.me["id"]:
            room.read(frame["seq"], frame["unread"])
            self._tell(RoomsChanged())
        else:
            room.facts["peer_read_seq"] = max(frame["seq"], room.facts["peer_read_seq"] or 0)
            self._tell(MessagesChanged(room.id))

    def on_member_joined(self, frame: Json) -> None:
        if room := self._chat.rooms.get(frame["room_id"]):
            self._overtake(room.id)
            room.facts["member_count"] = frame["member_count"]
            if room.type == "dm":
                self._refresh(room.id)  # a half-open one has its peer now
            self._tell(RoomsChanged())

    def on_member_left(self, frame: Json) -> None:
        if frame["user_id"] == self._chat.me["id"]:
            self._chat.rooms.pop(frame["room_id"], None)
            self._asking.pop(frame["room_id"], None)  # its answer would bring the room back
        elif room := self._chat.rooms.get(frame["room_id"]):
            self._overtake(room.id)
            room.facts["member_count"] = frame["member_count"]
        self._tell(RoomsChanged())

    def _refresh(self, room_id: int) -> None:
        """Ask for what only the server knows now; calls while it answers share one more question."""
        if room_id in self._asking:
            self._overtake(room_id)
        else:
            self._asking[room_id] = question = Question()
            self._background.run(self._ask(room_id, question))

    def _overtake(self, room_id: int) -> None:
        if question := self._asking.get(room_id):
            question.again = True

    async def _ask(self, room_id: int, question: Question) -> None:
        facts, gone = None, False
        try:
            facts = await self._chat.api.room(room_id)
        except Refused as refusal:
            gone = refusal.code == "room_not_found"
        except ClientError:  # out of reach: the next `ready` tells
            pass
        if self._asking.get(room_id) is not question:
            return  # told anew, or left meanwhile
        del self._asking[room_id]
        if gone:
            self._chat.rooms.pop(room_id, None)
            self._tell(RoomsChanged())
        elif facts:
            self._put(facts)
        if question.again:
            self._refresh(room_id)
