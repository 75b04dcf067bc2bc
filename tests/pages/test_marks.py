"""Who is who without scripts: an admin, a protected name, and everybody else."""

from __future__ import annotations

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.people import unique
from tests.support.server import ADMIN_PASSWORD, RunningServer

PROTECTED = "Nama terlindungi: orang lain tidak bisa masuk dengannya"


def test_admins_and_protected_names_are_told_apart(person: Signed, default_server: RunningServer) -> None:
    server = default_server
    ana = person("ana")
    room = ana.create(name="Kopi")
    admin = server.login("admin", password=ADMIN_PASSWORD)
    citra = unique("citra")
    protected = server.register(citra, password="rahasia sekali")
    for token in (admin, protected):
        server.post(f"/api/rooms/{room}/join", token)
    server.post(f"/api/rooms/{room}/messages", protected, content="dari citra")
    page = ana.get(f"/room/{room}")
    assert sorted(page.within("mark")) == sorted(["Admin", PROTECTED]), (
        "both in the details, none in the talk"
    )
    server.post(f"/api/rooms/{room}/messages", admin, content="dari admin")
    assert ana.get(f"/room/{room}").within("mark").count("Admin") == 2

    dm = server.post("/api/rooms", protected, type="dm", username=ana.name)["id"]
    in_dm = ana.get(f"/room/{dm}").within("mark")
    assert in_dm == [PROTECTED] * 3, "the heading, the details and the people there, not the list"
    assert ana.get(f"/join/{room}?by={citra}").path == f"room/{room}"


def test_an_invitation_shows_whose_it_is(
    person: Signed, stranger: Visitor, default_server: RunningServer
) -> None:
    citra = unique("citra")
    token = default_server.register(citra, password="rahasia sekali")
    room = default_server.post("/api/rooms", token, type="group", name="Kopi")["id"]
    page = stranger.get(f"/join/{room}?by={citra}")
    assert page.within("mark") == [PROTECTED]
    ana = person("ana")
    room = ana.create(name="Kopi")
    assert stranger.get(f"/join/{room}?by={ana.name}").within("mark") == []
