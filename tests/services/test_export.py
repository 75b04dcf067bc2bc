"""All of one's own data, whoever else is there, a little at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.clock import now
from app.exceptions import Forbidden
from app.models import Message
from app.services import export, history, messages, pictures, reactions, rooms, sessions
from app.services.actor import Actor
from app.services.writing import Draft
from app.storage.unit_of_work import Unit, unit_of_work
from tests.services.conftest import House
from tests.support.images import plain


def test_it_is_all_of_ones_own_and_nothing_of_others(house: House) -> None:
    ana, bo = house.person("ana", "password1"), house.person("bo_")
    group, dm = rooms.create_group(ana, "Kopi").id, rooms.open_dm(bo, "ana").room.id
    rooms.join(bo, group)
    first = messages.post(ana, group, Draft(content="satu", client_id="c-1")).message
    theirs = messages.post(bo, group, Draft(content="rahasia bo")).message
    messages.post(bo, dm, Draft(content="hanya untuk ana"))
    answer = messages.post(ana, dm, Draft(content="dua")).message
    gone = messages.post(ana, group, Draft(content="hapus aku")).message
    messages.delete(ana, gone.id)
    messages.edit(ana, first.id, "satu, diubah")
    for emoji in ("👍", "⭐"):
        reactions.react(ana, theirs.id, emoji, True)
    reactions.react(bo, first.id, "🎉", True)
    history.mark_read(ana, group, 2)
    left = rooms.create_group(bo, "Ditinggalkan").id
    rooms.join(ana, left)
    parting = messages.post(ana, left, Draft(content="dah")).message
    rooms.leave(ana, left)
    pictures.replace(ana, plain)

    whole = export.everything(ana)
    assert whole.account.username == "ana"
    assert whole.picture == pictures.find(ana.user_id, str(whole.account.picture))
    assert [one.id for one in whole.sessions] == [one.id for one in sessions.mine(ana)]
    my_rooms = list(whole.rooms)
    assert {(one.id, one.type, one.name, one.peer, one.mine) for one in my_rooms} == {
        (1, "lobby", None, None, False),
        (group, "group", "Kopi", None, True),
        (dm, "dm", None, "bo_", False),
    }
    assert next(one for one in my_rooms if one.id == group).last_read_seq >= 2
    written = list(whole.messages)
    assert [(one.id, one.room_id, one.content) for one in written] == [
        (first.id, group, "satu, diubah"),
        (answer.id, dm, "dua"),
        (parting.id, left, "dah"),
    ]
    assert written[0].edited_at is not None
    assert [(one.message_id, one.room_id, one.emoji) for one in whole.reactions] == [
        (theirs.id, group, "👍"),
        (theirs.id, group, "⭐"),
    ]


def test_only_a_proven_owner_gets_it(house: House) -> None:
    owner = house.person("ana")
    with pytest.raises(Forbidden):
        export.everything(house.sign_in("ana"))
    assert list(export.everything(owner).messages) == []


@unit_of_work
def write_many(uow: Unit, actor: Actor, room_id: int, many: int) -> None:
    """Many messages, the newest with the lowest `client_id`, so that no index has them in order."""
    start = now() - timedelta(days=1)
    rows = [
        {
            "room_id": room_id, "sender_id": actor.user_id, "seq": seq, "changed": seq,
            "client_id": f"{many - seq:09}", "content": f"pesan {seq}", "message_type": "text",
            "created_at": start,
        }
        for seq in range(1, many + 1)
    ]  # fmt: skip
    uow.conn.execute(insert(Message), rows)


def test_many_messages_come_in_order_and_others_get_their_turns(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaths: list[int] = []
    monkeypatch.setattr(export, "yield_to_others", lambda: breaths.append(1))
    ana = house.person("ana")
    room = rooms.create_group(ana, None).id
    write_many(ana, room, 5_001)
    whole = export.everything(ana)
    assert breaths == []  # nothing is read before it is asked for
    first = next(whole.messages)
    assert first.content == "pesan 1"
    asked = len(breaths)
    assert asked >= 5_001 // export.IDS_AT_ONCE
    rest = list(whole.messages)
    assert [one.seq for one in rest] == list(range(2, 5_002))
    assert len(breaths) - asked >= 5_001 // export.AT_ONCE


def test_what_is_deleted_meanwhile_is_left_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 1)
    ana = house.person("ana")
    room = rooms.create_group(ana, None).id
    sent = [messages.post(ana, room, Draft(content=str(n))).message for n in range(3)]
    pieces = export.everything(ana).messages
    assert next(pieces).content == "0"
    messages.delete(ana, sent[1].id)
    assert [one.content for one in pieces] == ["2"]
