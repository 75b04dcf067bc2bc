"""Snapshots as the templates want them: titles, kinds, previews, quotes, groups of messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

from flask_babel import gettext, ngettext

from app.pages.identity import actor
from app.pages.zone import here
from app.services import emoji, rights, room_types
from app.snapshots import DELETED_NAME, Invitation, MessageSnapshot, Person, RoomSnapshot
from app.wire import shapes

TOGETHER = timedelta(minutes=5)
"""Messages of one person this close stand as one group."""
TAG = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Quote:
    """What a message replies to; `id` is null when the original is gone."""

    id: int | None
    author: str
    text: str


def name_of(who: Person) -> str:
    """A person's name; somebody whose account is deleted has none."""
    return gettext("deleted user") if who.username == DELETED_NAME else who.display_name


def kind(room_type: str) -> str:
    """The type of a room in words."""
    return {
        "lobby": gettext("Lobby"),
        "dm": gettext("Direct message"),
        "group": gettext("Group"),
        "support": gettext("Support"),
    }[room_type]


def title(snapshot: RoomSnapshot) -> str:
    """What a room is called by its members."""
    if snapshot.type == "dm":
        if snapshot.peer is None:
            return str(gettext("Waiting for one person"))
        return (
            str(gettext("Notes to self")) if snapshot.peer.id == actor().user_id else name_of(snapshot.peer)
        )
    if snapshot.type == "group":
        return snapshot.name or str(gettext("Group %(id)s", id=snapshot.id))
    if snapshot.type == "support" and snapshot.peer is not None:
        return name_of(snapshot.peer)
    return snapshot.name or kind(snapshot.type)


def room(snapshot: RoomSnapshot) -> dict[str, Any]:
    """A room for `_room_row.html`, the room's head and its details."""
    return {
        "id": snapshot.id,
        "type": snapshot.type,
        "name": snapshot.name,
        "title": title(snapshot),
        "kind": kind(snapshot.type),
        "preview": preview(snapshot),
        "member_count": snapshot.member_count,
        "share_id": shapes.share_id(snapshot),
        "invite_only": snapshot.invite_code is not None,
        "peer": snapshot.peer,
        "other": snapshot.peer if snapshot.peer and snapshot.peer.id != actor().user_id else None,
        "tells_count": not room_types.of(snapshot.type).has_desk and rights.POST in snapshot.can,
        "unread": snapshot.unread,
        "named": snapshot.mention_seq is not None,
        "notifications": snapshot.notifications,
        "closed": snapshot.closed,
        "request": snapshot.request,
        "can": snapshot.can,
        "last_message": snapshot.last_message,
    }


def invitation(given: Invitation) -> dict[str, Any]:
    """A room that somebody is invited to, for `join.html`."""
    name = given.name or str(gettext("Group %(id)s", id=given.room_id))
    dm = given.type == "dm"
    return {
        "id": given.room_id,
        "type": given.type,
        "title": name_of(given.inviter)
        if dm and given.inviter
        else gettext("Direct message")
        if dm
        else name,
        "peer": given.inviter if dm else None,
        "member_count": given.member_count,
        "inviter": given.inviter,
    }


