"""The way to support, and the desk at which admins answer, without scripts."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.server import ADMIN_PASSWORD, RunningServer

PASSWORD = "rahasia sekali"


@pytest.fixture
def boss(default_server: RunningServer) -> Visitor:
    """The server's first admin."""
    visitor = Visitor(default_server.url)
    visitor.name = "admin"
    visitor.post("/login", username="admin", password=ADMIN_PASSWORD)
    return visitor


def room_of(visitor: Visitor) -> int:
    """Their support room, by the entry that every page has."""
    assert "/support" in visitor.get("/dashboard").actions
    page = visitor.post("/support")
    assert page.status == 200
    return int(page.path.rpartition("/")[2])


def test_everybody_finds_their_one_room(person: Signed) -> None:
    ana = person("ana")
    room = room_of(ana)
    assert room_of(ana) == room
    page = ana.get(f"/room/{room}")
    assert "Bantuan" in page.within("conversation__title")
    assert f"/room/{room}/leave" not in page.actions
    assert page.says("Hanya kamu dan mereka yang bisa membacanya.")
    assert f"/room/{room}/leave" not in ana.get("/my-rooms").actions


def test_the_desk_is_for_admins(person: Signed, stranger: Visitor) -> None:
    ana = person("ana")
    room = room_of(ana)
    assert ana.get("/admin").status == 403
    assert "/admin" not in ana.get("/dashboard").links
    for what in ("assign", "close"):
        assert ana.post(f"/admin/room/{room}/{what}").status == 403
    assert stranger.raw("GET", "/admin").status_code == 303
    assert person("bo").get(f"/room/{room}").status == 404


def test_an_admin_takes_answers_and_closes(person: Signed, boss: Visitor) -> None:
    ana = person("ana")
    room = room_of(ana)
    ana.say(room, "Pesanan belum sampai")
    assert boss.post("/support").path == "admin"
    desk = boss.get("/admin?show=waiting")
    assert desk.says(ana.name)
    assert desk.says("Pesanan belum sampai")
    assert desk.says("Menunggu admin")
    taken = boss.post(f"/admin/room/{room}/assign", show="mine")
    assert taken.path == "admin?show=mine"
    assert taken.says(ana.name)
    opened = boss.get(f"/room/{room}")
    assert f"/admin/room/{room}/close" in opened.actions
    assert f"/admin/room/{room}/assign" not in opened.actions, "it is theirs already"
    assert ana.name in opened.within("conversation__title")
    boss.say(room, "Kami cek")
    read = ana.get(f"/room/{room}")
    assert read.says("Kami cek")
    assert f"/admin/room/{room}/close" in opened.actions
    boss.post(f"/admin/room/{room}/close")
    assert ana.name in boss.get("/admin?show=closed").within("desk-room__name")
    assert ana.name not in boss.get("/admin?show=active").within("desk-room__name")
    refused = boss.post(f"/admin/room/{room}/assign", show="closed")
    assert (refused.status, refused.complaints) == (
        409,
        ["Ruang ini sudah ditutup; pesan berikutnya dari penggunanya membukanya lagi."],
    )
    ana.say(room, "Masih belum")
    assert "Masih belum" in boss.get("/admin").within("desk-room__preview")


def test_an_admin_deletes_what_others_wrote_in_the_lobby_alone(person: Signed, boss: Visitor) -> None:
    ana, budi = person("ana"), person("budi")
    spam = ana.say(1, "beli di sini")
    delete = f"/room/1/message/{spam}/delete"
    assert delete not in budi.get("/room/1").actions
    assert delete in boss.get("/room/1").actions
    assert boss.post(delete).status == 200
    assert not ana.get("/room/1").says("beli di sini")
    room = room_of(ana)
    asked = ana.say(room, "tolong")
    assert f"/room/{room}/message/{asked}/delete" not in boss.get(f"/room/{room}").actions


def test_a_room_is_given_to_a_colleague(person: Signed, boss: Visitor, default_server: RunningServer) -> None:
    colleague, ana = person("rekan", password=PASSWORD), person("ana")
    token = default_server.login("admin", password=ADMIN_PASSWORD)
    found = default_server.get("/api/users", token, q=colleague.name)[0]
    default_server.patch(f"/api/users/{found['id']}", token, role="admin")
    room = room_of(ana)
    assert boss.get("/admin").says(colleague.name)
    given = boss.post(f"/admin/room/{room}/assign", admin=str(found["id"]), show="active")
    assert given.says(f"Bersama {colleague.name}")
    assert ana.name in colleague.get("/admin?show=mine").within("desk-room__name")
    wrong = boss.post(f"/admin/room/{room}/assign", admin="1" * 18)
    assert wrong.status == 404


def test_the_figures_are_there_in_both_languages(boss: Visitor) -> None:
    desk = boss.get("/admin?show=nonsense")
    assert desk.says("Sampai jawaban pertama")
    assert boss.post("/language", language="en", next="/admin").says("Until the first answer")
    assert re.search(r"Waiting \d", boss.get("/admin").text)
    boss.post("/language", language="id", next="/admin")
