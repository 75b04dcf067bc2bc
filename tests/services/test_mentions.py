"""Which unread message names somebody, as a room's snapshot tells it."""

from __future__ import annotations

import pytest

from app.models.mention_queries import MOST
from app.services import deletion, history, mentions, messages, rooms, text
from app.services.actor import Actor
from app.services.writing import Draft
from tests.services.conftest import DEVICE, House


def named(who: Actor, room_id: int) -> int | None:
    """Where in the room the newest unread message that names them stands."""
    return rooms.get(who, room_id).mention_seq


def test_the_newest_unread_message_that_names_one_is_told(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Team").id
    rooms.join(bo, room)
    assert named(bo, room) is None
    first = messages.post(ana, room, Draft(content="halo @bo_, apa kabar?")).message
    second = messages.post(ana, room, Draft(content="(@BO_) dan @bo_2")).message
    messages.post(ana, room, Draft(content="tanya @bo_2 atau kirim ke x@bo_.id"))
    messages.post(bo, room, Draft(content="aku @bo_"))
    assert (named(bo, room), named(ana, room)) == (second.seq, None)
    assert {one.id: one.mention_seq for one in rooms.mine(bo)} == {1: None, room: second.seq}
    messages.delete(ana, second.id)
    assert named(bo, room) == first.seq
    history.mark_read(bo, room, first.seq)
    assert named(bo, room) is None
    last = messages.post(ana, room, Draft(content="belum")).message
    messages.edit(ana, last.id, "sudah, @bo_!")
    assert named(bo, room) == last.seq


def test_a_room_full_of_names_is_not_read_whole(house: House) -> None:
    ana, bo, _ = house.person("ana"), house.person("bo_"), house.person("cici")
    room = rooms.create_group(ana, "Team").id
    rooms.join(bo, room)
    first = messages.post(ana, room, Draft(content="@bo_")).message
    for _ in range(MOST - 1):
        messages.post(ana, room, Draft(content="@cici"))
    messages.post(ana, room, Draft(content="tanpa nama"))
    assert named(bo, room) == first.seq
    messages.post(ana, room, Draft(content="@cici"))
    assert named(bo, room) is None


def called(typed: str) -> list[str]:
    """The names called in a text, as it is shown."""
    return mentions.called(typed, text.rendered(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "@ana", "hai @ANA!", "(@ana)", "@ana...", "@ana, @budi", "@ana- dan", "@\uff41\uff4e\uff41",
        "\uff20ana", "@ana's", "baris\n@ana", "_@ana_", "*@ana*", "**@ana**", "~~@ana~~", "\\@ana",
        "- @ana", "> @ana", "\u4f60\u597d@ana \u8bf7\u770b", "\u3053\u308c@ana", "oke.@ana tolong",
        "\u2014@ana", "@ana\uff0c\u8bf7", "@budi/@ana", "[lihat @ana](https://contoh.id)",
        "`a` @ana `b`", "@ana https://contoh.id/@budi",
    ],
)  # fmt: skip
def test_who_is_named_in_what_is_shown(typed: str) -> None:
    assert "ana" in called(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "ana", "@an", "@anas", "@ana.b.c", "@ana-2", "@ana_", "_@ana_x", "**@ana**x", "x@ana",
        "*a*@ana", "x+@ana", "x@ana.id", "`@ana`", "```\nadmin: @ana\n```", "> ```\n> @ana\n> ```",
        "https://contoh.id/@ana/tulisan", "www.contoh.id/@ana", "contoh.id/@ana",
        "<https://contoh.id/@ana>", "[tulisan](https://contoh.id/@ana)", "mailto:x@ana.id",
        "[https://contoh.id/@ana](https://contoh.id)", "https://u@ana.id/", "@", "@@", "@ ana",
    ],
)  # fmt: skip
def test_who_is_not_named(typed: str) -> None:
    assert "ana" not in called(typed)


def test_a_name_may_end_with_a_full_stop() -> None:
    assert called("kata @ana.b.-") == ["ana.b", "ana.b.", "ana.b.-"]


def test_few_names_are_looked_up_and_each_once() -> None:
    assert called("@ana @Ana @ana") == ["ana"]
    assert called("@ab @" + "a" * 40) == []
    many = called(" ".join(f"@orang{n}" for n in range(400)))
    assert many == [f"orang{n}" for n in range(mentions.MOST)]


def test_names_are_those_of_people_when_it_was_written(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    said = messages.post(ana, 1, Draft(content="@bo_ @cici @ana")).message
    assert said.mentions == (ana.user_id, bo.user_id)
    assert messages.get(bo, said.id) == said
    assert messages.edit(ana, said.id, "`@bo_` @ana").mentions == (ana.user_id,)
    assert messages.delete(ana, said.id).mentions == ()
    again = messages.post(ana, 1, Draft(content="@bo_")).message
    deletion.delete(bo, "bo_", device=DEVICE)
    other = house.person("bo_")
    assert named(other, 1) is None
    assert messages.post(ana, 1, Draft(content="@BO_")).message.mentions == (other.user_id,)
    assert messages.get(ana, again.id).mentions == (bo.user_id,)
