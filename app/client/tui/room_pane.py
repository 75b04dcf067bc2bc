"""The open room with its composer: what somebody does to messages."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from textual import events, on, work
from textual.message import Message

from app.client.errors import ClientError
from app.client.language import _
from app.client.rooms import Pending
from app.client.text import clean, clean_line
from app.client.tui.composer import Composer
from app.client.tui.conversation import Conversation
from app.client.tui.dialogs import Question
from app.client.tui.room_view import RoomView
from app.client.tui.timeline import message_key, pending_key
from app.client.tui.writing import Writing


class RoomPane(RoomView):
    """Sending, editing, deleting, and telling that somebody types."""

    class Left(Message):
        """Somebody wants back to the list of rooms."""

    # -- writing -----------------------------------------------------------------------------

    @on(Writing.Send)
    def _send(self, event: Writing.Send) -> None:
        room = self.room
        if room and room.can("post"):
            self.chat.typing(room.id, False)
            self.new_after = None
            self.chat.send(room.id, event.text)
            self.show()
            self.conversation.to_end()
        else:  # it was left elsewhere, or its other person is gone; what was written isn't lost
            self.writing.composer.fill(event.text)
            gone = _("This account was deleted: nobody would read what you write.")
            self.notify(gone if room else _("There is no such room."), severity="error", markup=False)

    @on(Writing.Change)
    def _change(self, event: Writing.Change) -> None:
        message = self._message(event.message_id)
        if not event.text:
            self._ask_to_delete(event.message_id)
        elif message is None or clean(message["content"]) != event.text:
            self._edit(event.message_id, event.text)

    @work(group="deeds")
    async def _edit(self, message_id: int, text: str) -> None:
        room_id = self.room_id
        try:
            await self.chat.edit(message_id, text)
        except ClientError as error:
            self.complain(error)
            # What was written isn't lost, unless something else is being written by now.
            if room_id == self.room_id and not self.writing.composer.text:
                self.writing.edit(message_id, text)

    @on(Writing.Left)
    def _leave(self) -> None:
        self.post_message(self.Left())

    @on(Writing.Editing)
    def _editing(self, event: Writing.Editing) -> None:
        editing = event.message_id is not None
        self.conversation.marks_cursor_always = editing
        if event.message_id is not None:
            self.conversation.cursor = message_key(event.message_id)
        self.conversation.refresh()

    @on(Conversation.Left)
    def _write(self) -> None:
        self.writing.composer.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell what the keys do where somebody is."""
        self.writing.tell_keys(on_message=event.widget is self.conversation)

    @on(Composer.Typing)
    def _typing(self, event: Composer.Typing) -> None:
        if self.room_id is not None:
            self.chat.typing(self.room_id, event.is_typing)

    @on(Composer.Scrolled)
    def _scrolled(self, event: Composer.Scrolled) -> None:
        self.conversation.action_page(event.direction)

    @on(Composer.EditLastWanted)
    def _edit_last(self) -> None:
        own = [m for m in self.room.messages() if self._is_own(m)] if self.room else []
        if own:
            self.conversation.to_row(message_key(own[-1]["id"]))
            self.writing.edit(own[-1]["id"], clean(own[-1]["content"]))

    # -- on a message ------------------------------------------------------------------------

    @on(Conversation.Wanted)
    def _wanted(self, event: Conversation.Wanted) -> None:
        pending = self._pending(event.key)
        if pending:
            self._wanted_of_pending(event.what, pending)
        elif message := self._message(int(event.key.removeprefix("m"))):
            self._wanted_of_message(event.what, message)

    def _wanted_of_pending(self, what: str, pending: Pending) -> None:
        if what == "copy":
            self._copy(pending.content)
        elif pending.error and what in {"retry", "delete", "edit"}:
            self.chat.discard(pending)
            if what == "retry":
                self.chat.send(pending.room_id, pending.content)
            elif what == "edit":
                self.writing.composer.fill(pending.content)
                self.writing.composer.focus()

    def _wanted_of_message(self, what: str, message: dict[str, Any]) -> None:
        if what == "copy":
            self._copy(message["content"])
        elif what in {"edit", "delete"} and not self._may_change(message):
            self.notify(_("You can change only your own messages."), markup=False)
        elif what == "edit":
            self.writing.edit(message["id"], clean(message["content"]))
        elif what == "delete":
            self._ask_to_delete(message["id"])

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(clean(text))
        self.notify(_("Copied"), timeout=2, markup=False)

    def _ask_to_delete(self, message_id: int) -> None:
        message = self._message(message_id)
        if message is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._run(self.chat.delete(message_id))

        question = Question(
            _("Delete this message for everybody?"), clean_line(message["content"]), _("Delete")
        )
        self.app.push_screen(question, answered)

    def _message(self, message_id: int) -> dict[str, Any] | None:
        return self.room.message(message_id) if self.room else None

    def _pending(self, key: str) -> Pending | None:
        waiting = self.room.pending.values() if self.room else []
        return next((one for one in waiting if pending_key(one.client_id) == key), None)

    def _is_own(self, message: dict[str, Any]) -> bool:
        return bool(message["sender"]["id"] == self.chat.me["id"])

    def _may_change(self, message: dict[str, Any]) -> bool:
        return self._is_own(message) or bool(self.room and self.room.can("moderate"))

    @work(group="deeds")
    async def _run(self, deed: Awaitable[object]) -> None:
        await self.attempt(deed)
