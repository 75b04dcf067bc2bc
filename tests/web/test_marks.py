"""An admin, a protected and an unprotected name, told apart wherever one decides whom to trust."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.support.people import unique
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.web.talk import Guest

LONG = "Rina Kusumawardhani Prameswari dari Yogyakarta dan sekitarnya"
ARABIC = "ليلى محمد عبد الرحمن السعيد من جوغجاكرتا"
PROTECTED = "Nama terlindungi: orang lain tidak bisa masuk dengannya"


def mark(place: Locator) -> Locator:
    return place.locator(".mark")


def person(page: Page, username: str) -> Locator:
    """Their row in the room's details."""
    return page.locator("#details .person", has_text=f"@{username}")


def gives_way(place: Locator, beside: str) -> None:
    """The mark is whole, and what stands `beside` has its room."""
    expect(mark(place)).to_be_visible()
    sign, neighbour = mark(place).bounding_box(), place.locator(beside).bounding_box()
    assert sign is not None
    assert neighbour is not None
    assert sign["width"] >= 12
    assert sign["x"] + sign["width"] <= neighbour["x"], "the row is broken"


def test_admins_and_protected_names_are_told_apart_and_followed_live(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    server = default_server
    ana = guest(server, "ana")
    admin = server.login("admin", password=ADMIN_PASSWORD)
    name = unique("budi")
    budi = server.register(name)
    dm = server.post("/api/rooms", budi, type="dm", username=ana.username)["id"]
    server.post(f"/api/rooms/{dm}/messages", budi, content="Halo")
    group = ana.create("Kopi Kamis")
    for token, text in ((admin, "dari admin"), (budi, "dari budi")):
        server.post(f"/api/rooms/{group}/join", token)
        server.post(f"/api/rooms/{group}/messages", token, content=text)

    ana.sees("dari budi")
    sign = mark(ana.row("dari admin"))
    expect(sign).to_have_text("Admin")
    expect(sign).to_have_attribute("title", "Admin")
    expect(mark(ana.row("dari budi"))).to_have_count(0)
    expect(mark(person(ana.page, "admin"))).to_have_text("Admin")
    expect(mark(person(ana.page, name))).to_have_count(0)

    # A password is told at once: where one decides whom to trust, and not in the talk.
    server.put("/api/me/password", budi, password="rahasia sekali")
    expect(mark(person(ana.page, name))).to_have_text(PROTECTED)
    expect(mark(ana.row("dari budi"))).to_have_count(0)
    ana.composer.press_sequentially(f"@{name}")
    expect(mark(ana.page.locator("#completion"))).to_have_text(PROTECTED)
    ana.composer.press("Escape")
    ana.page.keyboard.press("Control+k")
    ana.page.get_by_role("combobox").fill(name)
    expect(mark(ana.page.get_by_role("option").first)).to_have_text(PROTECTED)
    ana.page.get_by_role("combobox").press("Enter")
    heading = ana.page.locator(".conversation__head")
    expect(heading.locator("h1")).to_have_text(name)
    expect(mark(heading)).to_have_text(PROTECTED)
    row = ana.page.locator(".room-row", has_text=name).first
    expect(mark(row)).to_have_count(0)

    # So is the role, in the talk and in the list too.
    budi_id = server.get("/api/me", budi)["id"]
    server.patch(f"/api/users/{budi_id}", admin, role="admin")
    expect(mark(heading)).to_have_text("Admin")
    expect(mark(row)).to_have_text("Admin")
    server.patch(f"/api/users/{budi_id}", admin, role="user")
    expect(mark(row)).to_have_count(0)
    expect(mark(heading)).to_have_text(PROTECTED)


def test_a_long_name_gives_way_to_its_mark(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    server = default_server
    ana = guest(server, "ana", viewport={"width": 390, "height": 844})
    admin = server.login("admin", password=ADMIN_PASSWORD)
    for shown in (LONG, ARABIC):
        other = server.register(unique("rina"), display_name=shown, password="rahasia sekali")
        other_id = server.get("/api/me", other)["id"]
        server.patch(f"/api/users/{other_id}", admin, role="admin")
        dm = server.post("/api/rooms", other, type="dm", username=ana.username)["id"]
        server.post(f"/api/rooms/{dm}/messages", other, content="Halo")
        server.post(f"/api/rooms/{dm}/accept", server.login(ana.username))
        ana.open("/dashboard")
        row = ana.page.locator(".room-row", has_text=shown[:20]).first
        gives_way(row, ".room-row__side")
        ana.open(f"/room/{dm}")
        gives_way(ana.page.locator(".conversation__head"), ".conversation__info")
        server.patch(f"/api/users/{other_id}", admin, role="user")


def test_the_desk_and_ones_own_settings_show_them(
    guest: Callable[..., Guest], default_server: RunningServer
) -> None:
    server = default_server
    name = unique("citra")
    citra = server.register(name, password="rahasia sekali")
    room = server.get("/api/chat/room", citra)["room"]["id"]
    server.post(f"/api/rooms/{room}/messages", citra, content="Aku lupa")
    page = guest(server, "ana").page
    form: dict[str, str | float | bool] = {"username": "admin", "password": ADMIN_PASSWORD}
    assert page.request.post("/login", form=form, headers={"Origin": server.url}).ok
    page.goto("/admin?show=active")
    expect(mark(page.locator(".desk-room", has_text=name).first)).to_have_text(PROTECTED)
    page.goto("/settings")
    expect(page.locator(".settings__who")).to_have_text(re.compile(r"@admin\s*Admin\s*dilindungi kata sandi"))
