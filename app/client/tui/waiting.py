"""What is shown until the server answers for the first time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from app.client.chat import Chat
from app.client.errors import Refused, ServerUnreachable
from app.client.language import _
from app.client.text import clean_line
from app.client.tui.look import MARK

PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts; the last one again and again."""


class Waiting(Screen[None]):
    """Tries until there is an answer; Escape goes to another server instead."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "elsewhere", show=False)]

    def __init__(self, server: str, elsewhere: Callable[[], None]) -> None:
        super().__init__()
        self._server = server
        self._elsewhere = elsewhere

    def compose(self) -> ComposeResult:
        """The name, and what is going on."""
        with Vertical(id="waiting"):
            yield Static(MARK, id="mark")
            yield Static(
                _("Connecting to %(server)s…", server=clean_line(self._server)), id="lead", markup=False
            )

    async def until_done(self, start: Callable[[], Awaitable[Chat]]) -> Chat:
        """Call `start` until it is accepted. Raises what `start` does, unless that will pass."""
        attempt = 0
        while True:
            try:
                return await start()
            except (ServerUnreachable, Refused) as error:
                if isinstance(error, Refused) and not error.passes:
                    raise
                self._tell(clean_line(error.message))
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
            attempt += 1

    def _tell(self, problem: str) -> None:
        then = _("Trying again…   Esc for another server")
        self.query_one("#lead", Static).update(f"{problem}\n{then}")

    def action_elsewhere(self) -> None:
        """Stop waiting."""
        self.workers.cancel_all()
        self._elsewhere()
