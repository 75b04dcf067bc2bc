"""What somebody in a room may do there: the verbs, and the facts that decide about them.

Each type of room says in `app.services.room_types` which of the verbs it allows; `app.services.access` asks.
"""

from __future__ import annotations

from typing import NamedTuple

POST = "post"
"""Write, and answer what others wrote."""
ACCEPT = "accept"
"""Take a stranger's dm for a usual one."""
INVITE = "invite"
"""Pass on what lets others in."""
CHANGE = "change"
"""Rename the room, and open or close it to strangers."""
MODERATE = "moderate"
"""Change and delete what others wrote."""
TAKE = "take"
"""Answer a support room from now on."""
ASSIGN = "assign"
"""Give a support room to another admin."""
CLOSE = "close"
"""Close a support room until its user writes again."""
LEAVE = "leave"
"""Go; the room stays for the others."""
VERBS = (POST, ACCEPT, INVITE, CHANGE, MODERATE, TAKE, ASSIGN, CLOSE, LEAVE)

OWNER, ADMIN, MEMBER = "owner", "admin", "member"
ROLES = (OWNER, ADMIN, MEMBER)


class Facts(NamedTuple):
    """All that decides what a member may do; what a type of room doesn't know is false."""

    type: str
    created: bool = False
    """They made the room."""
    is_admin: bool = False
    """They are an admin of the whole server."""
    has_peer: bool = False
    """A dm has its two people, or is somebody's notes."""
    peer_gone: bool = False
    """The account of a dm's other person was deleted."""
    request: bool = False
    """A stranger opened the dm, and they have neither accepted nor answered yet."""
    closed: bool = False
    """The support room is closed."""
    answers: bool = False
    """They are the admin who answers the support room."""


class Rights(NamedTuple):
    """What a member is in a room, and the verbs that they may use in it."""

    role: str
    can: tuple[str, ...]


def granted(role: str, *verbs: str | bool) -> Rights:
    """The rights of a member; false stands for a verb that they haven't."""
    return Rights(role, tuple(verb for verb in verbs if isinstance(verb, str)))
