"""One user's conversations, complete and in order whatever the network does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from app.client.api import Api
from app.client.background import Background
from app.client.errors import ClientError
from app.client.frames import Frames
from app.client.happenings import (
    ConnectionChanged,
    Happening,
    MessagesChanged,
    RoomsChanged,
    SessionEnded,
)
from app.client.link import Link
from app.client.outbox import Outbox
from app.client.rooms import Pending, Room
from app.client.sync import Sync
from app.client.watching import Watching

Json = dict[str, Any]
Listener = Callable[[Happening], None]

TYPING_AGAIN = 3.0
"""Seconds after which others are told again that somebody still types; they forget it after 8."""


class Chat:
    """What a user sees of `/chat` from `start()` to `close()`, over as many connections as it takes.

    `me`, and each room's `facts` and messages, are in the shapes of docs/protocol.md. Texts in them
    were written by others: `text.clean` and `text.clean_line` make them safe for a terminal.
    """

    def __init__(self, server: str, token: str) -> None:
        self.me: Json = {}
        self.rooms: dict[int, Room] = {}
        self.api = Api(server, token)
        """For what is seldom done: finding people, making, joining and leaving rooms."""
        self._link = Link(server, token, self._heard, self._lost, self._ended)
        self._background = Background()
        self._outbox = Outbox(self._link, self._background, self._messages_changed)
        self._sync = Sync(self._link, self._background, self._messages_changed)
        self.watching = Watching(self._link, self._background, self._tell)
        """Who of the people in the list of rooms is online."""
        self._frames = Frames(self, self._sync, self._background, self._tell)
        self._listeners: list[Listener] = []
        self._typed: dict[int, float] = {}
        self._ending = "expired"

    # -- coming and going --------------------------------------------------------------------

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for all that happens; what is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def start(self) -> None:
        """Connect and wait until rooms and people are known. Raises `ClientError`, such as `NotSignedIn`.

        From then on broken connections are made anew, until `close()` or `SessionEnded`.
        """
        await self._link.start()

    async def close(self) -> None:
        """Disconnect; nothing is called any more."""
        self._listeners.clear()
        self._background.close()
        self._frames.close()
        await self._link.close()
        await self.api.close()

    @property
    def online(self) -> set[int]:
        """The ids of those of them who are."""
        return self.watching.online

    @property
    def connected(self) -> bool:
        """Whether the server is reached now."""
        return self._link.ready

    # -- reading -----------------------------------------------------------------------------

    def wanted(self) -> list[Room]:
        """The rooms in the order of a list: the most recent conversation first."""
        return sorted(self.rooms.values(), key=lambda room: (room.moment, room.id), reverse=True)

    async def open(self, room_id: int) -> Room:
        """A room with its newest page of messages, kept up to date from now on.

        Raises `KeyError` for a room that isn't the user's, and `ServerUnreachable`; the page then
        comes with the next connection.
        """
        room = self.rooms[room_id]
        room.followed = True
        await self._sync.catch_up(room)
        return room

    async def older(self, room_id: int) -> bool:
        """Load one page further back; False at the room's beginning. Raises `ClientError`."""
        return await self._sync.older(self.rooms[room_id])

    async def mark_read(self, room_id: int, seq: int) -> None:
        """All up to `seq` was seen. Without a connection this is lost, and the next mark makes up for it."""
        with contextlib.suppress(ClientError):
            mark = await self._link.ask("mark_read", room_id=room_id, seq=seq)
            if room := self.rooms.get(room_id):
                room.read(mark["seq"], mark["unread"])
                self._tell(RoomsChanged())

    # -- writing -----------------------------------------------------------------------------

    def send(self, room_id: int, text: str) -> Pending:
        """Send a message: at once, or when there is a connection. It is stored exactly once.

        Until then it is in the room's `pending`, and there it stays, with an `error`, if the server
        refuses it.
        """
        self._typed.pop(room_id, None)  # for the others the message ends it, so the next key is told at once
        return self._outbox.add(self.rooms[room_id], text)

    def discard(self, pending: Pending) -> None:
        """Give up a message that was refused."""
        if room := self.rooms.get(pending.room_id):
            room.pending.pop(pending.client_id, None)
            self._messages_changed(pending.room_id)

    async def edit(self, message_id: int, text: str) -> None:
        """Replace the text of a message. Raises `Refused`, `ServerUnreachable`."""
        self._answered(await self._link.ask("edit_message", message_id=message_id, content=text))

    async def delete(self, message_id: int) -> None:
        """Delete a message for good. Raises `Refused`, `ServerUnreachable`."""
        self._answered(await self._link.ask("delete_message", message_id=message_id))

    def typing(self, room_id: int, is_typing: bool) -> None:
        """Tell the room that the user types or has stopped; may be called for each key."""
        now, told = asyncio.get_running_loop().time(), self._typed.pop(room_id, None)
        if is_typing:
            fresh = told is not None and now - told < TYPING_AGAIN
            self._typed[room_id] = told if told is not None and fresh else now
            if fresh:
                return
        elif told is None:
            return
        self._background.run(self._link.tell("typing", room_id=room_id, is_typing=is_typing))

    # -- what comes --------------------------------------------------------------------------

    def _heard(self, event: str, payload: Any) -> None:
        if event == "session_ended":
            self._ending = payload["reason"]  # the next attempt to connect is refused
        self._frames.take(event, payload)
        if event == "ready":
            self._tell(ConnectionChanged(True))
            self._outbox.go()

    def _lost(self) -> None:
        self._typed.clear()
        self._tell(ConnectionChanged(False))

    def _ended(self) -> None:
        self._tell(SessionEnded(self._ending))

    def _answered(self, message: Json) -> None:
        if room := self.rooms.get(message["room_id"]):
            room.answered(message)
            self._messages_changed(room.id)

    def _messages_changed(self, room_id: int) -> None:
        self._tell(MessagesChanged(room_id))

    def _tell(self, happening: Happening) -> None:
        for listener in tuple(self._listeners):
            listener(happening)
