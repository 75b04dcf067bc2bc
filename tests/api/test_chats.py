"""Reading direct messages over REST (contract C2)."""

from __future__ import annotations

import pytest

from app.services import chats
from tests.api.client import LOBBY, Answer, Api, Person, both


def written(sender: Person, receiver: Person, content: str) -> int:
    """A direct message; its id."""
    message_id: int = sender.say(sender.dm(receiver), content)["id"]
    return message_id


def ids(answer: Answer) -> list[int]:
    return [one["id"] for one in answer.data]


@both
def test_the_list_of_recent_chats(api: Api) -> None:
    siti, budi, rina = api.person("siti"), api.person("budi"), api.person("rina")
    assert siti.get("/api/chats/").data == []
    siti.dm(rina)  # nothing was written there
    written(siti, budi, "satu")
    written(budi, siti, "dua")
    written(budi, siti, "*tiga*")
    written(rina, siti, "empat")
    written(siti, siti, "catatan")
    listed = siti.get("/api/chats/").data
    assert [(one["username"], one["last_message"], one["unread_count"]) for one in listed] == [
        ("siti", "catatan", 0),
        ("rina", "empat", 1),
        ("budi", "*tiga*", 2),
    ]
    assert list(listed[2]) == [
        *("user_id", "username", "avatar", "last_message", "last_message_time", "unread_count")
    ]
    assert (listed[2]["user_id"], listed[2]["avatar"]) == (budi.id, f"/avatar/{budi.id}.svg")
    assert siti.get("/api/chats").data == listed
    first = siti.get("/api/chats/", limit=2)
    assert (first.data, first.paging["has_more"]) == (listed[:2], True)
    rest = siti.get("/api/chats/", limit=2, before=first.paging["before"])
    assert (rest.data, rest.paging["has_more"]) == (listed[2:], False)


