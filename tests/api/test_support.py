"""The support desk's REST calls (contract C5)."""

from __future__ import annotations

import pytest

from tests.api.client import Api, both


@both
def test_a_user_has_one_room_and_an_admin_answers_in_it(api: Api) -> None:
    boss, siti = api.admin("bosku"), api.person("siti", display_name="Siti", email="siti@example.org")
    made = siti.get("/api/chat/room").data
    room = made["room"]
    assert made["messages"] == []
    assert (room["user_id"], room["admin_id"], room["status"]) == (siti.id, None, "active")
    assert (room["user_name"], room["user_email"]) == ("Siti", "siti@example.org")
    assert (room["last_message"], room["unread_count"]) == (None, 0)
    siti.say(room["id"], "tolong")
    (listed,) = boss.get("/api/chat/rooms").data
    assert (listed["id"], listed["last_message"], listed["unread_count"]) == (room["id"], "tolong", 1)
    boss.say(room["id"], "ya?")
    question, answer = siti.get("/api/chat/room").data["messages"]
    assert question == {
        "id": question["id"],
        "room_id": room["id"],
        "sender_id": siti.id,
        "sender_type": "user",
        "sender_name": "Siti",
        "message": "tolong",
        "message_type": "text",
        "is_read": False,
        "created_at": question["created_at"],
    }
    assert (answer["sender_type"], answer["sender_name"]) == ("admin", "bosku")
    assert siti.get("/api/chat/room").data["room"]["unread_count"] == 1
    boss.post(f"/api/rooms/{room['id']}/read", seq=1)
    assert siti.get("/api/chat/room", limit=1, before=answer["id"]).data["messages"][0]["is_read"] is True


@both
def test_taking_giving_closing_and_reopening(api: Api) -> None:
    one, two, siti = api.admin("satu"), api.admin("duadua"), api.person("siti")
    room = siti.get("/api/chat/room").data["room"]["id"]
    path = f"/api/chat/rooms/{room}"
    assert one.call("PATCH", f"{path}/assign").data["admin_id"] == one.id
    assert one.patch(f"{path}/assign", admin_id=two.id).data["admin_id"] == two.id
    assert one.patch(f"{path}/assign", admin_id=siti.id).code == "invalid"
    assert one.patch(f"{path}/assign", admin_id=999_999).code == "user_not_found"
    closed = one.call("PATCH", f"{path}/close").data
    assert (closed["status"], closed["admin_id"]) == ("closed", two.id)
    assert one.patch(f"{path}/assign").code == "conflict"
    assert one.get("/api/chat/rooms").data == []
    siti.say(room, "masih rusak")
    assert [listed["admin_id"] for listed in one.get("/api/chat/rooms").data] == [None]
    figures = one.get("/api/chat/stats").data
    assert (figures["total_rooms"], figures["active_rooms"], figures["unassigned_rooms"]) == (1, 1, 1)
    assert (figures["total_messages"], figures["unread_messages"]) == (1, 1)
    assert figures["average_first_response_seconds"] is None


def test_a_page_tells_of_more(api: Api) -> None:
    boss, siti = api.admin("bosku"), api.person("siti")
    room = siti.get("/api/chat/room").data["room"]["id"]
    sent = [siti.say(room, f"pesan {number}")["id"] for number in range(5)]
    path = f"/api/chat/rooms/{room}/messages"
    page = boss.get(path, limit=2)
    assert [one["id"] for one in page.data] == sent[3:]
    assert page.paging == {"limit": 2, "has_more": True, "before": sent[3], "after": sent[4]}
    assert [one["id"] for one in boss.get(path, limit=2, before=sent[3]).data] == sent[1:3]
    assert [one["id"] for one in boss.get(path, after=sent[3]).data] == sent[4:]
    assert boss.get(path, before=999_999).code == "message_not_found"


def test_what_is_only_for_admins_and_only_for_users(api: Api) -> None:
    boss, siti, budi = api.admin("bosku"), api.person("siti"), api.person("budi")
    room = siti.get("/api/chat/room").data["room"]["id"]
    group = budi.group()
    for method, path in (
        ("GET", "/api/chat/rooms"),
        ("GET", "/api/chat/stats"),
        ("GET", f"/api/chat/rooms/{room}/messages"),
        ("PATCH", f"/api/chat/rooms/{room}/assign"),
        ("PATCH", f"/api/chat/rooms/{room}/close"),
        ("PATCH", "/api/chat/rooms/999/close"),
    ):
        for who in (siti, budi):
            refused = who.call(method, path)
            assert (refused.status, refused.code) == (403, "forbidden"), path
        assert api.call(method, path).status == 401
    assert boss.get("/api/chat/room").code == "forbidden"
    for nowhere in (group, 1, 999, 2**63):
        for method, what in (("GET", "messages"), ("PATCH", "assign"), ("PATCH", "close")):
            assert boss.call(method, f"/api/chat/rooms/{nowhere}/{what}").code == "room_not_found"
    for path in (f"/api/rooms/{room}", f"/api/rooms/{room}/messages"):
        assert budi.get(path).code == "room_not_found"
        assert boss.get(path).status == 200
    assert budi.post(f"/api/rooms/{room}/join").code == "room_not_found"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"before": "x"}, {"page": 2}])
def test_a_query_that_makes_no_sense(api: Api, query: dict[str, object]) -> None:
    boss, siti = api.admin("bosku"), api.person("siti")
    room = siti.get("/api/chat/room").data["room"]["id"]
    for answer in (
        siti.get("/api/chat/room", **query),
        boss.get(f"/api/chat/rooms/{room}/messages", **query),
    ):
        assert (answer.status, set(answer.error["fields"])) == (422, set(query))
