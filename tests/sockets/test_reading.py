"""Reading over `/chat`: marks, pages, changes since a cursor, the snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sockets.talk import Talk
from tests.support.people import Person
from tests.support.sockets import SocketRefused


def test_in_a_group_only_oneself_hears_of_reading(talk: Talk) -> None:
    second_tab = talk.bo.chat()
    talk.say(talk.ana, "satu")
    talk.say(talk.ana, "dua")
    talk.forget()
    mark = talk.bo.socket.send("mark_read", room_id=talk.room, seq=1)
    assert mark == {"room_id": talk.room, "seq": 1, "unread": 1}
    for socket in (talk.bo.socket, second_tab):
        assert socket.wait_for("room_read") == mark | {"user_id": talk.bo.id}
    talk.ana.socket.assert_silence()
    # Back is no direction, and the end is the end.
    assert talk.bo.socket.send("mark_read", room_id=talk.room, seq=0) == mark
    talk.bo.socket.assert_silence()
    assert talk.bo.socket.send("mark_read", room_id=talk.room, seq=99)["seq"] == 2


def test_in_a_dm_the_other_hears_of_it_without_the_count(talk: Talk) -> None:
    dm = talk.dm()
    talk.say(talk.ana, "psst", room_id=dm)
    talk.forget()
    talk.bo.socket.send("mark_read", room_id=dm, seq=1)
    told = {"room_id": dm, "user_id": talk.bo.id, "seq": 1}
    assert talk.ana.socket.wait_for("room_read") == told | {"unread": None}
    assert talk.bo.socket.wait_for("room_read") == told | {"unread": 0}
    talk.bo.socket.assert_silence()
    talk.eve.socket.assert_silence()
    assert snapshot_of(talk.ana, dm)["peer_read_seq"] == 1


def test_ready_is_the_present_state(talk: Talk) -> None:
    talk.say(talk.ana, "satu")
    last = talk.say(talk.ana, "dua")
    welcome = talk.bo.chat().welcome  # type: ignore[attr-defined]
    assert welcome["protocol"] == 1
    assert welcome["user"] == talk.server.get("/api/me", talk.bo.token)
    room = next(room for room in welcome["rooms"] if room["id"] == talk.room)
    assert (room["head"], room["unread"], room["last_message"]) == (2, 2, last)
    assert welcome["rooms"] == talk.server.get("/api/rooms", talk.bo.token)
    assert {talk.ana.id, talk.bo.id, talk.eve.id} <= set(welcome["online"])
    assert welcome["online"] == sorted(welcome["online"])


@pytest.mark.every_stack
def test_changes_in_pages_equal_a_fresh_load(talk: Talk) -> None:
    ids = [talk.say(talk.ana, f"pesan {number}")["id"] for number in range(6)]
    talk.ana.socket.send("edit_message", message_id=ids[1], content="lain")
    talk.ana.socket.send("delete_message", message_id=ids[4])
    talk.bo.socket.send("react", message_id=ids[2], emoji="🎉", on=True)
    head, replayed = replay(talk, talk.bo, limit=2)
    fresh = talk.bo.socket.send("history", room_id=talk.room)
    assert head == fresh["head"] == 9
    assert sorted(replayed, key=lambda message: message["seq"]) == fresh["messages"]
    assert not fresh["has_more"]


def replay(talk: Talk, person: Person, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """All that `changes` tells from the beginning, without what is deleted."""
    known: dict[int, dict[str, Any]] = {}
    at: dict[str, int] | None = {"after": 0}
    while at:
        page = person.socket.send("changes", room_id=talk.room, limit=limit, **at)
        assert len(page["messages"]) <= limit
        known |= {message["id"]: message for message in page["messages"]}
        assert page["has_more"] == (page["next"] is not None)
        at = page["next"]
    return page["head"], [message for message in known.values() if not message["deleted"]]


def test_changes_from_nowhere_asks_to_reload(talk: Talk) -> None:
    talk.say(talk.ana, "halo")
    assert talk.bo.socket.send("changes", room_id=talk.room, after=77) == {"reload": True, "head": 1}
    nothing = talk.bo.socket.send("changes", room_id=talk.room, after=1)
    assert nothing == {"messages": [], "head": 1, "has_more": False, "next": None}


@pytest.mark.every_stack
def test_history_in_both_directions(talk: Talk) -> None:
    ids = [talk.say(talk.ana, f"pesan {number}")["id"] for number in range(5)]

    def page(**bounds: int) -> tuple[list[int], bool]:
        answer = talk.bo.socket.send("history", room_id=talk.room, **bounds)
        return [message["id"] for message in answer["messages"]], answer["has_more"]

    assert page() == (ids, False)
    assert page(limit=2) == (ids[3:], True)
    assert page(before=ids[3], limit=2) == (ids[1:3], True)
    assert page(before=ids[1], limit=2) == (ids[:1], False)
    assert page(after=ids[0], limit=2) == (ids[1:3], True)
    assert page(after=ids[2]) == (ids[3:], False)
    for bounds, code in (
        ({"before": ids[0], "after": ids[0]}, "invalid"),
        ({"limit": 101}, "invalid"),
        ({"limit": 0}, "invalid"),
        ({"before": ids[0] + 10_000}, "message_not_found"),
    ):
        with pytest.raises(SocketRefused) as refused:
            page(**bounds)
        assert refused.value.code == code


def snapshot_of(person: Person, room: int) -> Any:
    """A room as a new connection sees it."""
    welcome = person.chat().welcome  # type: ignore[attr-defined]
    return next(one for one in welcome["rooms"] if one["id"] == room)


def test_of_many_rooms_ready_brings_the_first(plain_talk: Talk) -> None:
    cici = Person(plain_talk.server, "cici")
    made = [
        plain_talk.server.post("/api/rooms", cici.token, type="group", name=str(i))["id"] for i in range(101)
    ]
    socket: Any = cici.chat()
    welcome = socket.welcome
    assert [room["id"] for room in welcome["rooms"]] == made[:0:-1]
    assert welcome["rooms_has_more"] is True
    page = socket.send("rooms", before=made[1], limit=1)
    assert ([room["id"] for room in page["rooms"]], page["has_more"]) == ([made[0]], True)
    page = socket.send("rooms", before=made[0])
    assert ([room["id"] for room in page["rooms"]], page["has_more"]) == ([1], False)
    for hidden in (plain_talk.room, 100_000_001):
        with pytest.raises(SocketRefused) as refused:
            socket.send("rooms", before=hidden)
        assert refused.value.code == "room_not_found"
    # What ready had no place for is heard all the same.
    plain_talk.server.post(f"/api/rooms/{made[0]}/messages", cici.token, content="halo")
    assert socket.wait_for("message_created")["room_id"] == made[0]
    assert plain_talk.eve.chat().welcome["rooms_has_more"] is False  # type: ignore[attr-defined]
    cici.close()
