"""What is sent to everyone who joined the lobby, whichever door it came from.

The writer calls these functions in the order of the commits; they never wait.
"""

from __future__ import annotations

from time import sleep

from app import events, timers
from app.contracts import connections
from app.contracts.active import LOBBY
from app.contracts.channels import emit, of_contract
from app.contracts.lobby import presence, shapes
from app.realtime import bus
from app.services import lobby
from app.snapshots import RoomRef

PAUSE = 0.01  # seconds after a page of many frames, in which they leave
FRAMES = frozenset(
    {"new_message", "message_edited", "message_deleted", "user_joined", "user_left", "online_users"}
)


def subscribe() -> None:
    """Have the bus call this module."""
    presence.clear()
    bus.subscribe(events.MessagePosted, posted)
    bus.subscribe(events.MessageChanged, changed)
    bus.subscribe(events.MessageDeleted, deleted)
    bus.subscribe(events.MessagesErased, erased)
    bus.subscribe(events.PresenceChanged, presence.presence_changed)
    bus.subscribe(events.LobbyChanged, presence.changed)


def posted(event: events.MessagePosted) -> None:
    if heard(event.room):
        emit("new_message", shapes.message(event.message), of_contract(LOBBY))


def changed(event: events.MessageChanged) -> None:
    # A reaction is no part of this contract, so nothing has changed here.
    if event.edited and heard(event.room):
        emit("message_edited", shapes.message(event.message), of_contract(LOBBY))


def deleted(event: events.MessageDeleted) -> None:
    if heard(event.room):
        emit("message_deleted", shapes.deleted(event.message.id), of_contract(LOBBY))


def erased(event: events.MessagesErased) -> None:
    # This contract has no cursors: its clients must be told of each, which may take a while.
    if heard(event.room):
        timers.aside(tell_erased, event.user_id)


def tell_erased(user_id: int) -> None:
    """Tell of every message that somebody had erased; those deleted before are told again."""
    since: lobby.Deletion | None = lobby.FIRST
    while since is not None:
        message_ids, since = lobby.erased(user_id, since)
        for message_id in message_ids:
            emit("message_deleted", shapes.deleted(message_id), of_contract(LOBBY))
        sleep(PAUSE)


def heard(room: RoomRef) -> bool:
    """Whether it is the lobby and anybody listens."""
    return room.id == lobby.ROOM and connections.using(LOBBY) > 0
