"""The list of rooms: what is unread, who is there, what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from app.client.language import _, ngettext
from app.client.rooms import UNREAD_CAP, Room
from app.client.text import clean_line
from app.client.tui.dates import short
from app.client.tui.rows import Row, Rows, gap
from app.client.tui.timeline import mark_of, person_name

SIGNS = {"group": "#", "lobby": "≡", "support": "?"}


class RoomList(Rows):
    """One's rooms, the most recent first; the open one is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "screen.keys", show=False)]

    def show_rooms(self, rooms: Sequence[Room], online: set[int], opened: int | None, today: date) -> None:
        """Show these rooms; `online` are the ids of who is there."""
        rows: list[Row] = []
        for room in rooms:
            rows += [_row(room, online, opened, today), gap(f"g{room.id}")]
        self.show(rows[:-1])


def _row(room: Room, online: set[int], opened: int | None, today: date) -> Row:
    sign, sign_style = sign_of(room, online)
    title, said, when = clean_line(room.title()), _preview(room), short(room.moment, today)
    unread = "" if not room.unread else "99+" if room.unread >= UNREAD_CAP else str(room.unread)
    is_open = room.id == opened
    mark = mark_of(room.other) if room.other else Content("")
    strong = "bold $foreground" if unread or is_open else "$foreground"

    def content(width: int) -> Content:
        aside = Content.styled(f" {unread} ", "bold $on-accent on $accent") if unread else Content("")
        time = Content.styled(when, "$ink-faint")
        name = Content.assemble((f"{sign} ", sign_style), (title, strong))
        free = max(1, width - time.cell_length - 2)
        marked = Content.assemble(name.truncate(max(1, free - mark.cell_length), ellipsis=True), mark)
        first = marked.truncate(free, pad=True)
        below = Content.styled(f"  {said}", "$ink-soft" if unread else "$ink-faint")
        second = below.truncate(max(1, width - aside.cell_length - 2), ellipsis=True, pad=True)
        return Content.assemble(first, " ", time, " \n", second, " ", aside, " " if unread else "")

    margin = Content.styled("▌", "$accent") if is_open else Content(" ")
    return Row(room_key(room.id), content, (sign, title, mark.plain, said, when, unread, is_open), margin)


def room_key(room_id: int) -> str:
    """The key of a room's row."""
    return str(room_id)


def sign_of(room: Room, online: set[int]) -> tuple[str, str]:
    """One character for the kind of a room, and its style.

    A dm's dot is filled while they are there; a stranger's request has a question mark.
    """
    peer = room.facts["peer"]
    if room.request:
        return "?", "$accent"
    if room.facts["type"] == "dm" and peer and peer["id"] != room.me:
        return ("●", "$success") if peer["id"] in online else ("○", "$ink-faint")
    return SIGNS.get(room.facts["type"], "·"), "$ink-faint"


def _preview(room: Room) -> str:
    message: dict[str, Any] | None = room.facts["last_message"]
    if message is None or message["deleted"]:
        return ngettext("%(num)s member", "%(num)s members", room.facts["member_count"])
    text = clean_line(message["content"])
    if message["sender"]["id"] == room.me:
        return _("You: %(text)s", text=text)
    return text if room.facts["type"] == "dm" else f"{person_name(message['sender'])}: {text}"
