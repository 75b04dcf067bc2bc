"""Joining a room with its limit: guessing ids and codes must not pay."""

from __future__ import annotations

import re

from app import limits
from app.databases import MAX_ID
from app.exceptions import RoomNotFound
from app.services import invitations, rooms
from app.services.actor import Actor
from app.snapshots import Invitation, RoomSnapshot

ADDRESS = re.compile(r"/(?:join|room)/([\w-]+)")


def join(actor: Actor, room_id: int, code: str | None, network: str) -> RoomSnapshot:
    """As `rooms.join`; also raises `RateLimited`, and counts failures per `network`."""
    limits.hit(limits.JOINS, str(actor.user_id))
    with limits.attempt(limits.FAILED_JOINS, network, failing=(RoomNotFound,)):
        return rooms.join(actor, room_id, code)


def look(actor: Actor | None, share_id: str, inviter: str | None, network: str) -> Invitation:
    """As `invitations.find`, with the limit of joining: looking is guessing, too."""
    if actor is None:
        limits.hit(limits.LOOK_UPS, network)
    with limits.attempt(limits.FAILED_JOINS, network, failing=(RoomNotFound,)):
        return invitations.find(actor, *parse_share_id(share_id), inviter)


def parse_share_id(text: str) -> tuple[int, str | None]:
    """What people paste: "123456789", "123 456 789", "123456789-code", or an invitation's whole address.

    Raises `RoomNotFound` for anything else.
    """
    if found := ADDRESS.search(text):
        text = found[1]
    number, _, code = text.strip().partition("-")
    number = number.replace(" ", "")
    if not (number.isascii() and number.isdigit()) or len(number) > 19 or not 1 <= int(number) <= MAX_ID:
        raise RoomNotFound
    return int(number), code.strip() or None
