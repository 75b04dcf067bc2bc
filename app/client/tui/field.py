"""A field of one line."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from app.client.text import clean_line


class Field(Input):
    """What is pasted into it reaches the screen as text, never as a command to the terminal."""

    def on_paste(self, event: events.Paste) -> None:
        """Paste as one harmless line."""
        event.stop()
        event.prevent_default()
        self.replace(clean_line(event.text.strip()), *self.selection)
