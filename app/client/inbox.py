"""What waits to be read, for people and for scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.client.api import Api
from app.client.rooms import UNREAD_CAP, Room
from app.client.text import clean_line

Json = dict[str, Any]
Unread = list[tuple[Room, list[Json]]]


async def unread(api: Api) -> Unread:
    """The rooms with unread messages, the most recent first, each with those messages, oldest first.

    At most the newest 100 per room. Raises what `Api` raises.
    """
    me, rooms = await asyncio.gather(api.me(), api.rooms())
    waiting = [Room(facts, me["id"]) for facts in rooms if facts["unread"]]
    return list(zip(waiting, await asyncio.gather(*(_messages(api, room) for room in waiting)), strict=True))


async def _messages(api: Api, room: Room) -> list[Json]:
    newest = await api.newest(room.id, UNREAD_CAP)
    read = room.facts["last_read_seq"]
    return [one for one in newest if one["seq"] > read and one["sender"]["id"] != room.me]


def document(found: Unread) -> Json:
    """The JSON of docs/terminal-client.md."""
    return {"unread": sum(room.unread for room, _ in found), "rooms": [_entry(*one) for one in found]}


def _entry(room: Room, messages: list[Json]) -> Json:
    peer = room.facts["peer"]
    return {
        "id": room.id,
        "type": room.type,
        "name": room.facts["name"],
        "peer": peer["username"] if peer else None,
        "unread": room.unread,
        "messages": [
            {
                "id": message["id"],
                "seq": message["seq"],
                "sender": message["sender"]["username"],
                "content": message["content"],
                "created_at": message["created_at"],
            }
            for message in messages
        ],
    }


def lines(found: Unread) -> Iterator[str]:
    """The same for people, safe for a terminal."""
    for room, messages in found:
        yield f"{clean_line(room.title())} ({count(room)})"
        for message in messages:
            moment = datetime.fromisoformat(message["created_at"]).astimezone()
            sender = clean_line(message["sender"]["display_name"])
            yield f"  {moment:%Y-%m-%d %H:%M} {sender}: {clean_line(message['content'])}"


def count(room: Room) -> str:
    """How many messages of a room are unread; the server counts to 100."""
    return str(room.unread) if room.unread < UNREAD_CAP else f"{UNREAD_CAP - 1}+"
