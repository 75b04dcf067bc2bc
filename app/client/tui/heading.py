"""The lines around a conversation: which room it is and who is there, and what happens out of view."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from app.client.language import _, ngettext
from app.client.rooms import UNREAD_CAP, Room
from app.client.text import clean_line
from app.client.tui.rooms import sign_of
from app.client.tui.timeline import mark_of


def heading(room: Room, online: set[int], count: int) -> Content:
    """Kind, title, and who is there; `count` is how many people are online at all."""
    sign, style = sign_of(room, online)
    facts = _people(room, online, count)
    mark = mark_of(room.other, trust=True) if room.other else Content("")
    title = Content.assemble((f"{sign} ", style), (clean_line(room.title()), "bold"), mark)
    return Content.assemble(title, (f"   {' · '.join(facts)}", "$ink-soft"))


def _people(room: Room, online: set[int], count: int) -> list[str]:
    if other := room.other:
        here = _("online") if other["id"] in online else _("offline")
        asks = _("Wants to write to you: an answer accepts it.")
        return [*_standing(other), asks if room.can("accept") else here]
    if room.facts["peer"]:
        return [_("Only you can see it.")]
    members = ngettext("%(num)s member", "%(num)s members", room.facts["member_count"])
    if room.facts["type"] == "lobby":
        return [members, _("%(num)s online", num=count)]
    share_id = room.facts["share_id"]
    return [members, *([f"ID {clean_line(share_id)}"] if share_id else [])]


def _standing(person: dict[str, Any]) -> list[str]:
    """What the mark behind the name means."""
    if person["role"] == "admin":
        return [_("Admin")]
    return [_("protected name")] if person["verified"] else []


def below_text(room: Room, at_end: bool) -> Content:
    """What is out of view below, and who is typing."""
    parts: list[Content] = []
    if not at_end:
        new = ngettext("%(num)s new message", "%(num)s new messages", min(room.unread, UNREAD_CAP - 1))
        what, style = (new, "$accent bold") if room.unread else (_("Newest messages"), "$ink-soft")
        parts.append(Content.assemble((f"↓ {what}", style), ("  ^End", "$ink-faint")))
    names = [clean_line(name) for name in room.typing.values()]
    if names:
        parts.append(Content.styled(f"✎ {_typing(names)}…", "$ink-soft italic"))
    return Content("    ").join(parts)


def _typing(names: list[str]) -> str:
    if len(names) == 1:
        return _("%(name)s is typing", name=names[0])
    if len(names) == 2:
        return _("%(one)s and %(two)s are typing", one=names[0], two=names[1])
    return _("Several people are typing")
