"""The picture on the settings page without scripts: chosen, sent, shown, replaced, removed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from app.services import pictures
from tests.pages.conftest import Signed
from tests.pages.test_browser import enter, no_scripts
from tests.pages.visitor import Page, Visitor
from tests.support.browser import People
from tests.support.images import BLUE, alike, corners, opened, plain, turned
from tests.support.server import RunningServer


def send(who: Visitor, data: bytes | None, name: str = "saya.png") -> Page:
    """Send the form with this file, or without one."""
    files: Any = {"picture": (name, data) if data is not None else ("", b"")}
    return Page(who.session.post(f"{who.url}/settings/picture", files=files, timeout=30))


def address(who: Visitor, path: str = "/settings") -> str:
    """Where the picture is that a page shows first."""
    return re.search(r"/avatar/[\w.-]+", who.raw("GET", path).text)[0]  # type: ignore[index]


def test_a_picture_is_set_seen_and_removed(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    assert send(ana, turned(6)).says("Fotomu sudah disimpan.")
    shown = address(ana)
    assert shown.endswith(".webp")
    image = opened(budi.raw("GET", shown).content)
    assert image.size == (256, 256)
    room_id = ana.create()
    budi.post("/room/join", room_id=str(room_id))
    ana.say(room_id, "lihat fotoku")
    assert shown in budi.raw("GET", f"/room/{room_id}").text
    assert ana.post("/settings/picture/remove").says("Fotomu sudah dihapus.")
    assert address(ana).endswith(".svg")


@pytest.mark.parametrize(
    ("data", "status", "fault"),
    [
        (None, 422, "Pilih dulu sebuah gambar."),
        (b"", 422, "Ini bukan gambar yang bisa kami baca."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "Ini bukan gambar yang bisa kami baca."),
        (plain()[:-30], 422, "Ini bukan gambar yang bisa kami baca."),
        (plain(size=(6_000, 6_000)), 422, "Gambar ini punya terlalu banyak piksel."),
        (plain() + b"\0" * pictures.MOST_BYTES, 413, "Ukuran gambar paling besar 5 MB."),
        (b"\0" * (pictures.MOST_BYTES + 200_000), 413, "Ukuran gambar paling besar 5 MB."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_bad_file_is_refused_beside_its_field(
    person: Signed, data: bytes | None, status: int, fault: str
) -> None:
    ana = person()
    page = send(ana, data)
    assert (page.status, page.complaints) == (status, [fault])
    assert address(ana).endswith(".svg")


def test_other_sites_and_strangers_set_none(person: Signed, stranger: Visitor) -> None:
    ana = person()
    far = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/settings/picture", "/settings/picture/remove"):
        answer = ana.raw("POST", path, files={"picture": ("x.png", plain())}, headers=far)
        assert answer.status_code == 403
        assert stranger.raw("POST", path, files={"picture": ("x.png", plain())}).status_code == 303
    assert address(ana).endswith(".svg")


def test_a_browser_without_scripts_sends_the_file_itself(
    browser: People, default_server: RunningServer
) -> None:
    page = no_scripts(browser, default_server)
    enter(page, "foto.polos")
    page.goto("/settings")
    photo: FilePayload = {"name": "biru.jpg", "mimeType": "image/jpeg", "buffer": plain(BLUE, "JPEG")}
    page.locator("#picture").set_input_files(photo)
    page.get_by_role("button", name="Unggah").click()
    expect(page.get_by_text("Fotomu sudah disimpan.")).to_be_in_viewport()
    source = page.locator(".portrait__face img").get_attribute("src")
    made = opened(page.request.get(str(source)).body())
    assert all(alike(colour, BLUE) for colour in corners(made))
    too_large: FilePayload = photo | {"buffer": b"\0" * 8_000_000}
    browser.forgive("413")
    page.locator("#picture").set_input_files(too_large)
    page.get_by_role("button", name="Unggah").click()
    expect(page.get_by_text("Ukuran gambar paling besar 5 MB.")).to_be_in_viewport()