@both
def test_a_deleted_message_is_no_last_message(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    written(siti, budi, "satu")
    gone = written(siti, budi, "dua")
    siti.delete(f"/api/messages/{gone}")
    (chat,) = budi.get("/api/chats/").data
    assert (chat["last_message"], chat["unread_count"]) == ("satu", 1)
    assert [one["content"] for one in budi.get(f"/api/chats/history/{siti.id}").data] == ["satu"]
    assert [one["content"] for one in budi.get("/api/chats/unread").data] == ["satu"]


@both
def test_the_history_with_a_person(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    path = f"/api/chats/history/{budi.id}"
    assert siti.get(path).data == []
    sent = [written(siti, budi, "satu"), written(budi, siti, "dua"), written(siti, budi, "tiga")]
    history = siti.get(path)
    assert ids(history) == sent
    assert list(history.data[0]) == ["id", "sender_id", "receiver_id", "content", "is_read", "created_at"]
    assert (history.data[0]["sender_id"], history.data[0]["receiver_id"]) == (siti.id, budi.id)
    assert (history.data[1]["sender_id"], history.data[1]["receiver_id"]) == (budi.id, siti.id)
    assert ids(siti.get(path, limit=2)) == sent[1:]
    assert ids(siti.get(path, limit=1, before=sent[1])) == sent[:1]
    page = siti.get(path, after=sent[0], limit=1)
    assert (ids(page), page.paging) == (
        sent[1:2],
        {"limit": 1, "has_more": True, "before": sent[1], "after": sent[1]},
    )
    assert ids(budi.get(f"/api/chats/history/{siti.id}")) == sent
    notes = written(siti, siti, "catatan")
    (note,) = siti.get(f"/api/chats/history/{siti.id}").data
    assert (note["id"], note["receiver_id"], note["is_read"]) == (notes, siti.id, True)


@both
def test_reading_is_a_pointer(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    sent = [written(siti, budi, str(number)) for number in range(3)]
    reply = written(budi, siti, "ya?")

    def read_by(person: Person, other: Person) -> list[bool]:
        return [one["is_read"] for one in person.get(f"/api/chats/history/{other.id}").data]

    assert read_by(siti, budi) == [False] * 4
    answer = budi.call("PATCH", f"/api/chats/{sent[1]}/read")
    assert (answer.status, answer.body) == (200, {"success": True})
    assert read_by(siti, budi) == read_by(budi, siti) == [True, True, False, False]
    assert ids(budi.get("/api/chats/unread")) == sent[2:]
    assert ids(siti.get("/api/chats/unread")) == [reply]
    assert budi.get("/api/chats/").data[0]["unread_count"] == 1
    # Going back changes nothing; nobody marks their own.
    budi.call("PATCH", f"/api/chats/{sent[0]}/read", data=b"anything", content_type="text/plain")
    assert ids(budi.get("/api/chats/unread")) == sent[2:]
    assert siti.call("PATCH", f"/api/chats/{sent[2]}/read").code == "forbidden"
    budi.call("PATCH", f"/api/chats/{sent[2]}/read")
    assert budi.get("/api/chats/unread").data == []


@both
def test_every_unread_message(api: Api) -> None:
    siti, budi, rina = api.person("siti"), api.person("budi"), api.person("rina")
    sent = [written(siti if number % 2 else rina, budi, str(number)) for number in range(7)]
    budi.say(LOBBY, "di lobi")
    siti.say(LOBBY, "juga")
    everything = budi.get("/api/chats/unread")
    assert ids(everything) == sent
    assert list(everything.data[0]) == ["id", "sender_id", "receiver_id", "content", "created_at"]
    assert {one["receiver_id"] for one in everything.data} == {budi.id}
    assert everything.paging["has_more"] is False
    newest = budi.get("/api/chats/unread", limit=3)
    assert (ids(newest), newest.paging["has_more"]) == (sent[4:], True)
    assert ids(budi.get("/api/chats/unread", limit=3, before=newest.paging["before"])) == sent[1:4]
    assert ids(budi.get("/api/chats/unread", limit=3, after=sent[0])) == sent[1:4]


def test_what_is_not_mine_does_not_exist(api: Api) -> None:
    siti, budi, eve = api.person("siti"), api.person("budi"), api.person("eve")
    secret = written(siti, budi, "rahasia")
    lobby = siti.say(LOBBY, "untuk semua")["id"]
    for message_id in (secret, lobby, 999_999, 2**63):
        assert eve.call("PATCH", f"/api/chats/{message_id}/read").code == "message_not_found"
    assert eve.get(f"/api/chats/history/{siti.id}").data == []
    assert eve.get(f"/api/chats/history/{siti.id}", before=secret).code == "message_not_found"
    for nobody in (999_999, 0, 2**63):
        assert eve.get(f"/api/chats/history/{nobody}").code == "user_not_found"
    assert eve.get("/api/chats/").data == []
    assert eve.get("/api/chats/unread").data == []


def test_a_deleted_account_leaves_its_messages(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    written(budi, siti, "sampai jumpa")
    budi.delete("/api/me", username="budi")
    (chat,) = siti.get("/api/chats/").data
    assert (chat["user_id"], chat["username"]) == (budi.id, "deleted")
    assert [one["content"] for one in siti.get(f"/api/chats/history/{budi.id}").data] == ["sampai jumpa"]


def test_who_left_sees_nothing(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    written(budi, siti, "halo")
    siti.post(f"/api/rooms/{siti.dm(budi)}/leave")
    assert siti.get("/api/chats/").data == []
    assert siti.get(f"/api/chats/history/{budi.id}").data == []
    assert siti.get("/api/chats/unread").data == []


@pytest.mark.parametrize("path", ["/api/chats/", "/api/chats/history/1", "/api/chats/unread"])
def test_bad_questions(api: Api, path: str) -> None:
    siti = api.person("siti")
    assert api.get(path).code == "unauthenticated"
    for query in ({"limit": 0}, {"limit": 101}, {"limit": "x"}, {"before": -1}, {"before": "x"}, {"nope": 1}):
        assert siti.get(path, **query).code == "invalid", query
    assert api.call("PATCH", "/api/chats/1/read").code == "unauthenticated"
    assert siti.post(path).status == 405
    assert siti.get("/api/chats/history/x").status == 404


def test_there_is_an_end_to_every_unread_message(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats, "MOST_UNREAD", 3)
    siti, budi = api.person("siti"), api.person("budi")
    sent = [written(siti, budi, str(number)) for number in range(5)]
    found = budi.get("/api/chats/unread")
    assert (ids(found), found.paging["has_more"]) == (sent[2:], True)
