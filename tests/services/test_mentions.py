"""Which unread message names somebody, as a room's snapshot tells it."""

from __future__ import annotations

from app.models.naming import MOST
from app.services import history, messages, rooms
from app.services.actor import Actor
from tests.services.conftest import House


def named(who: Actor, room_id: int) -> int | None:
    """Where in the room the newest unread message that names them stands."""
    return rooms.get(who, room_id).mention_seq


def test_the_newest_unread_message_that_names_one_is_told(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Team").id
    rooms.join(bo, room)
    assert named(bo, room) is None
    first = messages.post(ana, room, "halo @bo_, apa kabar?").message
    second = messages.post(ana, room, "(@BO_) dan @bo_2").message
    messages.post(ana, room, "tanya @bo_2 atau kirim ke x@bo_.id")
    messages.post(bo, room, "aku @bo_")
    assert (named(bo, room), named(ana, room)) == (second.seq, None)
    assert {one.id: one.mention_seq for one in rooms.mine(bo)} == {1: None, room: second.seq}
    messages.delete(ana, second.id)
    assert named(bo, room) == first.seq
    history.mark_read(bo, room, first.seq)
    assert named(bo, room) is None
    last = messages.post(ana, room, "belum").message
    messages.edit(ana, last.id, "sudah, @bo_!")
    assert named(bo, room) == last.seq


def test_a_room_full_of_names_is_not_read_whole(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Team").id
    rooms.join(bo, room)
    first = messages.post(ana, room, "@bo_").message
    for _ in range(MOST - 1):
        messages.post(ana, room, "@semua")
    messages.post(ana, room, "tanpa nama")
    assert named(bo, room) == first.seq
    messages.post(ana, room, "@semua")
    assert named(bo, room) is None
