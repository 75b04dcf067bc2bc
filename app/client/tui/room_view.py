"""The open room as it is shown: from the first unread message on, older ones on demand, read at its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from app.client.chat import Chat
from app.client.errors import ClientError
from app.client.rooms import Room
from app.client.text import clean_line
from app.client.tui.conversation import Conversation
from app.client.tui.heading import below_text, heading
from app.client.tui.timeline import View, timeline
from app.client.tui.writing import Writing

PAGES_TO_UNREAD = 3
"""So many older pages are loaded at once to begin at the first unread message; further back by scrolling."""


class RoomView(Vertical):
    """The room that is open. What is at its end counts as read while `attentive()`."""

    def __init__(self, chat: Chat, attentive: Callable[[], bool]) -> None:
        super().__init__(id="main")
        self.chat = chat
        self._attentive = attentive
        self.room_id: int | None = None
        self.new_after: int | None = None
        self._placing = False
        self._marked: tuple[int, int] = (0, 0)

    def compose(self) -> ComposeResult:
        """Head, messages, typing, composer."""
        yield Static("", id="room-head")
        yield Conversation(id="conversation")
        yield Static("", id="typing")
        yield Writing()

    @property
    def room(self) -> Room | None:
        """The open room, as long as it is one of the user's."""
        return self.chat.rooms.get(self.room_id or 0)

    @property
    def conversation(self) -> Conversation:
        """Its messages."""
        return self.query_one(Conversation)

    @property
    def writing(self) -> Writing:
        """Its composer."""
        return self.query_one(Writing)

    # -- showing -----------------------------------------------------------------------------

    def open(self, room_id: int) -> None:
        """Show a room from its first unread message, or from its end."""
        room = self.chat.rooms[room_id]
        if room_id != self.room_id:
            if self.room:
                self.chat.typing(self.room.id, False)
            self._placing = True
            self.room_id = room_id
            self.new_after = room.facts["last_read_seq"] if room.unread else None
            self.writing.go_to(room_id)
            self.conversation.show([])
            self.call_after_refresh(self._load, room)  # a pane that was hidden has no size before
        self.writing.composer.focus()

    def close(self) -> None:
        """Show nothing: the room isn't the user's any more."""
        self.room_id = None
        self.conversation.show([])
        self.query_one("#room-head", Static).update("")
        self.query_one("#typing", Static).update("")

    @work(exclusive=True, group="open")
    async def _load(self, room: Room) -> None:
        self.show()
        try:
            await self.chat.open(room.id)
            await self._reach_unread(room)
        except (ClientError, KeyError) as error:
            if not isinstance(error, KeyError) and self.chat.connected:
                self.complain(error)
        self.show()
        self.conversation.to_end()
        if self.new_after is not None:
            self.conversation.to_row("new", top=True)
        self._placing = False
        self.conversation.tell_place()

    async def _reach_unread(self, room: Room) -> None:
        if self.new_after is None:
            return
        for _ in range(PAGES_TO_UNREAD):
            known = room.messages()
            if not known or known[0]["seq"] <= self.new_after or not await self.chat.older(room.id):
                return

    def show(self) -> None:
        """Show everything as it is now."""
        room = self.room
        if room is None:
            return
        if self.new_after is None and room.unread and not (self._placing or self._sees_end()):
            self.new_after = room.facts["last_read_seq"]
        if self.conversation.at_end and not self._placing:
            room.shorten()  # each change costs as much as there is to show
        today = datetime.now().astimezone().date()
        self.conversation.show(timeline(View(room, today, self.new_after)))
        self.writing.composer.invite(room.can("post"))
        self.show_people()
        self._mark_read()

    def show_people(self) -> None:
        """Show who is there and who is typing."""
        if room := self.room:
            self.query_one("#room-head", Static).update(
                heading(room, self.chat.online, self.chat.watching.count)
            )
            self.query_one("#typing", Static).update(below_text(room, self.conversation.at_end))

    def _sees_end(self) -> bool:
        return self._attentive() and self.conversation.at_end and not self._placing

    def connected(self) -> None:
        """A mark may have been lost with the connection: it is made again."""
        self._marked = (0, 0)
        self._mark_read()

    @on(Conversation.EndSeen)
    def _mark_read(self) -> None:
        room = self.room
        # Who opened a dm as a stranger isn't told that it was read before it is answered.
        if room is None or room.request or not room.unread or not self._sees_end() or not room.messages():
            return
        mark = (room.id, int(room.messages()[-1]["seq"]))
        if mark != self._marked and self.chat.connected:
            self._marked = mark
            self.run_worker(self.chat.mark_read(*mark), group="mark")

    @on(Conversation.EndSeen)
    @on(Conversation.EndLost)
    def _place_changed(self) -> None:
        self.show_people()

    @on(Conversation.TopNear)
    def _top_near(self) -> None:
        if self.room and self.room.more and self.room.messages() and self.chat.connected:
            self._load_older(self.room)

    @work(group="older")
    async def _load_older(self, room: Room) -> None:
        if not room.lock.locked():
            await self.attempt(self.chat.older(room.id))

    async def attempt(self, deed: Awaitable[object]) -> None:
        """Do it; what goes wrong is told."""
        try:
            await deed
        except ClientError as error:
            self.complain(error)

    def complain(self, error: ClientError) -> None:
        """Tell what went wrong."""
        self.notify(clean_line(error.message), severity="error", markup=False)
