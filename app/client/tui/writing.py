"""The composer and what it is doing: writing a new message, or changing one."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from app.client.language import _, ngettext
from app.client.tui.composer import Composer

LONGEST = 4000
"""Characters; the server refuses more, and there is no other way to shorten what was sent."""


class Writing(Vertical):
    """One composer for all rooms: each keeps its draft, and editing gives it back afterwards."""

    class Send(Message):
        """A new message."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Change(Message):
        """Another text for a message; an empty one means that it may go."""

        def __init__(self, message_id: int, text: str) -> None:
            super().__init__()
            self.message_id = message_id
            self.text = text

    class Editing(Message):
        """A message is being changed now; none, for null."""

        def __init__(self, message_id: int | None) -> None:
            super().__init__()
            self.message_id = message_id

    class Left(Message):
        """Escape, with nothing to give up."""

    def __init__(self) -> None:
        super().__init__(id="below")
        self._drafts: dict[int, str] = {}
        self._room_id = 0
        self._editing: int | None = None

    def compose(self) -> ComposeResult:
        """The composer in its frame, and what the keys do."""
        with Vertical(id="writing"):
            yield Composer()
        yield Static("", markup=False, id="hint")

    def on_mount(self) -> None:
        """The keys of writing."""
        self._show_state()

    @property
    def composer(self) -> Composer:
        """Where the text is."""
        return self.query_one(Composer)

    def go_to(self, room_id: int) -> None:
        """Write in another room: its draft comes, the present one stays with its own room."""
        self.stop_editing()
        self._drafts[self._room_id] = self.composer.text
        self._room_id = room_id
        self.composer.fill(self._drafts.pop(room_id, ""))

    def edit(self, message_id: int, text: str) -> None:
        """Change a message; what was being written comes back afterwards."""
        self.stop_editing()
        self._drafts[self._room_id] = self.composer.text
        self._editing = message_id
        self.composer.fill(text)
        self.composer.focus()
        self._show_state()

    def stop_editing(self) -> None:
        """Back to the draft."""
        if self._editing is not None:
            self._editing = None
            self.composer.fill(self._drafts.pop(self._room_id, ""))
            self._show_state()

    def tell_keys(self, *, on_message: bool) -> None:
        """What the keys do here, or on a message."""
        if on_message:
            keys = _("E edit   D delete   C copy   R send again   Esc write")
        elif self._editing is not None:
            keys = _("Editing   Enter save   Esc cancel")
        else:
            keys = _("Enter send   ↑ edit   F1 help")
        self.query_one("#hint", Static).update(keys)

    def _show_state(self) -> None:
        self.post_message(self.Editing(self._editing))
        self.query_one("#writing").set_class(self._editing is not None, "-editing")
        self.tell_keys(on_message=False)

    @on(Composer.Sent)
    def _sent(self, event: Composer.Sent) -> None:
        if len(event.text) > LONGEST:
            self.notify(
                ngettext(
                    "Too long by %(num)s character.",
                    "Too long by %(num)s characters.",
                    len(event.text) - LONGEST,
                ),
                severity="error",
                markup=False,
            )
            return
        editing = self._editing
        if editing is not None:
            self.stop_editing()
            self.post_message(self.Change(editing, event.text))
        elif event.text:
            self.composer.fill("")
            self.post_message(self.Send(event.text))

    @on(Composer.GivenUp)
    def _given_up(self) -> None:
        if self._editing is not None:
            self.stop_editing()
        else:
            self.post_message(self.Left())
