"""Posting, editing, deleting, reacting, reading; history and changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import LOBBY, Api, Person, both

DEEP = "a" * 4_000


@pytest.fixture
def siti(api: Api) -> Person:
    return api.person("siti", display_name="Siti")


@pytest.fixture
def budi(api: Api) -> Person:
    return api.person("budi")


@both
@pytest.mark.parametrize("text", ["Halo", "<b>x</b> & \"y\" 'z'", "👩‍👩‍👧 é ́ ۝ \u202e", "a\tb\n\nc", DEEP])
def test_text_is_stored_as_typed(siti: Person, text: str) -> None:
    posted = siti.post(f"/api/rooms/{siti.group()}/messages", content=f"  {text}\n")
    assert posted.status == 201
    message = posted.data
    assert (message["content"], message["seq"], message["sender"]["display_name"]) == (text, 1, "Siti")
    assert siti.get(f"/api/messages/{message['id']}").data == message


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "content"),
        ({"content": ""}, "content"),
        ({"content": " \n\t "}, "content"),
        ({"content": "a" * 4_001}, "content"),
        ({"content": "a\0b"}, "content"),
        ({"content": None}, "content"),
        ({"content": 5}, "content"),
        ({"content": ["x"]}, "content"),
        ({"content": "x", "client_id": ""}, "client_id"),
        ({"content": "x", "client_id": "x" * 65}, "client_id"),
        ({"content": "x", "client_id": 7}, "client_id"),
        ({"content": "x", "reply_to": "1"}, "reply_to"),
        ({"content": "x", "reply_to": 0}, "reply_to"),
        ({"content": "x", "reply_to": 2**63}, "reply_to"),
        ({"content": "x", "reply_to": 1.5}, "reply_to"),
        ({"content": "x", "reply_to": True}, "reply_to"),
        ({"content": "x", "sender_id": 1}, "sender_id"),
        ({"content": "x", "message_type": "system"}, "message_type"),
        ({"content": "x", "html": "<script>"}, "html"),
        ({"content": "x", "created_at": "2020-01-01"}, "created_at"),
    ],
)
def test_a_message_that_can_not_be(siti: Person, body: dict[str, Any], field: str) -> None:
    path = f"/api/rooms/{siti.group()}/messages"
    answer = siti.post(path, **body)
    assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", {field})
    assert siti.get(path).data == []


@both
def test_the_same_client_id_is_one_message_for_ever(siti: Person, budi: Person) -> None:
    room = siti.group()
    path = f"/api/rooms/{room}/messages"
    first = siti.post(path, content="Halo", client_id="a-1")
    again = siti.post(path, content=" Halo ", client_id="a-1")
    assert (first.status, again.status) == (201, 200)
    assert again.data == first.data | {"duplicate": True}
    conflict = siti.post(path, content="Lain", client_id="a-1")
    assert (conflict.status, conflict.code) == (409, "conflict")

    siti.patch(f"/api/messages/{first.data['id']}", content="Hai")
    edited = siti.post(path, content="Halo", client_id="a-1").data
    assert (edited["content"], edited["duplicate"]) == ("Hai", True)
    siti.call("DELETE", f"/api/messages/{first.data['id']}")
    assert siti.post(path, content="Halo", client_id="a-1").data["deleted"]
    budi.post(f"/api/rooms/{room}/join")
    assert budi.post(path, content="Halo", client_id="a-1").status == 201


def test_nobody_writes_to_an_account_that_was_deleted(siti: Person, budi: Person) -> None:
    path = f"/api/rooms/{siti.dm(budi)}/messages"
    assert siti.post(path, content="Halo").status == 201
    assert budi.delete("/api/me", username="budi").status == 200
    answer = siti.post(path, content="Halo?")
    assert (answer.status, answer.code) == (403, "forbidden")
    assert answer.error["message"] == "This account was deleted: nobody would read what you write."
    assert [one["content"] for one in siti.get(path).data] == ["Halo"]


def test_a_reply_is_to_a_message_of_the_same_room(siti: Person) -> None:
    room, other = siti.group(), siti.group()
    there, here = siti.say(other, "sana")["id"], siti.say(room, "sini")["id"]
    assert siti.say(room, "jawab", reply_to=here)["reply_to"] == here
    path = f"/api/rooms/{room}/messages"
    foreign = siti.post(path, content="x", reply_to=there)
    missing = siti.post(path, content="x", reply_to=987_654)
    assert foreign.raw == missing.raw
    assert foreign.code == "message_not_found"
    siti.call("DELETE", f"/api/messages/{here}")
    assert siti.post(path, content="x", reply_to=here).raw == missing.raw


@both
def test_pages_go_both_ways_oldest_first(siti: Person) -> None:
    room = siti.group()
    ids = [siti.say(room, f"pesan {n}")["id"] for n in range(7)]
    siti.call("DELETE", f"/api/messages/{ids.pop(3)}")
    path = f"/api/rooms/{room}/messages"

    newest = siti.get(path, limit=2)
    assert [m["id"] for m in newest.data] == ids[-2:]
    assert newest.paging == {"limit": 2, "has_more": True, "before": ids[-2], "after": ids[-1]}
    older = siti.get(path, limit=4, before=newest.paging["before"])
    assert [m["id"] for m in older.data] == ids[:-2]
    assert older.paging["has_more"] is False
    newer = siti.get(path, limit=3, after=ids[0])
    assert [m["id"] for m in newer.data] == ids[1:4]
    assert newer.paging["has_more"] is True
    end = siti.get(path, after=ids[-1])
    assert (end.data, end.paging) == ([], {"limit": 50, "has_more": False, "before": None, "after": None})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"before": 0}, "before"),
        ({"before": -1}, "before"),
        ({"after": 2**63}, "after"),
        ({"after": "9" * 40}, "after"),
        ({"before": 1, "after": 1}, "after"),
        ({"offset": 1}, "offset"),
    ],
)
def test_a_page_that_can_not_be(siti: Person, query: dict[str, Any], field: str) -> None:
    for path in ("/api/rooms/1/messages", "/api/messages"):
        answer = siti.get(path, **query)
        assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", {field})


def test_a_bound_of_another_room_answers_like_none(siti: Person, budi: Person) -> None:
    hidden = siti.say(siti.group(), "rahasia")["id"]
    for path in ("/api/rooms/1/messages", "/api/messages"):
        for bound in ("before", "after"):
            foreign = budi.get(path, **{bound: hidden})
            missing = budi.get(path, **{bound: 987_654})
            assert foreign.raw == missing.raw
            assert foreign.code == "message_not_found"


@both
def test_a_cursor_gets_the_present_state_of_what_changed(siti: Person) -> None:
    room = siti.group()
    path = f"/api/rooms/{room}/changes"
    one, two = siti.say(room, "satu"), siti.say(room, "dua")
    siti.patch(f"/api/messages/{one['id']}", content="SATU")
    siti.call("DELETE", f"/api/messages/{two['id']}")

    page = siti.get(path, after=0, limit=1).data
    assert ([m["content"] for m in page["messages"]], page["has_more"], page["head"]) == (["SATU"], True, 4)
    rest = siti.get(path, limit=1, **page["next"]).data
    assert [(m["id"], m["deleted"]) for m in rest["messages"]] == [(two["id"], True)]
    assert (rest["has_more"], rest["next"]) == (False, None)
    assert siti.get(path, after=4).data["messages"] == []
    assert siti.get(path, after=5).data == {"reload": True, "head": 4}
    assert set(siti.get(path).error["fields"]) == {"after"}
    assert set(siti.get(path, after=-1).error["fields"]) == {"after"}


@both
def test_reading_moves_forward_only(siti: Person, budi: Person) -> None:
    room = siti.dm(budi)
    for n in range(3):
        siti.say(room, f"pesan {n}")
    path = f"/api/rooms/{room}/read"
    assert budi.post(path, seq=2).data == {"room_id": room, "seq": 2, "unread": 1}
    assert budi.post(path, seq=1).data["seq"] == 2
    assert budi.post(path, seq=2**63 - 1).data == {"room_id": room, "seq": 3, "unread": 0}
    assert siti.get(f"/api/rooms/{room}").data["peer_read_seq"] == 3
    for bad in (-1, 2**63, "1", 1.0, None, True):
        assert set(budi.post(path, seq=bad).error["fields"]) == {"seq"}


@both
def test_editing_and_deleting_are_the_authors(siti: Person, budi: Person) -> None:
    room = siti.dm(budi)
    message = siti.say(room, "Halo *kamu*")
    path = f"/api/messages/{message['id']}"
    assert message["html"] == "<p>Halo <em>kamu</em></p>"
    assert budi.patch(path, content="x").code == "forbidden"
    assert budi.call("DELETE", path).code == "forbidden"
    edited = siti.patch(path, content="Hai").data
    assert (edited["content"], edited["html"], edited["changed"]) == ("Hai", None, 2)
    assert edited["edited_at"] is not None
    assert siti.patch(path, content="Hai").data == edited
    gone = siti.call("DELETE", path, headers={"Content-Type": "application/json"}).data
    assert (gone["content"], gone["deleted"], gone["reactions"]) == ("", True, [])
    for answer in (siti.get(path), siti.patch(path, content="x"), siti.call("DELETE", path)):
        assert answer.code == "message_not_found"


@both
@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"content": "x"}),
        ("DELETE", "", None),
        ("PUT", "/reactions", {"emoji": "👍", "on": True}),
    ],
)
def test_a_hidden_message_answers_like_none(
    siti: Person, budi: Person, method: str, rest: str, body: Any
) -> None:
    hidden = siti.say(siti.group(), "rahasia")["id"]
    answers = {
        budi.call(method, f"/api/messages/{message_id}{rest}", json=body).raw
        for message_id in (hidden, 987_654, 0, 2**63, int("9" * 25))
    }
    assert len(answers) == 1
    assert b"message_not_found" in answers.pop()


def test_reactions_are_put_and_taken(siti: Person, budi: Person) -> None:
    message = siti.say(siti.dm(budi), "Halo")
    path = f"/api/messages/{message['id']}/reactions"
    for _ in range(2):
        on = budi.put(path, emoji="👍🏽", on=True).data
        assert on["reactions"] == [{"emoji": "👍🏽", "count": 1, "user_ids": [budi.id]}]
    assert budi.put(path, emoji="👍🏽", on=False).data["reactions"] == []
    for emoji in ("x", "", "👍👍", "<b>", "1", "a" * 40):
        assert set(budi.put(path, emoji=emoji, on=True).error["fields"]) == {"emoji"}
    assert set(budi.put(path, emoji="👍").error["fields"]) == {"on"}
    assert set(budi.put(path, emoji="👍", on=1).error["fields"]) == {"on"}


@both
def test_the_lobby_reads_as_its_documented_clients_expect(siti: Person) -> None:
    first = siti.say(LOBBY, "Selamat pagi")
    siti.patch(f"/api/messages/{first['id']}", content="Selamat *siang*")
    (shown,) = siti.get("/api/messages").data
    edited_at = siti.get(f"/api/messages/{first['id']}").data["edited_at"]
    assert shown == {
        "id": first["id"],
        "user_id": siti.id,
        "username": "siti",
        "content": "Selamat *siang*",
        "timestamp": first["created_at"],
        "edited_at": edited_at,
    }


@both
def test_the_lobby_is_searched(siti: Person) -> None:
    texts = ["Kopi 100%", "kopi_susu", "teh 2024", "KOPI lagi", "back\\slash"]
    ids = {text: siti.say(LOBBY, text)["id"] for text in texts}
    siti.say(siti.group(), "kopi rahasia")
    siti.call("DELETE", f"/api/messages/{siti.say(LOBBY, 'kopi dihapus')['id']}")

    def found(query: str, **more: Any) -> list[str]:
        return [one["content"] for one in siti.get("/api/messages", q=query, **more).data]

    assert found("kOpI") == ["Kopi 100%", "kopi_susu", "KOPI lagi"]
    assert found("%") == ["Kopi 100%"]
    assert found("_") == ["kopi_susu"]
    assert found("\\") == ["back\\slash"]
    assert found("2024") == ["teh 2024"]
    assert found("' OR 1=1 --") == []
    assert found("kopi", limit=1) == ["KOPI lagi"]
    assert found("kopi", limit=1, before=ids["KOPI lagi"]) == ["kopi_susu"]
    assert found("") == texts
    assert set(siti.get("/api/messages", q="x" * 201).error["fields"]) == {"q"}
    assert set(siti.get("/api/messages", q="\0").error["fields"]) == {"q"}
