"""The first screen of who isn't signed in: server, name, password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Input, Label, Static

from app.client.errors import ClientError
from app.client.language import _
from app.client.text import clean_line
from app.client.tui.field import Field
from app.client.tui.look import MARK

Enter = Callable[[str, str, str | None, bool], Awaitable[bool]]
"""`enter(server, name, password, register)`: signs in and goes on; or answers false: nobody has this name.

Raises `ClientError`."""


class SignIn(Screen[None]):
    """Asks until somebody is signed in. A name that nobody has can be registered on the spot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, server: str, enter: Enter, reason: str = "") -> None:
        """`reason`: why one has to sign in (again), shown above the fields."""
        super().__init__()
        self._server = server
        self._enter = enter
        self._reason = reason

    def compose(self) -> ComposeResult:
        """One calm card in the middle."""
        with VerticalScroll(id="sign-in"), Vertical(id="card"):
            yield Static(MARK, id="mark")
            yield Static(_("Who do you want to talk to today?"), markup=False, id="lead")
            yield Label(_("Username"), markup=False)
            yield Field(id="name", compact=True)
            yield Label(_("Password"), markup=False)
            yield Field(password=True, id="password", compact=True, placeholder=_("optional"))
            yield Label(_("Server"), markup=False)
            yield Field(self._server, id="server", compact=True)
            yield Static("", markup=False, id="problem")
            yield Button(_("Log in"), id="log-in", variant="primary", compact=True)
            yield Button(_("Register this name"), id="register", compact=True)

    def on_mount(self) -> None:
        """The name is asked first; registering is offered when it makes sense."""
        self.query_one("#register").display = False
        self.tell(self._reason)
        self.query_one("#name").focus()

    def tell(self, problem: str) -> None:
        """Show what is wrong; nothing for an empty text."""
        line = self.query_one("#problem", Static)
        line.update(problem)
        line.display = bool(problem)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "name" and not self.query_one("#password", Input).value:
            self.query_one("#password").focus()
        else:
            self._try(register=False)

    @on(Input.Changed, "#name")
    def _another_name(self) -> None:
        self.query_one("#register").display = False

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._try(register=event.button.id == "register")

    @work(exclusive=True)
    async def _try(self, *, register: bool) -> None:
        server, name, password = (
            self.query_one(f"#{i}", Input).value for i in ("server", "name", "password")
        )
        if not name.strip():
            self.tell(_("Type a name."))
            self.query_one("#name").focus()
            return
        self.tell(_("One moment…"))
        try:
            known = await self._enter(server.strip(), name.strip(), password or None, register)
        except ClientError as error:
            self.tell(clean_line(error.message))
            return
        if not known:
            self.tell(_("Nobody has this name yet. It can be yours."))
            self.query_one("#register").display = True
            self.query_one("#register").focus()
