"""A long list that keeps its place: only what is in view is drawn, whatever comes before or after it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

NOTHING = Content("")


@dataclass(frozen=True)
class Row:
    """One entry: `content` for a width in cells, and a `margin` at the left of each of its lines."""

    key: str
    content: Callable[[int], Content]
    facts: object
    """What the content was made of: a row with the same key and facts is not drawn anew."""
    margin: Content = NOTHING
    selectable: bool = True


def gap(key: str) -> Row:
    """An empty line."""
    return Row(key, lambda _width: Content(" "), None, selectable=False)


class Rows(ScrollView, can_focus=True):
    """Rows under each other, with a cursor. What is in view stays where it is when rows change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--row", "rows--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("home", "move_to_edge(-1)", show=False),
        Binding("end", "move_to_edge(1)", show=False),
    ]
    cursor: reactive[str | None] = reactive(None)
    """The key of the selected row."""
    sticks_to_end = False
    """Whether somebody who is at the end stays there when rows are added."""
    marks_cursor_always = False
    """Whether the cursor is also shown while something else has the focus."""

    class Chosen(Message):
        """Enter or a click on a row; handled as `on_rows_chosen`, of one list as `on_…_chosen`."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows:
            """The list; `@on` selects by it."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  textual's name for it
        super().__init__(id=id)
        self.rows: list[Row] = []
        self._tops: list[int] = [0]
        self._drawn: dict[tuple[str, Style], tuple[object, list[Strip]]] = {}
        self._drawn_for: object = None
        self._was_at_end = True

    # -- what is shown -----------------------------------------------------------------------

    def show(self, rows: Sequence[Row]) -> None:
        """Show these instead; the rows in view, and the end for who is there, keep their place."""
        end, anchor = self.sticks_to_end and self.at_end, self._anchor()
        if not self.size.width:
            self._tops = self._tops_out_of_view(rows)
        self.rows = list(rows)
        known = {row.key for row in rows}
        self._drawn = {key: drawn for key, drawn in self._drawn.items() if key[0] in known}
        if self.cursor not in known:
            self.set_reactive(Rows.cursor, None)
        self._lay_out(end, anchor)

    @property
    def at_end(self) -> bool:
        """Whether the last line is in view."""
        return self.scroll_offset.y >= self._tops[-1] - self.size.height

    @property
    def _lead(self) -> int:
        # Too few lines to fill a list that sticks to its end stand at its foot.
        return max(0, self.size.height - self._tops[-1]) if self.sticks_to_end else 0

    def to_end(self) -> None:
        """Scroll to the last line."""
        self.scroll_to(y=max(0, self._tops[-1] - self.size.height), animate=False, force=True)

    def to_row(self, key: str, *, top: bool = False) -> None:
        """Bring a row into view, or to the top of it."""
        index = next((i for i, row in enumerate(self.rows) if row.key == key), None)
        if index is not None:
            region = Region(0, self._tops[index], 1, self._tops[index + 1] - self._tops[index])
            self.scroll_to_region(region, animate=False, force=True, top=top, immediate=True)

    def _anchor(self) -> list[tuple[str, int]]:
        # Rows from the first in view on, each with how far below the top edge it begins. What can't be
        # selected (a day, a line) may come to stand elsewhere, and would take the view along.
        y = self.scroll_offset.y
        first = max(0, bisect_right(self._tops, y) - 1)
        return [
            (row.key, self._tops[first + i] - y) for i, row in enumerate(self.rows[first:]) if row.selectable
        ]

    def _tops_out_of_view(self, rows: Sequence[Row]) -> list[int]:
        # What was in view before keeps its height, so that its place is found again; the rest has none yet.
        heights = {
            row.key: below - top for row, (top, below) in zip(self.rows, pairwise(self._tops), strict=True)
        }
        return list(accumulate((heights.get(row.key, 0) for row in rows), initial=0))

    def _lay_out(self, end: bool, anchor: list[tuple[str, int]]) -> None:
        if not self.size.width:
            return
        self._tops = [0]
        style, width = self._style(), self.scrollable_content_region.width
        for row in self.rows:
            self._tops.append(self._tops[-1] + len(self._strips(row, style, width)))
        self.virtual_size = Size(self.size.width, self._tops[-1])
        tops = {row.key: top for row, top in zip(self.rows, self._tops, strict=False)}
        kept = next(((key, below) for key, below in anchor if key in tops), None)
        if end:
            self.to_end()
        elif kept:
            self.scroll_to(y=max(0, tops[kept[0]] - kept[1]), animate=False, force=True)
        self._was_at_end = self.at_end
        self.refresh()
        self.placed()

    def placed(self) -> None:
        """Called whenever rows or lines have come to stand where they are now."""

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lay_out(self.sticks_to_end and self._was_at_end, self._anchor())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember whether the end is in view, so that a resize keeps it there."""
        super().watch_scroll_y(old_value, new_value)
        self._was_at_end = self.at_end

    # -- drawing -----------------------------------------------------------------------------

    def _style(self, *, marked: bool = False) -> Style:
        return self.get_visual_style("rows--row", *(["rows--cursor"] if marked else []))

    def _strips(self, row: Row, style: Style, width: int) -> list[Strip]:
        if self._drawn_for != (width, self.app.theme):
            self._drawn.clear()
            self._drawn_for = (width, self.app.theme)
        found = self._drawn.get((row.key, style))
        if found is None or found[0] != row.facts:
            found = (row.facts, self._draw(row, width, style))
            self._drawn[row.key, style] = found
        return found[1]

    def _draw(self, row: Row, width: int, style: Style) -> list[Strip]:
        inner = max(1, width - row.margin.cell_length)
        lines = Visual.to_strips(self, row.content(inner), inner, None, style, pad=True)
        if not row.margin:
            return lines
        margin = Visual.to_strips(self, row.margin, row.margin.cell_length, 1, style)[0]
        return [Strip.join([margin, line]) for line in lines]

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        line = y + self.scroll_offset.y - self._lead
        if not 0 <= line < self._tops[-1]:
            return Strip.blank(self.size.width, self._style().rich_style)
        index = bisect_right(self._tops, line) - 1
        row = self.rows[index]
        marked = row.key == self.cursor and (self.has_focus or self.marks_cursor_always)
        strips = self._strips(row, self._style(marked=marked), self.scrollable_content_region.width)
        return strips[min(line - self._tops[index], len(strips) - 1)]

    # -- the cursor --------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Show where it is now."""
        self.refresh()

    def on_focus(self) -> None:
        """The cursor is on something as long as the list has the focus."""
        if self.cursor is None:
            self.action_move_to_edge(1 if self.sticks_to_end else -1)
        self.refresh()

    def on_blur(self) -> None:
        """The cursor may be shown otherwise now."""
        self.refresh()

    def action_move(self, step: int) -> None:
        """To the next selectable row in that direction, if there is one."""
        keys = self._selectable()
        if self.cursor not in keys:
            self.action_move_to_edge(-step)
            return
        self._put(keys[min(max(keys.index(self.cursor) + step, 0), len(keys) - 1)])

    def action_move_to_edge(self, direction: int) -> None:
        """To the first (-1) or the last (1) selectable row, and to the edge of the list with it."""
        keys = self._selectable()
        if keys:
            self._put(keys[0 if direction < 0 else -1])
        if direction < 0:
            self.scroll_to(y=0, animate=False, force=True)
        else:
            self.to_end()

    def action_choose(self) -> None:
        """Tell that the row under the cursor was chosen."""
        if self.cursor is not None:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there and chooses."""
        line = event.y + self.scroll_offset.y - self._lead
        if 0 <= line < self._tops[-1]:
            row = self.rows[bisect_right(self._tops, line) - 1]
            if row.selectable:
                self._put(row.key)
                self.action_choose()

    def _put(self, key: str) -> None:
        self.cursor = key
        self.to_row(key)

    def _selectable(self) -> list[str]:
        return [row.key for row in self.rows if row.selectable]
