"""Dashboard, my rooms, create, join, the room, leave."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor

LOBBY = 1


def test_dashboard_has_all_it_should(person: Signed) -> None:
    ana = person("ana")
    page = ana.get("/dashboard")
    assert page.says(f"Halo, {ana.name}!")
    assert {"/room/create", "/room/join", "/logout"} <= set(page.actions)
    assert {"/my-rooms", "/settings", f"/room/{LOBBY}"} <= set(page.links)


def test_a_group_is_created_shared_and_joined(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    page = ana.post("/room/create", type="group", name="Kopi Kamis")
    room_id = int(re.fullmatch(r"room/(\d{9})", page.path)[1])  # type: ignore[index]
    assert page.says(f"Share ID: {room_id}")
    assert page.says("Grup")
    assert page.says("1 anggota")
    assert page.says("Kopi Kamis")
    joined = budi.post("/room/join", room_id=f" {room_id} ")
    assert joined.path == f"room/{room_id}"
    assert joined.says("2 anggota")
    for who in (ana, budi):
        assert f"/room/{room_id}" in who.get("/my-rooms").links


def test_a_room_has_its_ways_out(person: Signed) -> None:
    ana = person()
    room_id = ana.create()
    page = ana.get(f"/room/{room_id}")
    assert f"/room/{room_id}/leave" in page.actions
    assert f"/room/{room_id}/send" in page.actions
    assert {"/dashboard", f"/room/{room_id}"} <= set(page.links)  # back, refresh


def test_an_invite_only_group_needs_its_code(person: Signed) -> None:
    ana, budi = person(), person()
    page = ana.post("/room/create", type="group", name="Rahasia", invite_only="yes")
    share_id = page.within("share-id")[0]
    room_id, _, code = share_id.partition("-")
    assert code
    for wrong in (room_id, f"{room_id}-salah"):
        refused = budi.post("/room/join", room_id=wrong)
        assert refused.status == 404
        assert refused.values["room_id"] == wrong
    assert budi.post("/room/join", room_id=share_id).path == f"room/{room_id}"


@pytest.mark.parametrize(
    "typed", ["", "abc", "0", "-5", "999999999", "1e9", "９９９", "9" * 30, "1 or 1=1", "12\0", str(2**63)]
)
def test_joining_what_is_not_there(person: Signed, typed: str) -> None:
    page = person().post("/room/join", room_id=typed)
    assert page.status in {404, 422}
    assert page.complaints
    assert page.says("Gabung ke ruang")


def test_one_dm_for_two(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(type="dm", username=budi.name)
    assert budi.create(type="dm", username=ana.name) == room_id
    assert ana.get(f"/room/{room_id}").says(budi.name)
    assert person().post("/room/join", room_id=str(room_id)).status == 404


def test_a_dm_for_whoever_joins_it(person: Signed) -> None:
    ana, budi, cici = person(), person(), person()
    room_id = ana.create(type="dm")
    half_open = ana.get(f"/room/{room_id}")
    assert half_open.says(f"Share ID: {room_id}")
    assert half_open.says("1 anggota")
    assert budi.post("/room/join", room_id=str(room_id)).path == f"room/{room_id}"
    budi.post(f"/room/{room_id}/leave")
    assert cici.post("/room/join", room_id=str(room_id)).status == 404


def test_bad_rooms_are_not_created(person: Signed) -> None:
    ana = person()
    unknown = ana.post("/room/create", type="dm", username="orang_yang_tidak_ada")
    assert unknown.status == 404
    assert unknown.complaints == ["Pengguna itu tidak ada."]
    assert unknown.values["username"] == "orang_yang_tidak_ada"
    assert ana.post("/room/create", type="dm", username="nol\0nol").status == 422
    long = ana.post("/room/create", type="group", name="n" * 65)
    assert long.status == 422
    assert long.complaints == ["Paling banyak 64 karakter."]
    assert long.values["name"] == "n" * 65
    assert ana.post("/room/create", type="kanal").status == 422
    assert ana.post("/room/create").status == 422


def test_leaving_leaves_the_room_to_the_others(person: Signed) -> None:
    ana, budi = person(), person()
    room_id = ana.create()
    budi.post("/room/join", room_id=str(room_id))
    ana.say(room_id, "sampai nanti")
    assert ana.post(f"/room/{room_id}/leave").path.startswith("dashboard")
    assert ana.get(f"/room/{room_id}").status == 404
    assert budi.get(f"/room/{room_id}").says("sampai nanti")
    assert ana.post(f"/room/{room_id}/leave").status == 404
    assert ana.post(f"/room/{LOBBY}/leave").status == 403


@pytest.mark.parametrize("room_id", ["2", "999999999", str(2**63), "9" * 40, "0", "-1", "abc", "1.5"])
def test_what_one_may_not_see_does_not_exist(person: Signed, room_id: str) -> None:
    ana, other = person(), person().create()
    for path in (f"/room/{room_id}", f"/room/{other}"):
        page = ana.get(path)
        assert page.status == 404
        assert page.says("Tidak ada apa-apa di sini")


def test_only_the_creator_changes_a_group(person: Signed) -> None:
    ana, budi = person(), person()
    room_id = ana.create(name="Lama")
    budi.post("/room/join", room_id=str(room_id))
    assert f"/room/{room_id}/change" not in budi.get(f"/room/{room_id}").actions
    assert budi.post(f"/room/{room_id}/change", name="Baru").status == 403
    page = ana.post(f"/room/{room_id}/change", name="Baru", invite_only="yes")
    assert page.says("Baru")
    share_id = page.within("share-id")[0]
    assert (
        ana.post(f"/room/{room_id}/change", name="Lagi", invite_only="yes").within("share-id")[0] == share_id
    )
    assert ana.post(f"/room/{room_id}/change", name="n" * 65).complaints == ["Paling banyak 64 karakter."]


def test_joining_needs_a_form(stranger: Visitor) -> None:
    for path in ("/room/create", "/room/join", "/register", "/account/delete"):
        page = stranger.get(path)
        assert page.status == 405
        assert "POST" in page.answer.headers["Allow"]


def test_many_rooms_come_by_pages(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    made = [ana.create() for _ in range(101)]
    page = ana.get("/my-rooms")
    shown = {int(found) for found in re.findall(r"/room/(\d+)", " ".join(page.links))}
    assert made[1] in shown
    assert made[0] not in shown
    further = f"/my-rooms?before={made[1]}"
    assert further in page.links
    assert further in ana.get("/dashboard").links
    rest = ana.get(further)
    assert {f"/room/{made[0]}", f"/room/{LOBBY}", "/my-rooms"} <= set(rest.links)
    assert f"/room/{made[1]}" not in rest.links
    assert not any("before=" in link for link in rest.links)
    for wrong in (made[0], 100_000_001, "x"):
        assert budi.get(f"/my-rooms?before={wrong}").status == 404
    assert "before=" not in " ".join(budi.get("/my-rooms").links)
