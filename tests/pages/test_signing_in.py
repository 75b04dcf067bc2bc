"""Landing, register, login, logout."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.server import RunningServer

COOKIE = "ngobrol_session"


def test_landing_has_both_forms(stranger: Visitor) -> None:
    page = stranger.get("/")
    assert page.status == 200
    assert {"/register", "/login"} <= set(page.actions)


def test_register_leads_to_the_dashboard_with_a_guarded_cookie(stranger: Visitor) -> None:
    answer = stranger.raw("POST", "/register", data={"username": "Putri.Ayu"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/dashboard"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=ey")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # no TLS here
    assert stranger.get("/dashboard").says("Halo, Putri.Ayu!")


def test_a_taken_name_is_refused_with_free_ones(stranger: Visitor, person: Signed) -> None:
    name = person().name
    page = stranger.post("/register", username=name.upper())
    assert page.status == 409
    assert page.complaints == ["Nama itu sudah dipakai."]
    assert page.values["username"] == name.upper()
    free = [text for text in page.within("button--small") if text.lower().startswith(name)]
    assert len(free) >= 3
    assert stranger.post("/register", username=name, suggestion=free[0]).path == "dashboard"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "3 sampai 32"),
        ("ab", "3 sampai 32"),
        ("x" * 33, "3 sampai 32"),
        ("dua kata", "hanya boleh berisi"),
        ("<b>tebal</b>", "hanya boleh berisi"),
        ("admin", "tidak boleh dipakai"),
        ("nol\0nol", "bukan teks"),
        ("\ud800abc".encode("utf-8", "surrogatepass"), "hanya boleh berisi"),
    ],
)
def test_bad_names(stranger: Visitor, name: str, fault: str) -> None:
    page = stranger.post("/register", username=name)
    assert page.status == 422
    assert fault in " ".join(page.complaints)


def test_a_short_password_is_refused_and_never_shown_again(stranger: Visitor) -> None:
    page = stranger.post("/register", username="sandi_pendek", password="pendek1")
    assert page.status == 422
    assert page.complaints == ["Kata sandi terdiri dari 8 sampai 256 karakter."]
    assert page.values["username"] == "sandi_pendek"
    assert "pendek1" not in page.answer.text


def test_login_by_name_alone(stranger: Visitor, person: Signed) -> None:
    name = person().name
    assert stranger.post("/login", username=name.title()).path == "dashboard"


def test_login_with_a_password(stranger: Visitor, person: Signed) -> None:
    name = person(password="rahasia besar").name
    for wrong in ("", "rahasia kecil"):
        page = stranger.post("/login", username=name, password=wrong)
        assert page.status == 401
        assert page.complaints == ["Nama pengguna atau kata sandinya salah."]
        assert name in page.answer.text  # what was typed is kept
    assert stranger.post("/login", username=name, password="rahasia besar").path == "dashboard"


def test_login_refuses_an_unknown_name_in_the_same_words(stranger: Visitor) -> None:
    page = stranger.post("/login", username="tidak_ada_orang")
    assert page.status == 401
    assert page.complaints == ["Nama pengguna atau kata sandinya salah."]


def test_looking_at_logout_ends_nothing(person: Signed) -> None:
    ana = person()
    assert ana.raw("HEAD", "/logout").status_code == 200
    assert ana.get("/dashboard").says(ana.name)


def test_logout_ends_the_session_itself(person: Signed) -> None:
    ana = person()
    token = ana.session.cookies[COOKIE]
    assert ana.get("/logout").says("Sampai jumpa lagi")
    assert COOKIE not in ana.session.cookies
    ana.session.cookies.set(COOKIE, token)
    assert ana.raw("GET", "/dashboard").status_code == 303


def test_a_browser_holds_one_session(person: Signed) -> None:
    ana = person()
    before = ana.session.cookies[COOKIE]
    ana.post("/login", username=ana.name)
    assert ana.session.cookies[COOKIE] != before
    ana.session.cookies.set(COOKIE, before, domain="127.0.0.1", path="/")
    stale = Visitor(ana.url)
    stale.session.cookies.set(COOKIE, before)
    assert stale.raw("GET", "/dashboard").status_code == 303


@pytest.mark.parametrize("path", ["/dashboard", "/my-rooms", "/settings", "/room/1?before=5"])
def test_strangers_are_brought_back_after_signing_in(stranger: Visitor, path: str) -> None:
    page = stranger.get(path)
    assert page.path.startswith("?next=/")
    assert page.values["next"] == path
    answer = stranger.raw("POST", "/register", data={"username": f"balik{hash(path) % 10**6}", "next": path})
    assert answer.headers["Location"] == path


@pytest.mark.parametrize(
    "next_",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "javascript:x", ""],
)
def test_next_leads_nowhere_else(stranger: Visitor, person: Signed, next_: str) -> None:
    name = person().name
    answer = stranger.raw("POST", "/login", data={"username": name, "next": next_})
    assert answer.headers["Location"] == "/dashboard"


def test_the_cookie_is_secure_behind_tls(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(PROXY_HOPS="1")
    headers = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "chat.example",
        "X-Forwarded-For": "10.0.0.9",
    }
    headers["Origin"] = "https://chat.example"
    answer = Visitor(server.url).raw("POST", "/register", data={"username": "aman_sekali"}, headers=headers)
    assert answer.status_code == 303
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_who_is_signed_in_finds_the_way_from_the_landing_page(person: Signed) -> None:
    ana = person()
    page = ana.get("/")
    assert page.says(f"Kamu masuk sebagai {ana.name}.")
    assert "/dashboard" in page.links


def test_a_rotten_cookie_is_a_stranger(stranger: Visitor) -> None:
    for rotten in ("x", "e.y.J", "a" * 5000):
        stranger.session.cookies.set(COOKIE, rotten)
        assert stranger.raw("GET", "/dashboard").status_code == 303
        assert stranger.get("/").status == 200
