"""The messages of one room, read from the end; older ones come when the top is near."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from app.client.tui.rows import Rows


class Conversation(Rows):
    """Rows of messages; it tells what somebody wants done, and how far they have read."""

    sticks_to_end = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "want('edit')", show=False),
        Binding("d,delete,backspace", "want('delete')", show=False),
        Binding("r", "want('retry')", show=False),
        Binding("c,y", "want('copy')", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape,enter", "leave", show=False),
        Binding("question_mark", "screen.keys", show=False),
    ]

    class Wanted(Message):
        """Something is to be done with the message under the cursor: edit, delete, retry or copy."""

        def __init__(self, what: str, key: str) -> None:
            super().__init__()
            self.what = what
            self.key = key

    class Left(Message):
        """Back to writing."""

    class TopNear(Message):
        """Less than a screen is left above."""

    class EndSeen(Message):
        """The end is in view."""

    class EndLost(Message):
        """The end isn't in view any more."""

    _end_seen = True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for older messages before the top is reached."""
        super().watch_scroll_y(old_value, new_value)
        self.tell_place()

    def placed(self) -> None:
        """The same without scrolling: there may be too little to scroll."""
        self.tell_place()

    def tell_place(self) -> None:
        """Say so when the top is near or the end in view."""
        if self.scroll_offset.y < self.size.height:
            self.post_message(self.TopNear())
        if self.at_end or self._end_seen:
            self.post_message(self.EndSeen() if self.at_end else self.EndLost())
        self._end_seen = self.at_end

    def action_want(self, what: str) -> None:
        """Something is to be done with the message under the cursor."""
        if self.cursor is not None:
            self.post_message(self.Wanted(what, self.cursor))

    def action_leave(self) -> None:
        """Back to writing."""
        self.post_message(self.Left())

    def action_page(self, direction: int) -> None:
        """A screen further; one line of the one before stays in view."""
        self.scroll_relative(y=direction * max(1, self.size.height - 1), animate=False, force=True)
