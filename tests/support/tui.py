"""The full-screen app without a terminal: its keys are pressed, its screen is read as text.

    async with app_of(server, token) as person:
        await person.opens("Kopi")
        await person.writes("Halo")
        await person.sees("Halo")

The app is the real one, on a real connection to a real server.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from textual.events import AppBlur, AppFocus, Paste
from textual.pilot import Pilot

from app.client.tui.app import Ngobrol
from app.client.tui.chat_screen import ChatScreen
from app.client.tui.room_pane import RoomPane
from tests.support.server import RunningServer

TIMEOUT = 30.0  # seconds: a guard against hanging
TEXT = re.compile(r'<text[^>]* x="([\d.]+)"[^>]* y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)
CELL = 12.2
"""The width of a character in textual's pictures."""


class Person:
    """Somebody in front of a running app."""

    def __init__(self, app: Ngobrol, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    # -- what is on the screen ---------------------------------------------------------------

    @property
    def screen(self) -> str:
        """The screen's text, one line per line."""
        lines: dict[float, str] = {}
        for x, y, text in TEXT.findall(self.app.export_screenshot(simplify=True)):
            before = lines.get(float(y), "").ljust(round(float(x) / CELL))
            lines[float(y)] = before + html.unescape(text.rstrip("\n")).replace("\xa0", " ")
        return "\n".join(line for _, line in sorted(lines.items()))

    @property
    def chat_screen(self) -> ChatScreen:
        """The screen under all windows."""
        return next(one for one in self.app.screen_stack if isinstance(one, ChatScreen))

    @property
    def pane(self) -> RoomPane:
        """The open room."""
        return self.chat_screen.query_one(RoomPane)

    @property
    def draft(self) -> str:
        """What stands in the composer."""
        return self.pane.writing.composer.text

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for something. Raises `AssertionError` with the screen when it doesn't come."""
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"after {TIMEOUT:g} s still not: {what}\n{self.screen}")
            await self.pilot.pause()
            await asyncio.sleep(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        for text in texts:
            await self.until(partial(self._shows, text), f"{text!r} is on the screen")

    async def misses(self, *texts: str) -> None:
        """Wait until none of these is on the screen."""
        for text in texts:
            await self.until(partial(self._shows, text, False), f"{text!r} is gone")

    def _shows(self, text: str, wanted: bool = True) -> bool:
        return (text in self.screen) is wanted

    async def stored(self) -> None:
        """Wait until nothing is on its way any more."""
        await self.until(lambda: self.pane.room and not self.pane.room.pending, "everything is stored")

    # -- what is done ------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        """Type text."""
        names = {" ": "space", "\n": "shift+enter"}
        await self.press(*(names.get(letter, letter) for letter in text))

    async def writes(self, text: str) -> None:
        """Type and send."""
        await self.types(text)
        await self.press("enter")

    async def pastes(self, text: str) -> None:
        """Paste text where the focus is."""
        assert self.app.focused
        self.app.focused.post_message(Paste(text))
        await self.pilot.pause()

    async def opens(self, room_id: int) -> None:
        """Open a room and wait for its messages."""
        self.chat_screen.open_room(room_id)
        await self.until(
            lambda: self.pane.room and self.pane.room.id == room_id and self.pane.room.cursor >= 0,
            "the room is loaded",
        )
        await self.pilot.pause()

    async def looks_away(self) -> None:
        """Another window has the focus."""
        self.app.post_message(AppBlur())
        await self.until(lambda: not self.app.app_focus, "the focus is elsewhere")

    async def looks_back(self) -> None:
        """The terminal has the focus again."""
        self.app.post_message(AppFocus())
        await self.until(lambda: self.app.app_focus, "the focus is here")


@asynccontextmanager
async def app_of(
    server: RunningServer, token: str | None, size: tuple[int, int] = (100, 32), *, waits: bool = True
) -> AsyncIterator[Person]:
    """A running app; with `waits`, once the rooms are on the screen."""
    app = Ngobrol(server.url, token)
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        if waits:
            await person.until(
                lambda: isinstance(app.screen, ChatScreen) and app.screen.is_mounted, "the chat is there"
            )
            await pilot.pause()
        yield person
