"""Which room somebody means who types its name."""

from __future__ import annotations

import re
from typing import Any

from app.client.api import Api
from app.client.errors import ClientError, UsageError
from app.client.language import _

Json = dict[str, Any]
SHARE_ID = re.compile(r"\d+(-\w+)?", re.ASCII)
LOBBY = {"lobby", "lobi"}


async def room_id(api: Api, wanted: str) -> int:
    """The id of the room called `wanted`: an id, a share id, `lobby`, `@username`, or its name.

    A dm is made, and a room that isn't the user's yet is joined by its share id. Raises `UsageError`
    for a name that several have, `ClientError` for one that none has, and what `Api` raises.
    """
    if wanted.startswith("@"):
        return int((await api.dm(wanted[1:]))["id"])
    mine = await api.rooms()
    found = [room for room in mine if _is_called(room, wanted)]
    if len(found) > 1:
        ids = ", ".join(str(room["id"]) for room in found)
        raise UsageError(_("Several rooms are called %(name)s: %(ids)s", name=wanted, ids=ids))
    if found:
        return int(found[0]["id"])
    if SHARE_ID.fullmatch(wanted):
        return int((await api.join(wanted))["id"])
    raise ClientError(_("You have no room called %(name)s.", name=wanted))


def _is_called(room: Json, wanted: str) -> bool:
    if room["type"] == "lobby":
        return wanted.casefold() in LOBBY or wanted == str(room["id"])
    names = [str(room["id"]), room["share_id"] or "", room["name"] or ""]
    return wanted.casefold() in [name.casefold() for name in names if name]
