"""`make pictures`: take the documents' pictures from the running product, so that they are true."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser import People
from tests.support.chromium import chromium
from tests.support.processes import ROOT
from tests.support.profiles import Profiles
from tests.support.server import RunningServer

FOLDER = ROOT / "docs" / "img"
TALK = [
    ("sari", "Ngopi jam empat, siapa ikut?"),
    ("bayu", "Aku! Sekalian bawa **pisang goreng** 🍌"),
    ("rina", "Ikut. Resepnya boleh?"),
    ("bayu", "Pisang, tepung, `gula aren`, sabar."),
    ("sari", "Sip, sampai nanti ☕"),
]


def main() -> None:
    """Hold a conversation and photograph it on a desktop in the light and on a phone in the dark."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder), STYLEGUIDE="on") as server,
        chromium() as browser,
        closing(Profiles(browser)) as profiles,
    ):
        people = People(profiles)
        tokens = {name: server.register(name, display_name=name.title()) for name in ("sari", "bayu", "rina")}
        room = server.post("/api/rooms", tokens["sari"], type="group", name="Kopi Kamis")["id"]
        for name in ("bayu", "rina"):
            server.post(f"/api/rooms/{room}/join", tokens[name])
        for name, text in TALK:
            said = server.post(f"/api/rooms/{room}/messages", tokens[name], content=text)
        server.put(f"/api/messages/{said['id']}/reactions", tokens["bayu"], emoji="❤️", on=True)
        around(server, tokens)
        desktop = people.person(
            server.url, viewport={"width": 1280, "height": 800}, color_scheme="light", entire=True
        )
        phone = people.person(
            server.url,
            viewport={"width": 390, "height": 800},
            color_scheme="dark",
            has_touch=True,
            entire=True,
        )
        enter(phone, "rina", room)
        enter(desktop, "sari", room)
        phone.locator("#content").press_sequentially("Otw")
        expect(desktop.locator(".composer, .typing").get_by_text("Rina").first).to_be_visible()
        desktop.screenshot(path=str(FOLDER / "room.png"))
        phone.screenshot(path=str(FOLDER / "phone.png"))
        desktop.set_viewport_size({"width": 1280, "height": 2000})
        desktop.goto("/styleguide")
        guide = desktop.locator("#messages")
        expect(guide.locator("article.message--failed")).to_have_count(2)
        guide.screenshot(path=str(FOLDER / "styleguide.png"))
        people.close()


def around(server: RunningServer, tokens: dict[str, str]) -> None:
    """What else goes on: the lobby, a direct message, another group."""
    server.post("/api/rooms/1/messages", tokens["bayu"], content="Selamat pagi semua!")
    dm = server.post("/api/rooms", tokens["rina"], type="dm", username="sari")["id"]
    server.post(f"/api/rooms/{dm}/messages", tokens["sari"], content="Resepnya sudah kukirim")
    server.post(f"/api/rooms/{dm}/messages", tokens["rina"], content="Wah, terima kasih 🙏")
    other = server.post("/api/rooms", tokens["rina"], type="group", name="Futsal Minggu")["id"]
    for name in ("sari", "bayu"):
        server.post(f"/api/rooms/{other}/join", tokens[name])
    server.post(f"/api/rooms/{other}/messages", tokens["bayu"], content="Lapangan sudah dipesan, jam tujuh")


def enter(page: Page, name: str, room: int) -> None:
    """Sign in by name and open the room."""
    page.goto("/")
    page.locator("details", has_text="sudah punya nama").locator("summary").click()
    form = page.locator('form[action="/login"]')
    form.get_by_role("textbox").first.fill(name)
    form.get_by_role("button").click()
    page.wait_for_url("**/dashboard")
    page.goto(f"/room/{room}")
    expect(page.locator(".shell--live")).to_be_visible()
    expect(page.locator("article.message")).to_have_count(len(TALK))


if __name__ == "__main__":
    main()
