"""Rooms at the left, the open one at the right; in a narrow terminal one of the two."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from app.client.chat import Chat
from app.client.errors import ClientError
from app.client.happenings import (
    ConnectionChanged,
    Happening,
    MessagesChanged,
    PresenceChanged,
    RoomsChanged,
    TypingChanged,
)
from app.client.language import _
from app.client.text import clean_line
from app.client.tui.dialogs import Keys
from app.client.tui.look import MARK
from app.client.tui.room_pane import RoomPane
from app.client.tui.rooms import RoomList, room_key
from app.client.tui.rows import Rows
from app.client.tui.switcher import Goal, Switcher


class ChatScreen(Screen[None]):
    """Everything of one signed-in user."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  as textual declares it
        (0, "-narrow"),
        (80, "-wide"),
        (120, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "switch", show=False, priority=True),
        Binding("ctrl+n", "next_unread", show=False, priority=True),
        Binding("alt+up,ctrl+pageup", "step(-1)", show=False, priority=True),
        Binding("alt+down,ctrl+pagedown", "step(1)", show=False, priority=True),
        Binding("ctrl+end", "newest", show=False, priority=True),
        Binding("f1", "keys", show=False, priority=True),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        self._chat = chat
        self._stale: set[type[Happening]] = set()
        self._wanted_room: int | None = None
        """A room that was asked for and that the server hasn't told of yet."""

    def compose(self) -> ComposeResult:
        """The bar for bad times, the list, the room."""
        yield Static("⚠ " + _("No connection. Trying again…"), id="offline", markup=False)
        with Horizontal(id="panes"):
            with Vertical(id="side"):
                yield Static(self._side_head(), id="side-head")
                yield RoomList(id="rooms")
                yield Static(_("^K go to…"), id="side-hint", markup=False)
            yield RoomPane(self._chat, self._attentive)

    def on_mount(self) -> None:
        """Show what is known, and follow what happens; where there is room for it, open the newest room."""
        self.call_after_refresh(self._begin)
        self._chat.listen(self._happened)
        self.set_interval(60, self._tell_day)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)

    def _begin(self) -> None:
        self._show_connection()
        rooms = self._chat.wanted()
        if rooms and not self.has_class("-narrow"):
            self.open_room(rooms[0].id)
        else:
            self._show_rooms()
            self._list.focus()

    @property
    def _list(self) -> RoomList:
        return self.query_one(RoomList)

    @property
    def _pane(self) -> RoomPane:
        return self.query_one(RoomPane)

    # -- what happens ------------------------------------------------------------------------

    def _happened(self, happening: Happening) -> None:
        # Frames come in bursts: what they change is shown once, when the burst is over.
        if not self.is_running:
            return
        if isinstance(happening, MessagesChanged | TypingChanged) and happening.room_id != self._pane.room_id:
            if room := self._chat.rooms.get(happening.room_id):
                room.shorten()  # nobody looks at it
            return
        if not self._stale:
            self.call_later(self._refresh_stale)
        self._stale.add(type(happening))

    def _refresh_stale(self) -> None:
        stale, self._stale = self._stale, set()
        if ConnectionChanged in stale:
            self._show_connection()
            self._pane.connected()
        if stale & {RoomsChanged, PresenceChanged, ConnectionChanged}:
            self._show_rooms()
        if stale & {MessagesChanged, RoomsChanged}:
            self._pane.show()
        elif stale & {TypingChanged, PresenceChanged}:
            self._pane.show_people()

    def _show_connection(self) -> None:
        self.query_one("#offline").display = not self._chat.connected
        self.query_one("#side-head", Static).update(self._side_head())

    def _show_rooms(self) -> None:
        opened = self._pane.room_id
        if self._wanted_room in self._chat.rooms:
            self.open_room(self._wanted_room)
            return
        if opened is not None and opened not in self._chat.rooms:
            self._pane.close()
            self.remove_class("-in-room")
            self._list.focus()
        today = datetime.now().astimezone().date()
        self._list.show_rooms(self._chat.wanted(), self._chat.online, self._pane.room_id, today)

    def _tell_day(self) -> None:
        # At midnight "Today" becomes "Yesterday", also for who keeps this open.
        self._show_rooms()
        self._pane.show()

    def _side_head(self) -> Content:
        name = clean_line(self._chat.me["display_name"])
        return Content.assemble(MARK, ("   ", ""), (name, "$ink-soft"))

    def _attentive(self) -> bool:
        # Somebody can see the conversation, and this terminal is the one they look at.
        return self.app.app_focus and self.is_current and bool(self._pane.region)

    def _focus_changed(self) -> None:
        self._pane.show()

    def on_screen_resume(self) -> None:
        """A window over it has closed."""
        if self._pane.room_id is not None:
            self._pane.show()

    # -- going from room to room -------------------------------------------------------------

    def open_room(self, room_id: int | None) -> None:
        """Show a room and write in it."""
        if room_id in self._chat.rooms and room_id is not None:
            self._wanted_room = None
            self.add_class("-in-room")
            self._pane.open(room_id)
            self._show_rooms()
            self._list.cursor = room_key(room_id)
            self._list.to_row(room_key(room_id))

    @on(Rows.Chosen, "#rooms")
    def _room_chosen(self, event: Rows.Chosen) -> None:
        self.open_room(int(event.key))

    @on(RoomPane.Left)
    def action_back(self) -> None:
        """Back to the list, where only one of the two is shown."""
        self.remove_class("-in-room")
        if self.has_class("-narrow"):
            self._list.focus()

    def action_step(self, step: int) -> None:
        """The room above or below."""
        ids = [room.id for room in self._chat.wanted()]
        if not ids:
            return
        opened = self._pane.room_id
        place = ids.index(opened) + step if opened in ids else 0
        self.open_room(ids[place % len(ids)])

    def action_next_unread(self) -> None:
        """The next room with something unread, beginning below the open one."""
        rooms = self._chat.wanted()
        ids = [room.id for room in rooms]
        opened = self._pane.room_id
        place = ids.index(opened) + 1 if opened in ids else 0
        others = [room for room in rooms[place:] + rooms[:place] if room.id != opened]
        waiting = [room.id for room in others if room.unread and not room.request]
        if waiting:
            self.open_room(waiting[0])
        else:
            self.notify(_("Everything is read."), timeout=2, markup=False)

    def action_newest(self) -> None:
        """The end of the conversation."""
        self._pane.conversation.to_end()

    def action_keys(self) -> None:
        """What each key does."""
        self.app.push_screen(Keys())

    def action_switch(self) -> None:
        """Go to a room, a person or an invitation."""
        self.app.push_screen(Switcher(self._chat.wanted(), self._chat.api.people), self._go)

    def _go(self, goal: Goal | None) -> None:
        if goal is None:
            return
        if goal.kind == "room":
            self.open_room(int(goal.value))
        else:
            self._enter(goal)

    @work(exclusive=True, group="enter")
    async def _enter(self, goal: Goal) -> None:
        ask: Any = self._chat.api.dm if goal.kind == "person" else self._chat.api.join
        try:
            self._wanted_room = int((await ask(goal.value))["id"])
        except ClientError as error:
            self.notify(clean_line(error.message), severity="error", markup=False)
        else:
            self._show_rooms()
