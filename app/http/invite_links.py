"""Invitations as people pass them on: an address that leads into the room, and a QR code of it."""

from __future__ import annotations

import io
from functools import lru_cache
from urllib.parse import quote, urlsplit

from flask import Request

from app.exceptions import NotFound
from app.services import rights, rooms
from app.services.actor import Actor
from app.wire import shapes
from config import is_loopback


def invite(request: Request, actor: Actor, room_id: int) -> dict[str, str | None]:
    """`share_id`, and the `url` that leads others into one of the actor's rooms.

    The start page leads into the lobby. The address is the one that the browser used, as trusted
    proxies tell it (`PROXY_HOPS`). Raises
    `RoomNotFound`, and `NotFound` for a room that nobody can be invited to.
    """
    room = rooms.of_member(actor, room_id)
    if rights.INVITE not in room.can:
        raise NotFound
    share_id = shapes.share_id(room)
    if share_id is None:
        return {"share_id": None, "url": request.url_root}
    return {"share_id": share_id, "url": f"{request.url_root}join/{share_id}?by={quote(actor.username)}"}


def url(request: Request, actor: Actor, room_id: int) -> str:
    """The address alone."""
    return str(invite(request, actor, room_id)["url"])


def only_here(address: str) -> bool:
    """Whether an address works on this machine alone."""
    return is_loopback(urlsplit(address).hostname or "")


@lru_cache(maxsize=256)
def qr_code(text: str) -> bytes:
    """An SVG of the QR code, dark on light with its quiet zone, whatever it stands on."""
    import segno  # here, for the 0.6 MB that it takes

    out = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(out, kind="svg", dark="#000", light="#fff", border=4, omitsize=True, xmldecl=False, nl=False)
    return out.getvalue()
