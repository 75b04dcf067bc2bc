"""Inviting: the address, its QR code, and the page it leads to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.server import RunningServer

GONE = "Undangan ini tidak berlaku"


def link(person: Visitor, room_id: int) -> str:
    """What the invite page gives to pass on, without the server."""
    address = urlsplit(person.get(f"/room/{room_id}/invite").values[""])
    return f"{address.path}?{address.query}" if address.query else address.path


def test_a_stranger_types_a_name_and_is_in_the_room(person: Signed, stranger: Visitor) -> None:
    ana = person("ana")
    room_id = ana.create(name="Kopi Kamis")
    path = link(ana, room_id)
    page = stranger.get(path)
    assert page.status == 200
    for seen in ("Kopi Kamis", "1 anggota", f"{ana.name} mengajakmu ke"):
        assert page.says(seen), seen
    assert path in page.actions
    inside = stranger.post(path, username="pendatang.baru")
    assert inside.path == f"room/{room_id}"
    assert inside.says("2 anggota")
    assert stranger.get("/my-rooms").says("Kopi Kamis")


def test_a_stranger_sees_nothing_else(person: Signed, stranger: Visitor) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Kopi Kamis")
    budi.post(link(ana, room_id))
    budi.say(room_id, "rahasia dapur")
    text = stranger.get(link(ana, room_id)).answer.text
    assert "rahasia" not in text
    assert budi.name not in text


def test_who_is_signed_in_joins_with_one_click_and_members_are_there_at_once(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Kopi")
    path = link(ana, room_id)
    page = budi.get(path)
    assert page.says(f"Gabung sebagai {budi.name}")
    assert "username" not in page.values
    assert budi.post(path).path == f"room/{room_id}"
    assert budi.get(path).path == f"room/{room_id}"
    assert len(budi.messages(room_id)) == 0


def test_looking_changes_nothing(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create()
    budi.get(link(ana, room_id))
    assert budi.get(f"/room/{room_id}").status == 404


def test_a_taken_name_keeps_the_way_into_the_room(person: Signed, stranger: Visitor) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Kopi")
    path = link(ana, room_id)
    page = stranger.post(path, username=budi.name)
    assert page.status == 409
    assert page.complaints == ["Nama itu sudah dipakai."]
    assert page.says("Kopi")
    free = next(text for text in page.within("button--small") if text.startswith(budi.name))
    assert stranger.post(path, username=budi.name, suggestion=free).path == f"room/{room_id}"


def test_who_has_a_name_comes_in_under_it(person: Signed, stranger: Visitor) -> None:
    ana = person("ana")
    budi = person("budi", password="rahasia panjang")
    room_id = ana.create(name="Kopi")
    path = link(ana, room_id)
    refused = stranger.post(path, login="yes", username=budi.name, password="salah sekali")
    assert refused.status == 401
    assert refused.complaints
    inside = stranger.post(path, login="yes", username=budi.name, password="rahasia panjang")
    assert inside.path == f"room/{room_id}"


def test_a_claimed_inviter_is_believed_of_members_only(person: Signed, stranger: Visitor) -> None:
    ana, budi, outsider = person("ana"), person("budi"), person("cici")
    room_id = ana.create(name="Kopi")
    budi.post(link(ana, room_id))
    assert stranger.get(f"/join/{room_id}?by={budi.name}").says(f"{budi.name} mengajakmu ke")
    for claimed in (outsider.name, "admin", "tidak ada", "%00", "x" * 5000):
        assert stranger.get(f"/join/{room_id}?by={claimed}").says(f"{ana.name} mengajakmu ke")
    ana.post(f"/room/{room_id}/leave")
    assert stranger.get(f"/join/{room_id}").says("Kamu diundang ke")


def test_closed_wrong_and_unknown_invitations_look_the_same(person: Signed, stranger: Visitor) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Rahasia", invite_only="yes")
    path = link(ana, room_id)
    both = ana.create(type="dm", username=budi.name)
    bodies = set()
    for wrong in (room_id, f"{room_id}-salah", both, "999999999", "1", "abc", "9" * 40, "0"):
        page = stranger.get(f"/join/{wrong}")
        assert page.status == 404, wrong
        assert page.says(GONE)
        bodies.add(page.answer.text.replace(f"/join/{wrong}", ""))
        assert stranger.post(f"/join/{wrong}", username="tidak.jadi").status == 404
    assert len(bodies) == 1
    assert stranger.post("/login", username="tidak.jadi").status == 401  # nobody was made
    assert stranger.get(path).says("Rahasia")
    ana.post(f"/room/{room_id}/change", name="Rahasia")
    ana.post(f"/room/{room_id}/change", name="Rahasia", invite_only="yes")
    assert stranger.get(path).status == 404
    assert "/room/join" in budi.get(path).actions


def test_a_conversation_for_two_takes_one_more(person: Signed, stranger: Visitor) -> None:
    ana = person("ana")
    room_id = ana.create(type="dm")
    path = link(ana, room_id)
    assert stranger.get(path).says("obrolan berdua")
    assert stranger.post(path, username="teman.dekat").path == f"room/{room_id}"
    assert person().get(path).status == 404
    assert ana.get(f"/room/{room_id}/invite").status == 404


def test_the_lobbys_invitation_is_the_start_page(person: Signed) -> None:
    assert link(person(), 1) == "/"


def test_outsiders_get_neither_address_nor_code(person: Signed, stranger: Visitor) -> None:
    room_id = person().create(name="Kopi")
    other = person("lain")
    for path in (f"/room/{room_id}/invite", f"/room/{room_id}/invite.svg"):
        assert other.get(path).status == 404
        assert stranger.raw("GET", path).status_code == 303


def test_the_code_is_an_image_without_scripts_or_styles(person: Signed) -> None:
    ana = person()
    room_id = ana.create(name="Kopi")
    answer = ana.raw("GET", f"/room/{room_id}/invite.svg")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.headers["Cache-Control"].startswith("private")
    for refused in ("<script", "style=", "href", "<text", " on"):
        assert refused not in answer.text
    again = ana.raw("GET", f"/room/{room_id}/invite.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("typed", ["{}", " {} ", "/join/{}?by=ana", "http://chat.example.org/join/{}?by=ana"])
def test_a_pasted_address_joins_too(person: Signed, typed: str) -> None:
    ana, budi = person("ana"), person("budi")
    share_id = ana.post("/room/create", type="group", invite_only="yes").within("share-id")[0]
    assert budi.post("/room/join", room_id=typed.format(share_id)).path == f"room/{share_id.split('-')[0]}"


def test_a_share_id_may_be_typed_in_groups_of_digits(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    number = str(ana.create())
    assert (
        budi.post("/room/join", room_id=f"{number[:3]} {number[3:6]} {number[6:]}").path == f"room/{number}"
    )


def test_another_site_joins_nobody(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    path = f"/join/{ana.create()}"
    assert budi.post(path, _headers={"Sec-Fetch-Site": "cross-site"}).status == 403


def test_guessing_is_limited(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(RATE_LIMITS="on")
    stranger = Visitor(server.url)
    statuses = [stranger.raw("GET", f"/join/{100_000_000 + n}").status_code for n in range(61)]
    assert statuses == [404] * 60 + [429]
    assert stranger.raw("POST", "/join/1").status_code == 429


def test_behind_a_proxy_the_address_is_the_public_one(start_server: Callable[..., RunningServer]) -> None:
    told = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "chat.example.org",
    }
    for hops, expected in (("1", "https://chat.example.org/join/"), ("0", "http://127.0.0.1")):
        server = start_server(PROXY_HOPS=hops)
        token = server.register("ana.jauh")
        room_id = server.post("/api/rooms", token, type="group")["id"]
        answer = server.request("GET", f"/api/rooms/{room_id}/invite", token, headers=told)
        assert answer.json()["data"]["url"].startswith(expected)
