"""No list grows with what others can add: each has pages, or an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.events import MemberLeft
from app.exceptions import Invalid, RoomNotFound
from app.models import LOBBY_ID, Room
from app.realtime import presence
from app.services import deletion, history, inbox, memberships, messages, people, reactions, rooms
from app.services.writing import Draft
from app.storage.unit_of_work import Unit
from app.storage.writer import writer
from tests.services.conftest import DEVICE, House


def test_rooms_are_listed_by_pages(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    made = [rooms.create_group(ana, str(i)).id for i in range(6)]
    _at_once(made[:4])
    seen: list[int] = []
    while page := rooms.mine(ana, seen[-1] if seen else None, 2):
        seen += [one.id for one in page]
    assert seen[:2] == [made[5], made[4]]
    assert seen[2:6] == sorted(made[:4]), "rooms of one moment are in the order of their ids"
    assert seen[6:] == [LOBBY_ID]
    for other in (rooms.create_group(budi, None).id, 100_000_000):
        with pytest.raises(RoomNotFound):
            rooms.mine(ana, other)


def _at_once(room_ids: list[int]) -> None:
    writer().run(
        lambda uow: (
            uow.conn.execute(
                text("UPDATE rooms SET updated_at = '2026-01-02 00:00:00' WHERE id IN (:a, :b, :c, :d)"),
                dict(zip("abcd", room_ids, strict=True)),
            )
            and uow.conn.execute(text("UPDATE rooms SET updated_at = '2026-01-01 00:00:00' WHERE id = 1"))
            and None
        )
    )


def test_who_is_in_very_many_rooms_sees_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    for i in range(4):
        rooms.create_group(ana, str(i))
    usual = [rooms.mine(ana), rooms.mine(ana, rooms.mine(ana)[1].id)]
    monkeypatch.setattr(rooms, "LISTED_IN_PASSING", 2)
    assert [rooms.mine(ana), rooms.mine(ana, rooms.mine(ana)[1].id)] == usual


def test_a_page_of_rooms_takes_so_many_characters(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    for _ in range(3):
        messages.post(ana, rooms.create_group(ana, None).id, Draft(content="**halo** " * 10))
    assert [len(rooms.listed(ana)[0]), rooms.listed(ana)[1]] == [4, False]
    monkeypatch.setattr(history, "LARGEST_PAGE", 200)
    kept, more = rooms.listed(ana)
    assert (len(kept), more) == (1, True)
    assert rooms.listed(ana, kept[-1].id)[0][0].id != kept[-1].id


def test_reactions_have_an_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "REACTIONS_PER_MESSAGE", 2)
    ana, budi, cici = (house.person(name) for name in ("ana", "budi", "cici"))
    said = messages.post(ana, LOBBY_ID, Draft(content="halo")).message.id
    for actor in (ana, budi, budi):
        reactions.react(actor, said, "👍", on=True)
    with pytest.raises(Invalid) as refused:
        reactions.react(cici, said, "👍", on=True)
    assert refused.value.fields == {"emoji": "At most 2 reactions to one message."}
    reactions.react(ana, said, "👍", on=False)
    assert reactions.react(cici, said, "👍", on=True).reactions[0].user_ids == (budi.user_id, cici.user_id)


def test_members_are_shown_by_name_and_those_online_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone = [house.person(name) for name in ("dodi", "cici", "budi", "ana")]
    presence.connected(everyone[1].user_id, "test")
    shown = [one.username for one in people.members(everyone[0], LOBBY_ID)]
    assert shown == ["cici", "ana", "budi", "dodi"]
    monkeypatch.setattr(people, "MEMBERS_SHOWN", 2)
    assert [one.username for one in people.members(everyone[0], LOBBY_ID)] == ["cici", "dodi"]


def test_who_is_online_has_an_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = [house.person(name) for name in ("cici", "ana", "budi")]
    for actor in everyone:
        presence.connected(actor.user_id, "test")
    assert [one.username for one in people.online(everyone[0])] == ["ana", "budi", "cici"]
    monkeypatch.setattr(people, "MOST_ONLINE", 2)
    assert [one.username for one in people.online(everyone[0])] == ["ana", "cici"]


def test_the_inbox_has_an_end_and_marks_what_it_showed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    for name in ("budi", "cici", "dodi"):
        inbox.post_to_all(house.person(name), ["ana"], f"halo dari {name}")
    monkeypatch.setattr(inbox, "MOST_LETTERS", 1)
    monkeypatch.setattr(inbox, "DMS_AT_ONCE", 1)
    monkeypatch.setattr(inbox, "MOST_DMS", 2)
    shown = {one.sender.username: [letter.content for letter in one.letters] for one in inbox.open_inbox(ana)}
    assert shown == {"dodi": ["halo dari dodi"], "cici": []}
    unread = {one.peer.username: one.unread for one in rooms.mine(ana) if one.peer}
    assert unread == {"dodi": 0, "cici": 1, "budi": 1}


def test_who_was_in_many_rooms_is_gone_from_all_in_small_units(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "AT_ONCE", 2)
    ana, budi = house.person("ana"), house.person("budi")
    groups = [rooms.create_group(ana, str(i)).id for i in range(7)]
    units = []
    monkeypatch.setattr(memberships, "exit_room", _noting(memberships.exit_room, units))
    deletion.delete(ana, "ana", device=DEVICE)
    assert sorted({left.room.id for left in house.heard(MemberLeft)}) == sorted([LOBBY_ID, *groups])  # type: ignore[attr-defined]
    assert max(Counter(map(id, units)).values()) <= 3, "the last one has the lobby, too"
    assert [one.username for one in people.members(budi, LOBBY_ID)] == ["budi"]


def _noting(leave: Callable[..., None], units: list[Unit]) -> Callable[..., None]:
    def noting(uow: Unit, user_id: int, room: Room) -> None:
        units.append(uow)
        leave(uow, user_id, room)

    return noting


def test_whom_one_has_no_dm_with_yet(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    assert people.without_dm(ana, [budi.user_id, 999], ["BUDI", "ana", "nobody"]) == 3
    rooms.open_dm(budi, "ana")
    assert people.without_dm(ana, [budi.user_id], ["ana"]) == 1
    rooms.open_dm(ana, "ana")
    assert people.without_dm(ana, [budi.user_id], ["ana"]) == 0
