"""What is sent to the two people of a dm, whichever door it came from."""

from __future__ import annotations

from app import events
from app.contracts import connections
from app.contracts.active import DIRECT
from app.contracts.channels import emit, of_user
from app.contracts.direct import reading, shapes
from app.realtime import bus

FRAMES = frozenset({"receive_message", "message_sent", *reading.FRAMES})


def subscribe() -> None:
    """Have the bus call this module."""
    reading.clear()
    bus.subscribe(events.MessagePosted, posted)
    bus.subscribe(events.RoomRead, reading.room_read)


def posted(event: events.MessagePosted) -> None:
    # The writer calls this in the order of the commits; it never waits.
    if event.room.pair is None:  # no dm, or one in which nobody else is yet
        return
    one, sender_id = event.message, event.message.sender.id
    receiver_id = other(event.room.pair, sender_id)
    if connections.using(DIRECT, receiver_id):
        emit("receive_message", shapes.received(one, receiver_id), of_user(DIRECT, receiver_id))
    if connections.using(DIRECT, sender_id):
        emit("message_sent", shapes.sent(one, receiver_id), of_user(DIRECT, sender_id))


def other(pair: tuple[int, int], user_id: int) -> int:
    """The second person of a dm; in notes to self it is the first."""
    return pair[1] if pair[0] == user_id else pair[0]
