"""Settings: profile, password, devices, deletion."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor


def test_the_profile_is_saved_and_shown(person: Signed) -> None:
    ana = person()
    page = ana.post(
        "/settings/profile",
        display_name="Ana Ayu",
        email="ana@example.org",
        country="Indonesia",
    )
    assert page.says("Profilmu sudah disimpan.")
    wanted = {"display_name": "Ana Ayu", "email": "ana@example.org", "country": "Indonesia"}
    assert {name: page.values[name] for name in wanted} == wanted
    assert ana.get("/dashboard").says("Halo, Ana Ayu!")
    cleared = ana.post("/settings/profile", display_name="", email="", country="")
    assert cleared.values["display_name"] == ana.name
    assert cleared.values["email"] == ""


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("email", "bukan surel", "Ini bukan alamat surel."),
        ("display_name", "x" * 65, "Paling banyak 64 karakter."),
        ("country", "dua\nbaris", "Ini harus satu baris teks."),
        ("display_name", "nol\0", "Ada karakter yang bukan teks."),
    ],
)
def test_a_bad_profile_is_refused_beside_its_field(
    person: Signed, field: str, value: str, fault: str
) -> None:
    page = person().post("/settings/profile", **{field: value})
    assert page.status == 422
    assert page.complaints == [fault]


def test_who_only_knows_a_name_takes_nothing_over(person: Signed, stranger: Visitor) -> None:
    name = person().name
    stranger.post("/login", username=name)
    fault = "Hanya perangkat yang mendaftarkan nama ini yang boleh melakukannya."
    for path, fields in (
        ("/settings/profile", {"email": "maling@example.org"}),
        ("/settings/password", {"password": "punya maling"}),
        ("/account/delete", {"username": name}),
    ):
        page = stranger.post(path, **fields)
        assert page.status == 403
        assert page.complaints == [fault]


def test_a_password_is_set_then_changed(person: Signed) -> None:
    ana = person()
    other = Visitor(ana.url)
    other.post("/login", username=ana.name)
    assert ana.post("/settings/password", password="pendek").complaints == [
        "Kata sandi terdiri dari 8 sampai 256 karakter."
    ]
    page = ana.post("/settings/password", password="rahasia besar")
    assert page.says("Kata sandimu sudah disimpan.")
    assert page.says("Ganti kata sandi")
    assert other.raw("GET", "/dashboard").status_code == 303  # other devices are out
    wrong = ana.post("/settings/password", password="rahasia baru", current_password="salah")
    assert wrong.status == 422
    assert wrong.complaints == ["Itu bukan kata sandimu yang sekarang."]
    assert "rahasia baru" not in wrong.answer.text
    changed = ana.post("/settings/password", password="rahasia baru", current_password="rahasia besar")
    assert changed.status == 200
    assert other.post("/login", username=ana.name, password="rahasia baru").path == "dashboard"


def test_devices_are_listed_and_signed_out(person: Signed) -> None:
    ana = person()
    phone = Visitor(ana.url, **{"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Firefox/130.0"})
    phone.post("/login", username=ana.name)
    page = ana.get("/settings")
    assert "Firefox · Android" in page.within("session__device")
    assert "perangkat ini" in page.within("session__device")
    revoke = [action for action in page.actions if action.startswith("/settings/sessions/")]
    assert len(revoke) == 1  # one's own has no button
    assert ana.post(revoke[0]).says("Perangkat itu sudah dikeluarkan.")
    assert phone.raw("GET", "/dashboard").status_code == 303


def test_many_devices_are_folded_away_after_ones_own(person: Signed) -> None:
    ana = person()
    for _ in range(8):
        Visitor(ana.url).post("/login", username=ana.name)
    page = ana.get("/settings")
    assert page.within("session__device")[1] == "perangkat ini"
    assert page.says("3 perangkat lagi")
    assert len([action for action in page.actions if action.startswith("/settings/sessions/")]) == 8


def test_only_own_sessions_are_revoked(person: Signed) -> None:
    ana, budi = person(), person()
    second = Visitor(ana.url)
    second.post("/login", username=ana.name)
    theirs = next(a for a in ana.get("/settings").actions if a.startswith("/settings/sessions/"))
    assert budi.post(theirs).status == 404
    for nothing in ("x", "%00", "00000000-0000-0000-0000-000000000000"):
        assert budi.post(f"/settings/sessions/{nothing}").status == 404
    assert second.get("/dashboard").path == "dashboard"


def test_all_others_are_signed_out_at_once(person: Signed) -> None:
    ana = person()
    assert "/settings/sessions" not in ana.get("/settings").actions
    others = [Visitor(ana.url) for _ in range(3)]
    for other in others:
        other.post("/login", username=ana.name)
    page = ana.post("/settings/sessions")
    assert page.says("Semua perangkat lain sudah dikeluarkan.")
    assert page.within("session__device")[1:] == ["perangkat ini"]
    assert page.says("dipakai dalam satu jam terakhir")
    assert {other.raw("GET", "/dashboard").status_code for other in others} == {303}


def test_another_device_of_an_open_name_is_no_owner(person: Signed, stranger: Visitor) -> None:
    ana = person("ana", password="")
    ana.post("/settings/profile", email="ana@example.org")
    stranger.post("/login", username=ana.name)
    page = stranger.get("/settings")
    assert "ana@example.org" not in page.answer.text
    assert page.text.count("127.0.0.1") == 1, "its own address, and nobody else's"
    assert page.says("mendaftarkan nama ini")
    assert {"/account/delete", "/settings/password", "/settings/sessions"}.isdisjoint(page.actions)
    assert "/settings/export" not in page.links
    registered = ana.raw("GET", "/api/me").json()["data"]["session_id"]
    for path in ("/settings/sessions", f"/settings/sessions/{registered}"):
        refused = stranger.post(path)
        assert refused.status == 403
        assert refused.complaints == [
            "Hanya perangkat yang mendaftarkan nama ini yang bisa mengeluarkan perangkat itu."
        ]
    assert ana.get("/settings").values["email"] == "ana@example.org"


def test_devices_come_a_page_at_a_time(person: Signed) -> None:
    ana = person()
    for _ in range(24):
        Visitor(ana.url).post("/login", username=ana.name)
    page = ana.get("/settings")
    more = next(link for link in page.links if "devices_after" in link)
    following = ana.get(more)
    revoked = [
        action for one in (page, following) for action in one.actions if "/settings/sessions/" in action
    ]
    assert len(set(revoked)) == 24
    assert not any("devices_after" in link for link in following.links)
    assert ana.get("/settings?devices_after=gone").status == 200


def test_a_protected_account_is_deleted_with_its_password(person: Signed) -> None:
    ana = person(password="rahasia besar")
    assert "password" in ana.get("/settings").values
    for wrong in ("", "rahasia kecil"):
        page = ana.post("/account/delete", username=ana.name, password=wrong)
        assert page.status == 422
        assert page.complaints == ["Itu bukan kata sandimu yang sekarang."]
    assert ana.post("/account/delete", username=ana.name, password="rahasia besar").says(
        "Akunmu sudah dihapus."
    )


def test_ones_own_data_are_a_click_away(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Kopi")
    budi.post("/room/join", room_id=str(room_id))
    ana.say(room_id, "punyaku")
    budi.say(room_id, "punya budi")
    assert "/settings/export" in ana.get("/settings").links
    answer = ana.raw("GET", "/settings/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    whole = answer.json()
    assert [one["content"] for one in whole["messages"]] == ["punyaku"]
    assert whole["account"]["username"] == ana.name
    assert "punya budi" not in answer.text
    stranger = Visitor(ana.url)
    stranger.post("/login", username=ana.name)
    page = stranger.get("/settings/export")
    assert (page.status, page.complaints) == (
        403,
        ["Hanya perangkat yang mendaftarkan nama ini yang boleh melakukannya."],
    )


INVITATION = "Tanpa kata sandi, siapa pun yang tahu namamu bisa masuk memakainya."


def test_a_name_without_a_password_is_invited_to_be_protected(person: Signed, stranger: Visitor) -> None:
    ana = person()
    assert ana.get("/dashboard").within("claim__text") == [INVITATION] * 2  # one for phones
    later = ana.raw("POST", "/settings/claim-later", data={"next": "/room/1"})
    assert later.headers["Location"] == "/room/1"
    assert "Max-Age=1209600" in later.headers["Set-Cookie"]
    page = ana.get("/dashboard")
    assert page.within("claim__text") == []
    assert "/settings#password" in page.links  # in the account's menu
    ana.session.cookies.pop("claim_later")
    assert ana.get("/dashboard").within("claim__text") == [INVITATION] * 2
    ana.post("/settings/password", password="rahasia besar")
    page = ana.get("/dashboard")
    assert page.within("claim__text") == []
    assert "/settings#password" not in page.links


def test_who_may_not_protect_a_name_is_not_invited(person: Signed, stranger: Visitor) -> None:
    stranger.post("/login", username=person().name)
    page = stranger.get("/dashboard")
    assert page.within("claim__text") == []
    assert "/settings#password" not in page.links
    assert "password" not in stranger.get("/settings").values


def test_deletion_wants_the_name_typed_again(person: Signed) -> None:
    ana = person()
    for typed in ("", "bukan_saya"):
        page = ana.post("/account/delete", username=typed, erase="yes")
        assert page.status == 422
        assert page.complaints == ["Ketik nama penggunamu untuk memastikan."]
    assert ana.get("/dashboard").path == "dashboard"


@pytest.mark.parametrize("erase", [False, True])
def test_deletion_leaves_or_erases_the_messages(person: Signed, erase: bool) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create()
    budi.post("/room/join", room_id=str(room_id))
    ana.say(room_id, "kenang-kenangan")
    page = ana.post("/account/delete", username=ana.name.upper(), **({"erase": "yes"} if erase else {}))
    assert re.fullmatch(r"(\?done=deleted)?", page.path)
    assert page.says("Akunmu sudah dihapus.")
    assert ana.raw("GET", "/dashboard").status_code == 303
    seen = budi.get(f"/room/{room_id}")
    assert seen.says("1 anggota")
    assert seen.says("kenang-kenangan") is not erase
    if not erase:
        assert "pengguna terhapus" in seen.within("message__author")
        assert budi.messages(room_id)[-1]["username"] == "deleted"
    assert ana.name not in seen.text
    newcomer = Visitor(ana.url)
    newcomer.post("/register", username=ana.name)
    assert newcomer.get(f"/room/{room_id}").status == 404
