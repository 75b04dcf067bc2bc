"""Small windows over the chat: a question, and the list of keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from app.client.language import _


class Question(ModalScreen[bool]):
    """Asks before something that can't be undone; answers whether to do it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", show=False),
        Binding("y", "answer(True)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, about: str, action: str) -> None:
        """`about` is shown under the question, `action` on the button that does it."""
        super().__init__()
        self._question = question
        self._about = about
        self._action = action

    def compose(self) -> ComposeResult:
        """The question, what it is about, and two buttons; the harmless one has the focus."""
        with Vertical(classes="window"):
            yield Static(self._question, markup=False, classes="window-title")
            yield Static(self._about, markup=False, classes="quote")
            with Horizontal(classes="buttons"):
                yield Button(_("Cancel"), id="cancel", compact=True)
                yield Button(self._action, id="do", variant="error", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(event.button.id == "do")

    def action_answer(self, answer: bool) -> None:
        """The answer, by a key."""
        self.dismiss(answer)


class Keys(ModalScreen[None]):
    """What each key does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark,enter", "dismiss", show=False, priority=True)
    ]

    def compose(self) -> ComposeResult:
        """The keys, in groups."""
        with VerticalScroll(classes="window wide-window"):
            for title, keys in _key_groups():
                yield Static(title, markup=False, classes="window-title")
                yield Static(_key_table(keys), classes="keys")


def _key_table(keys: list[tuple[str, str]]) -> Content:
    return Content("\n").join(
        Content.assemble((f"{key:<18}", "$accent bold"), (text, "$foreground")) for key, text in keys
    )


def _key_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            _("Writing"),
            [
                ("Enter", _("send")),
                ("Shift+Enter  ^J", _("new line")),
                ("↑", _("edit your last message")),
                ("Esc", _("stop editing, or back to the rooms")),
            ],
        ),
        (
            _("Moving"),
            [
                ("^K", _("go to a room, a person or an invitation")),
                ("^N", _("next room with something unread")),
                ("Alt+↑  Alt+↓", _("room above, room below")),
                ("PgUp  PgDn", _("scroll the conversation")),
                ("^End", _("jump to the newest message")),
                ("Tab", _("from rooms to messages to writing")),
            ],
        ),
        (
            _("On a message"),
            [
                ("E", _("edit")),
                ("D", _("delete, or discard what was not sent")),
                ("R", _("send again what was not sent")),
                ("C", _("copy the text")),
            ],
        ),
        (
            _("The rest"),
            [
                ("^T", _("dark or light")),
                ("F1  ?", _("this list")),
                ("^Q", _("quit")),
            ],
        ),
    ]
