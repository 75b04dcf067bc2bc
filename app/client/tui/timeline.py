"""What a conversation shows, from top to bottom: days, messages, where new ones begin, what is on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from textual.content import Content

from app.client.language import _
from app.client.rooms import Pending, Room
from app.client.text import clean, clean_line
from app.client.tui.dates import clock, day_name, local
from app.client.tui.look import HUES
from app.client.tui.rows import Row, gap

Json = dict[str, Any]

TOGETHER = timedelta(minutes=5)
"""Messages of one sender this close to each other stand under one name."""
OTHERS, OWN, FAILED = Content("  "), Content.styled("▌ ", "$accent"), Content.styled("✗ ", "$error bold")
WAITING = Content.styled("· ", "$ink-faint")
DELETED_USER = "deleted"
"""The name under which the messages of a deleted account stay."""


@dataclass(frozen=True)
class View:
    """What a room looks like to its reader.

    The "new" line stands above others' first message after the `seq` `new_after`; null for no line.
    """

    room: Room
    today: date
    new_after: int | None = None


def person_name(person: Json) -> str:
    """What somebody is called, safe for a terminal."""
    if person["username"] == DELETED_USER:
        return _("deleted user")
    return clean_line(person["display_name"] or person["username"])


def mark_of(person: Json, trust: bool = False) -> Content:
    """What the server vouches for, behind a name: an admin; with `trust`, a protected name, too."""
    if person.get("role") == "admin":
        return Content.styled(" ★", "$accent")
    return Content.styled(" ✓", "$ink-soft") if trust and person.get("verified") else Content("")


def message_key(message_id: int) -> str:
    """The key of a message's row."""
    return f"m{message_id}"


def pending_key(client_id: str) -> str:
    """The key of the row of a message on its way."""
    return f"c{client_id}"


def timeline(view: View) -> list[Row]:
    """All rows; empty for a room without messages."""
    room = view.room
    rows = list(_beginning(room))
    previous: Json | None = None
    line_drawn = view.new_after is None
    seen = _seen_by_other(room)
    for message in room.messages():
        day = local(message["created_at"]).date()
        new_day = previous is None or local(previous["created_at"]).date() != day
        new = not line_drawn and message["seq"] > (view.new_after or 0) and message["sender"]["id"] != room.me
        line_drawn = line_drawn or new
        if new_day:
            rows.append(_rule(f"d{day}", day_name(day, view.today), "$ink-soft", "$line"))
        if new:
            rows.append(_rule("new", _("New"), "$accent bold", "$accent"))
        together = not (new_day or new) and _together(previous, message)
        if not (together or new_day or new):
            rows.append(gap(f"g{message['id']}"))
        rows.append(_message(room, message, not together, message["id"] == seen))
        previous = message
    rows.extend(_on_their_way(room, previous))
    return rows


def _beginning(room: Room) -> Iterator[Row]:
    if room.more or not room.followed:
        return
    share_id = room.facts["share_id"]
    text = _("This is where the room begins.")
    if share_id:
        text = _("This is where the room begins. Invite friends with the ID %(id)s.", id=clean_line(share_id))
    content = Content.styled(f"\n{text}", "$ink-soft")
    yield Row("beginning", lambda _width: content, text, OTHERS, selectable=False)


def _on_their_way(room: Room, previous: Json | None) -> Iterator[Row]:
    own_before = previous is not None and previous["sender"]["id"] == room.me
    for index, pending in enumerate(room.pending.values()):
        if not own_before and index == 0:
            yield gap("g-pending")
        yield _pending(pending, named=not own_before and index == 0)


def _together(previous: Json | None, message: Json) -> bool:
    if previous is None or message["reply_to"]:
        return False
    apart = abs(local(message["created_at"]) - local(previous["created_at"]))
    return bool(previous["sender"]["id"] == message["sender"]["id"] and apart <= TOGETHER)


def _seen_by_other(room: Room) -> int | None:
    """The newest own message that the other side of a dm or a support room has read."""
    upto = room.facts.get("peer_read_seq") or 0
    peer = room.facts["peer"]
    if room.facts["type"] not in {"dm", "support"} or (peer and peer["id"] == room.me):
        return None
    own = [m["id"] for m in room.messages() if m["sender"]["id"] == room.me and m["seq"] <= upto]
    return own[-1] if own else None


def _rule(key: str, label: str, ink: str, stroke: str) -> Row:
    def content(width: int) -> Content:
        side = max(0, width - len(label) - 6) // 2
        return Content.assemble(" \n", ("  " + "─" * side, stroke), (f" {label} ", ink), ("─" * side, stroke))

    return Row(key, content, label, selectable=False)


def _message(room: Room, message: Json, named: bool, seen: bool) -> Row:
    own = message["sender"]["id"] == room.me
    replied = room.message(message["reply_to"]) if message["reply_to"] else None
    quote = _quote(replied, room.me) if replied else None
    parts: list[Content] = []
    if named:
        parts.append(_name(message["sender"], own, clock(message["created_at"])))
    body = Content.styled(clean(message["content"]), "$foreground")
    if message["edited_at"]:
        body += Content.styled("  (" + _("edited") + ")", "$ink-faint")
    if seen:
        body += Content.styled("  ✓ " + _("Read"), "$ink-faint")
    reactions = "   ".join(f"{clean_line(one['emoji'])} {one['count']}" for one in message["reactions"])
    after = [body, *([Content.styled(reactions, "$ink-soft")] if reactions else [])]

    def content(width: int) -> Content:
        quoted = [Content.styled(f"↪ {quote}", "$ink-faint").truncate(width, ellipsis=True)] if quote else []
        return Content("\n").join([*parts, *quoted, *after])

    sender = message["sender"]
    facts = (message["changed"], sender["display_name"], mark_of(sender).plain, named, seen, quote)
    return Row(message_key(message["id"]), content, facts, OWN if own else OTHERS)


def _quote(message: Json, me: int) -> str:
    text = clean_line(message["content"])
    if message["sender"]["id"] == me:
        return _("You: %(text)s", text=text)
    return f"{person_name(message['sender'])}: {text}"


def _name(person: Json, own: bool, when: str) -> Content:
    name, style = (
        (_("You"), "$accent bold") if own else (person_name(person), f"$hue-{person['id'] % HUES} bold")
    )
    mark = Content("") if own else mark_of(person)
    return Content.assemble((name, style), mark, (f"  {when}", "$ink-faint"))


def _pending(pending: Pending, *, named: bool) -> Row:
    parts = [Content.styled(_("You"), "$accent bold")] if named else []
    text = clean(pending.content)
    if pending.error:
        reason = _("Not sent:") + " " + clean_line(pending.error.message)
        parts.append(Content.styled(text, "$foreground"))
        parts.append(
            Content.assemble((reason, "$error"), ("   " + _("R send again   D discard"), "$ink-faint"))
        )
    else:
        parts.append(Content.assemble((text, "$ink-soft"), ("  " + _("sending…"), "$ink-faint")))
    content = Content("\n").join(parts)
    facts = (named, pending.error)
    return Row(
        pending_key(pending.client_id), lambda _width: content, facts, FAILED if pending.error else WAITING
    )
