"""The full-screen terminal app: signs in, then shows the chat until somebody quits."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from app.client import language, signins
from app.client.api import Api, address
from app.client.chat import Chat
from app.client.errors import ClientError, NotSignedIn
from app.client.happenings import Happening, SessionEnded
from app.client.language import _
from app.client.text import clean_line
from app.client.tui import remembered
from app.client.tui.chat_screen import ChatScreen
from app.client.tui.look import DARK, LIGHT
from app.client.tui.sign_in import SignIn
from app.client.tui.waiting import Waiting


class Ngobrol(App[None]):
    """`token` null: whoever sits here is asked who they are."""

    TITLE = "Ngobrol"
    CSS_PATH = "look.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+t", "other_look", show=False, priority=True),
    ]

    def __init__(self, server: str, token: str | None) -> None:
        super().__init__()
        self._server = server
        self._token = token
        self._chat: Chat | None = None

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own roles, for as long as one of textual's themes is on."""
        return DARK.variables

    def on_mount(self) -> None:
        """Go to the chat, or ask who it is."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if remembered.is_light() else DARK.name
        if self._token:
            self._connect()
        else:
            self._ask_who()

    def action_other_look(self) -> None:
        """Dark or light, also the next time."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        remembered.choose(self.theme == LIGHT.name)

    def action_help_quit(self) -> None:
        """Ctrl+C: a habit elsewhere, too easily pressed here to end anything."""
        self.notify(_("^Q quits."), timeout=3, markup=False)

    async def on_unmount(self) -> None:
        """Hang up."""
        if self._chat:
            await self._chat.close()

    # -- signing in --------------------------------------------------------------------------

    def _ask_who(self, reason: str = "") -> None:
        self._show(SignIn(self._server, self._sign_in, clean_line(reason)))

    async def _sign_in(self, server: str, name: str, password: str | None, register: bool) -> bool:
        async with Api(address(server)) as api:
            if not register and await api.is_free(name):
                return False
            entered = await (api.register if register else api.login)(name, password)
        self._server, self._token = api.server, str(entered["token"])
        self._keep(str(entered["user"]["username"]))
        self._connect()
        return True

    def _keep(self, username: str) -> None:
        try:
            signins.keep(self._server, signins.SignIn(self._token or "", username))
        except OSError as error:
            self.notify(
                _("The sign-in can't be kept: %(reason)s", reason=str(error)),
                severity="warning",
                markup=False,
            )

    # -- the chat ----------------------------------------------------------------------------

    @work(exclusive=True)
    async def _connect(self) -> None:
        waiting = Waiting(self._server, self._ask_who)
        await self._show(waiting)  # a refusal may come sooner than the place where it is told
        try:
            chat = await waiting.until_done(self._begin)
        except NotSignedIn as error:
            self._signed_out(error.message)
            return
        except ClientError as error:
            self._ask_who(error.message)
            return
        self._chat = chat
        language.speak(chat.me["language"])
        chat.listen(self._happened)
        self._show(ChatScreen(chat))

    async def _begin(self) -> Chat:
        chat = Chat(self._server, self._token or "")
        try:
            await chat.start()
        except BaseException:
            await chat.close()
            raise
        return chat

    def _happened(self, happening: Happening) -> None:
        if isinstance(happening, SessionEnded):
            self._leave()

    @work
    async def _leave(self) -> None:
        if self._chat:
            await self._chat.close()
            self._chat = None
        self._signed_out(_("You were signed out. Please sign in again."))

    def _signed_out(self, reason: str) -> None:
        with contextlib.suppress(OSError):  # kept or not, it isn't accepted any more
            signins.forget(self._server, self._token)
        self._token = None
        self._ask_who(reason)

    def _show(self, screen: SignIn | Waiting | ChatScreen) -> Awaitable[object]:
        while len(self.screen_stack) > 2:
            self.pop_screen()
        return self.switch_screen(screen) if len(self.screen_stack) > 1 else self.push_screen(screen)


def run(server: str, token: str | None) -> int:
    """Show the app until somebody quits; the exit code."""
    app = Ngobrol(server, token)
    app.run()
    return app.return_code or 0
