"""What a person does in the live app, in the words of a person."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.processes import wait_until
from tests.support.server import RunningServer

ROOM = re.compile(r"/room/\d+$")


class Guest:
    """Somebody signed in, with the live app before them; `page` is theirs."""

    def __init__(self, page: Page, server: RunningServer, username: str) -> None:
        self.page, self.server, self.username = page, server, username
        self.open("/dashboard")

    def open(self, path: str) -> None:
        """Load a page and wait until the live app has taken it over."""
        self.page.goto(path)
        expect(self.page.locator(".shell--live")).to_be_visible()

    def account(self) -> Locator:
        """Open the menu at the foot of the room list: theme, language, settings, the way out."""
        self.page.locator(".me__summary").click()
        return self.page.locator(".me__panel")

    def forms(self) -> None:
        """To the dashboard's forms; a phone has them on a pane of their own."""
        if not self.page.locator("#create-name").is_visible():
            self.page.get_by_role("link", name="Ruang baru").click()
            expect(self.page.locator("#create-name")).to_be_visible()

    def create(self, name: str) -> int:
        """Make a group with the form on the dashboard; its id."""
        self.forms()
        self.page.get_by_label("Nama ruang").fill(name)
        self.page.get_by_role("button", name="Buat ruang").click()
        return self.arrived()

    def talk_to(self, username: str) -> int:
        """Open the conversation with one person; its id."""
        self.forms()
        self.page.get_by_label("Pesan langsung").check()
        self.page.locator("#create-username").fill(username)
        self.page.get_by_role("button", name="Buat ruang").click()
        return self.arrived()

    def join(self, share_id: int | str) -> int:
        """Join a room with the form on the dashboard; its id."""
        self.forms()
        self.page.locator("#room_id").fill(str(share_id))
        self.page.locator("#room_id").press("Enter")
        return self.arrived()

    def arrived(self) -> int:
        """Wait for a room to be open; its id."""
        self.page.wait_for_url(ROOM)
        expect(self.composer).to_be_visible()
        return int(self.page.url.rsplit("/", 1)[1])

    @property
    def composer(self) -> Locator:
        return self.page.locator("#content")

    @property
    def rows(self) -> Locator:
        return self.page.locator("article.message")

    def row(self, text: str) -> Locator:
        """The message with exactly this text."""
        return self.rows.filter(has=self.page.locator(".message__text").get_by_text(text, exact=True))

    def texts(self) -> list[str]:
        """Every message on the screen, from top to bottom."""
        return self.page.locator(".message .message__text").all_text_contents()

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def sees(self, text: str) -> None:
        """Wait until a message is there, and sent."""
        expect(self.row(text)).to_have_count(1)
        expect(self.row(text)).not_to_have_class(re.compile("message--(pending|failed)"))

    def answer(self, text: str) -> None:
        """Begin a reply to a message."""
        row = self.row(text)
        row.hover()
        row.get_by_role("button", name="Balas").click()

    def act(self, text: str, action: str) -> None:
        """Choose an entry of a message's menu."""
        row = self.row(text)
        row.hover()
        row.locator("summary").last.click()
        row.get_by_role("button", name=action).click()

    def has_read(self, room: int) -> None:
        """Wait until the server knows that a room was read to its end."""
        token = self.server.login(self.username)
        wait_until(lambda: self.server.get(f"/api/rooms/{room}", token)["unread"] == 0, f"{room} was read")

    def entry(self, name: str) -> Locator:
        """A room in the list at the left."""
        return self.page.locator(".room-row").filter(has=self.page.get_by_text(name, exact=True))
