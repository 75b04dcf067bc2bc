"""Rows, constraints and named statements: no commit, no Flask, no JSON."""

from app.models.job import jobs
from app.models.message import Message, Reaction
from app.models.room import LOBBY_ID, Membership, Room
from app.models.support import SupportAssignment, SupportOpening, SupportRoom
from app.models.user import NameKey, Picture, User, UserSession

__all__ = [
    "LOBBY_ID",
    "Membership",
    "Message",
    "NameKey",
    "Picture",
    "Reaction",
    "Room",
    "SupportAssignment",
    "SupportOpening",
    "SupportRoom",
    "User",
    "UserSession",
    "jobs",
]
