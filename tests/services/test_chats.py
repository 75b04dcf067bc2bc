"""Direct messages between two people, without a room: the rules, and what they cost."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from app.events import MemberJoined, MessagePosted, RoomRead
from app.exceptions import Forbidden, Invalid, MessageNotFound, UserNotFound
from app.services import chats, lobby, messages, rooms
from app.services.actor import Actor
from tests.services.conftest import House


def test_the_first_message_makes_the_one_dm(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    first = chats.post(ana, bo.user_id, "  halo  ")
    second = chats.post(bo, ana.user_id, "hai")
    assert first.room_id == second.room_id == rooms.open_dm(ana, "bo_").room.id
    assert (first.content, first.seq, second.seq) == ("halo", 1, 2)
    assert len([one for one in house.heard(MemberJoined) if one.room.type == "dm"]) == 2  # type: ignore[attr-defined]


def test_who_left_writes_and_is_written_to(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = chats.post(ana, bo.user_id, "satu").room_id
    rooms.leave(ana, room)
    rooms.leave(bo, room)
    assert chats.post(ana, bo.user_id, "dua").room_id == room
    assert [one.message.content for one in chats.unread(bo)[0]] == ["dua"]


def test_nobody_and_nothing(house: House) -> None:
    ana = house.person("ana")
    with pytest.raises(UserNotFound):
        chats.post(ana, 999_999, "halo")
    with pytest.raises(Invalid):
        chats.post(ana, 999_999, "  ")
    assert house.heard(MessagePosted) == []


def test_marking(house: House) -> None:
    ana, bo, eve = house.person("ana"), house.person("bo_"), house.person("eve")
    sent = [chats.post(ana, bo.user_id, str(number)) for number in range(3)]
    own = chats.post(bo, ana.user_id, "jawab")
    chats.mark_read(bo, sent[1].id)
    chats.mark_read(bo, sent[0].id)
    (read,) = house.heard(RoomRead)
    assert (read.since, read.seq) == (0, 2)  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        chats.mark_read(bo, own.id)
    for who, message in ((eve, sent[0].id), (bo, lobby.post(ana, "semua").id), (bo, 999_999)):
        with pytest.raises(MessageNotFound):
            chats.mark_read(who, message)
    notes = chats.post(ana, ana.user_id, "catatan")
    chats.mark_read(ana, notes.id)
    assert len(house.heard(RoomRead)) == 1


def test_what_was_newly_read_comes_in_pages(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats, "AT_ONCE", 2)
    ana, bo = house.person("ana"), house.person("bo_")
    sent = [chats.post(ana, bo.user_id, str(number)) for number in range(4)]
    chats.post(bo, ana.user_id, "sela")
    last = chats.post(ana, bo.user_id, "akhir")
    messages.delete(ana, sent[2].id)
    room = last.room_id
    found, since = chats.newly_read(room, ana.user_id, 0, last.seq)
    assert (found, since) == ([sent[0].id, sent[1].id], sent[1].seq)
    found, since = chats.newly_read(room, ana.user_id, sent[1].seq, last.seq)
    assert (found, since) == ([sent[3].id, last.id], last.seq)
    assert chats.newly_read(room, ana.user_id, last.seq, last.seq) == ([], None)


def test_what_is_elsewhere_is_not_in_the_lobby(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    private = chats.post(ana, bo.user_id, "rahasia")
    with pytest.raises(MessageNotFound):
        lobby.edit(ana, private.id, "x")
    with pytest.raises(MessageNotFound):
        lobby.delete(ana, private.id)
    said = lobby.post(ana, "halo")
    assert lobby.edit(ana, said.id, "hai").content == "hai"
    assert lobby.delete(ana, said.id).deleted


def test_a_list_costs_the_same_however_long_it_is(house: House) -> None:
    ana = house.person("ana")
    counts = []
    for number in range(3):
        for who in (house.person(f"satu{number}"), house.person(f"dua{number}")):
            for content in ("a", "b"):
                chats.post(who, ana.user_id, content)
        counts.append([statements(chats.recent, ana), statements(chats.unread, ana)])
        counts[-1].append(statements(chats.with_person, ana, who.user_id))
    assert counts[0] == counts[1] == counts[2]
    assert sum(counts[0]) <= 14


def statements(read: object, actor: Actor, *args: int) -> int:
    """How many SELECTs a call makes."""
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert callable(read)
        assert read(actor, *args)[0]
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len([one for one in seen if one.startswith("SELECT")])
