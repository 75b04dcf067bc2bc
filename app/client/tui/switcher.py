"""Ctrl+K: go to a room, write to a person, or join by an invitation."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from app.client.errors import ClientError
from app.client.language import _
from app.client.rooms import Room
from app.client.text import clean_line
from app.client.tui.field import Field
from app.client.tui.rows import Row, Rows
from app.client.tui.timeline import mark_of

INVITATION = re.compile(r"\d{9}(-\S+)?")
SHOWN = 50

FindPeople = Callable[[str], Awaitable[list[dict[str, Any]]]]


@dataclass(frozen=True)
class Goal:
    """Where somebody wants to go: a room's id, a person's username, or an invitation."""

    kind: Literal["room", "person", "invitation"]
    value: str


class Results(Rows):
    """What fits; the cursor is shown although the field has the focus."""

    marks_cursor_always = True
    can_focus = False


class Switcher(ModalScreen[Goal | None]):
    """A field and what fits to what is written in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+k", "dismiss", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, rooms: list[Room], find_people: FindPeople) -> None:
        super().__init__()
        self._rooms = rooms
        self._find_people = find_people
        self._goals: dict[str, Goal] = {}

    def compose(self) -> ComposeResult:
        """The field above, what fits below."""
        with Vertical(classes="window switcher"):
            yield Field(placeholder=_("Room, @name or invitation"), id="wanted", compact=True)
            yield Results(id="results")
            yield Static(_("↑↓ choose   Enter go   Esc close"), markup=False, classes="hint")

    def on_mount(self) -> None:
        """All rooms, until something is written."""
        self.query_one(Input).focus()
        self.call_after_refresh(self._offer, "", [])

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        wanted = event.value.strip()
        self._offer(wanted, [])
        self._look_for_people(wanted)

    @work(exclusive=True)
    async def _look_for_people(self, wanted: str) -> None:
        name = wanted.removeprefix("@")
        if not name or INVITATION.fullmatch(wanted):
            return
        try:
            people = await self._find_people(name)
        except ClientError as error:
            self.app.notify(error.message, severity="error", markup=False)
            return
        self._offer(wanted, people)

    def _offer(self, wanted: str, people: list[dict[str, Any]]) -> None:
        rows: list[Row] = []
        self._goals = {}
        for goal, text, kind in self._fitting(wanted, people):
            key = f"{goal.kind} {goal.value}"
            self._goals[key] = goal
            rows.append(_row(key, clean_line(text), kind))
        results = self.query_one(Results)
        results.show(rows[:SHOWN])
        if rows and results.cursor is None:
            results.cursor = rows[0].key

    def _fitting(self, wanted: str, people: list[dict[str, Any]]) -> list[tuple[Goal, str, str]]:
        rooms = self._fitting_rooms(wanted)
        found = [(Goal("room", str(room.id)), room.title(), _sign(room)) for room in rooms]
        if INVITATION.fullmatch(wanted):
            found.insert(0, (Goal("invitation", wanted), _("Join %(id)s", id=wanted), "+"))
        talked_to = {
            room.facts["peer"]["id"] for room in rooms if room.facts["type"] == "dm" and room.facts["peer"]
        }
        found += [
            (Goal("person", one["username"]), _called(one), "@")
            for one in people
            if one["id"] not in talked_to
        ]
        return found

    def _fitting_rooms(self, wanted: str) -> list[Room]:
        if wanted.startswith("@"):
            return []
        fold = wanted.casefold()
        fits = [room for room in self._rooms if fold in room.title().casefold()]
        # A name that begins with what was written is more likely meant than one that contains it.
        return sorted(fits, key=lambda room: not room.title().casefold().startswith(fold))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        cursor = self.query_one(Results).cursor
        if cursor in self._goals:
            self.dismiss(self._goals[cursor])

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(self._goals[event.key])

    def action_move(self, step: int) -> None:
        """Another result."""
        self.query_one(Results).action_move(step)


def _called(person: dict[str, Any]) -> str:
    return f"{person['display_name']}{mark_of(person, trust=True).plain}  @{person['username']}"


def _sign(room: Room) -> str:
    return {"dm": "@", "group": "#", "lobby": "≡", "support": "?"}.get(room.facts["type"], " ")


def _row(key: str, text: str, kind: str) -> Row:
    def content(width: int) -> Content:
        return Content.assemble((f"{kind} ", "$ink-faint"), text).truncate(width, ellipsis=True)

    return Row(key, content, (text, kind))