def sections(rooms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rooms of the list by section, each in the order in which they came; empty sections too."""
    titles = {
        "lobby": "",
        "people": gettext("People"),
        "requests": gettext("Requests"),
        "groups": gettext("Groups"),
    }
    found = []
    for key, heading in titles.items():
        some = [one for one in rooms if _section(one) == key]
        found.append(
            {"key": key, "title": heading, "rooms": some, "unread": sum(_counted(one) for one in some)}
        )
    return found


def _section(entry: dict[str, Any]) -> str:
    if entry["request"]:
        return "requests"
    return {"lobby": "lobby", "dm": "people", "support": "people", "group": "groups"}[entry["type"]]


def _counted(entry: dict[str, Any]) -> int:
    return 0 if entry["request"] or entry["notifications"] == "nothing" else int(entry["unread"])


def queue_name(queue: str) -> str:
    """One of the support desk's lists in words."""
    return {
        "waiting": gettext("Waiting"),
        "mine": gettext("Mine"),
        "active": gettext("All open"),
        "closed": gettext("Closed"),
    }[queue]


def preview(snapshot: RoomSnapshot) -> str:
    """The last message in one line, and whose it is where that isn't plain."""
    last = snapshot.last_message
    if last is None:
        return str(gettext("No messages yet"))
    text = plain(last)[:120]
    if last.sender.id == actor().user_id:
        return str(gettext("You: %(text)s", text=text))
    return text if snapshot.peer and snapshot.peer.id == last.sender.id else f"{name_of(last.sender)}: {text}"


def plain(snapshot: MessageSnapshot) -> str:
    """A message in one line without its markup."""
    text = unescape(TAG.sub(" ", snapshot.html)) if snapshot.html else snapshot.content
    return " ".join(text.split())


def message(
    snapshot: MessageSnapshot, grouped: bool, quote: Quote | None, peer_read: int | None
) -> dict[str, Any]:
    """A message for `_message.html`; `peer_read` is how far the other of a dm has read, else null."""
    mine = snapshot.sender.id == actor().user_id
    return {
        "id": snapshot.id,
        "seq": snapshot.seq,
        "sender": snapshot.sender,
        "author": name_of(snapshot.sender),
        "author_gone": snapshot.sender.username == DELETED_NAME,
        "mine": mine,
        "grouped": grouped,
        "names_me": not mine and actor().user_id in snapshot.mentions,
        "content": snapshot.content,
        "html": snapshot.html,
        "quote": quote,
        "reactions": [_reaction(r.emoji, r.user_ids) for r in snapshot.reactions],
        "created_at": snapshot.created_at,
        "edited_at": snapshot.edited_at,
        "emoji_only": len(snapshot.content) <= 24 and emoji.only_emoji(snapshot.content.replace(" ", "")),
        "read": snapshot.seq <= peer_read if peer_read is not None else None,
    }


def quote_of(snapshot: MessageSnapshot | None) -> Quote:
    """What stands above a reply; null for an original that is deleted."""
    if snapshot is None:
        return Quote(None, gettext("Deleted message"), gettext("The original is gone."))
    return Quote(snapshot.id, name_of(snapshot.sender), plain(snapshot)[:200])


def feed(
    page: Iterable[MessageSnapshot], quotes: Mapping[int, Quote], read_until: int, peer_read: int | None
) -> list[dict[str, Any]]:
    """The messages with day separators, the line above the first unread one, and groups."""
    rows: list[dict[str, Any]] = []
    before: MessageSnapshot | None = None
    marked = False
    for one in page:
        day = _day(one)
        new_day = before is None or day != _day(before)
        new = not marked and one.seq > read_until and one.sender.id != actor().user_id
        marked = marked or new
        grouped = not (new_day or new) and before is not None and _together(before, one)
        quote = quotes.get(one.reply_to) if one.reply_to is not None else None
        rows.append(
            {
                "day": day if new_day else None,
                "new": new,
                "message": message(one, grouped, quote, peer_read),
            }
        )
        before = one
    return rows


def _day(snapshot: MessageSnapshot) -> date:
    return here(snapshot.created_at).date()


def _together(before: MessageSnapshot, snapshot: MessageSnapshot) -> bool:
    return before.sender.id == snapshot.sender.id and snapshot.created_at - before.created_at <= TOGETHER


def _reaction(symbol: str, user_ids: tuple[int, ...]) -> dict[str, Any]:
    mine = actor().user_id in user_ids
    count = len(user_ids)
    label = ngettext("%(num)s person", "%(num)s people", count)
    if mine:
        label = gettext("%(people)s, including you", people=label)
    return {"emoji": symbol, "count": count, "mine": mine, "label": f"{symbol} {label}"}
