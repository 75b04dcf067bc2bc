"""Where messages are written: Enter sends, Up in an empty one edits the last, Escape gives up."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from app.client.language import _
from app.client.text import clean

NEWLINE_KEYS = {"shift+enter", "alt+enter", "ctrl+j", "ctrl+enter"}
"""Terminals differ in which of them they can tell from Enter."""


class Composer(TextArea):
    """The text that is being written, or edited."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    class Sent(Message):
        """Enter; the text may be empty."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class EditLastWanted(Message):
        """Up in an empty composer."""

    class GivenUp(Message):
        """Escape."""

    class Typing(Message):
        """Something is written here now, or nothing any more; told after each key."""

        def __init__(self, is_typing: bool) -> None:
            super().__init__()
            self.is_typing = is_typing

    class Scrolled(Message):
        """Page up (-1) or page down (1): the conversation's business."""

        def __init__(self, direction: int) -> None:
            super().__init__()
            self.direction = direction

    def __init__(self) -> None:
        super().__init__(
            id="composer",
            compact=True,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.invite(True)

    def invite(self, may_post: bool) -> None:
        """Say in the empty composer what it is for; where nothing can be posted, own messages are edited."""
        gone = _("This account was deleted: nobody would read what you write.")
        self.placeholder = _("Write a message…") if may_post else gone

    def fill(self, text: str) -> None:
        """Another text, the cursor behind it. Nobody is told that this was typed."""
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        self.move_cursor(self.document.end)

    def on_key(self, event: events.Key) -> None:
        """Enter sends, other ways of Enter make a new line; the rest is textual's."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Sent(self.text.strip()))
        elif event.key in NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self._type("\n")

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted may hold escape sequences: they neither reach the screen nor the server."""
        event.stop()
        event.prevent_default()
        self._type(clean(event.text))

    def _type(self, text: str) -> None:
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up; where there is nothing, the last own message."""
        if self.text or select:
            super().action_cursor_up(select)
        else:
            self.post_message(self.EditLastWanted())

    def action_cursor_page_up(self) -> None:
        """A page back in the conversation."""
        self.post_message(self.Scrolled(-1))

    def action_cursor_page_down(self) -> None:
        """A page on in the conversation."""
        self.post_message(self.Scrolled(1))

    def action_give_up(self) -> None:
        """Leave editing, or the room where there is one pane."""
        self.post_message(self.GivenUp())

    def on_text_area_changed(self) -> None:
        """Tell that somebody is typing."""
        self.post_message(self.Typing(bool(self.text.strip())))
