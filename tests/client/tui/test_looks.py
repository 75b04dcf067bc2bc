"""The full-screen app in terminals of all kinds: small, narrow, without colours, in both languages."""

from __future__ import annotations

import re

import pytest

from app.client import language
from tests.support.tui import Person
from tests.support.tui_world import World


def test_everything_has_its_place_in_80_by_24(world: World) -> None:
    world.bo_says("kata " * 60)

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("# Kopi", "≡ Lobby", "Write a message…", "F1 help", "New")
        assert max(map(len, person.screen.splitlines())) <= 80
        await person.press("f1")
        await person.sees("Writing", "Shift+Enter")
        await person.press("escape", "ctrl+k")
        await person.sees("Room, @name or invitation", "Esc close")

    world.use(body, size=(80, 24))


def test_a_narrow_terminal_shows_one_pane_at_a_time(world: World) -> None:
    world.bo_says("halo sempit")

    async def body(person: Person) -> None:
        await person.sees("# Kopi", "Bo: halo sempit", " 1 ")
        assert "Write a message" not in person.screen
        assert world.unread() == 1
        await person.press("home", "enter")
        await person.sees("Write a message…", "halo sempit")
        assert "≡ Lobby" not in person.screen
        await person.until(lambda: world.unread() == 0, "it is read")
        await person.types("masih di sini")
        await person.press("escape")
        await person.sees("≡ Lobby")
        assert "Write a message" not in person.screen
        world.bo_says("belum dilihat")
        await person.sees("Bo: belum dilihat")
        assert world.unread() == 1, "the conversation isn't on the screen"
        await person.press("enter")
        await person.sees("masih di sini")
        await person.until(lambda: world.unread() == 0, "it is read")

    world.use(body, size=(50, 24))


def test_messages_that_come_while_the_list_is_shown_are_found_afterwards(world: World) -> None:
    world.bo_says(*(f"lama {number}" for number in range(30)))

    async def body(person: Person) -> None:
        await person.press("home", "enter")
        await person.sees(" New ", "lama 0")
        await person.press("escape")
        await person.sees("≡ Lobby")
        for number in range(3):  # one after the other: each is laid out anew
            world.bo_says(f"baru {number}")
            await person.sees(f"Bo: baru {number}")
        await person.press("enter")
        await person.sees("lama 0")
        assert "baru" not in person.screen, "the place is lost"
        await person.press("ctrl+end")
        await person.sees("baru 0", "baru 1", "baru 2")

    world.use(body, size=(50, 14))


def test_going_to_and_fro_between_rooms_in_a_narrow_terminal(world: World) -> None:
    world.bo_says("di lobi", room=1)
    world.bo_says(*(f"belum {number}" for number in range(40)))

    async def body(person: Person) -> None:
        for _ in range(2):
            await person.press("home", "enter")
            await person.sees("belum 0" if _ == 0 else "belum 39", "Write a message…")
            await person.press("ctrl+end", "escape", "end", "enter")
            await person.sees("di lobi", "Write a message…")
            await person.press("escape")
            await person.sees("# Kopi", "≡ Lobby")

    world.use(body, size=(50, 24))


def test_a_terminal_that_grows_shows_both(world: World) -> None:
    async def body(person: Person) -> None:
        assert "Write a message" not in person.screen
        await person.pilot.resize_terminal(110, 40)
        await person.opens(world.room)
        await person.sees("Write a message…", "≡ Lobby")
        await person.pilot.resize_terminal(40, 20)
        await person.misses("≡ Lobby")
        await person.sees("# Kopi")

    world.use(body, size=(60, 20))


def test_without_colours_nothing_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    world.ana_says("punyaku")
    world.bo_says("punya Bo")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("▌ punyaku", " New ", "punya Bo", "▌# Kopi")
        # r1 is the picture's own colour, for what has none.
        drawn = re.findall(
            r'-r(?!1 )\d+ { fill: #(\w{6})|<rect fill="#(\w{6})"', person.app.export_screenshot()
        )
        assert len(drawn) > 5
        assert all(c[:2] == c[2:4] == c[4:] for pair in drawn for c in pair), "grey only"

    world.use(body)


def test_dark_and_light_as_it_was_chosen_the_last_time(world: World) -> None:
    async def body(person: Person) -> None:
        assert person.app.theme == "ngobrol-dark"
        before = person.app.export_screenshot()
        await person.press("ctrl+t")
        await person.until(lambda: person.app.theme == "ngobrol-light", "it is light")
        await person.until(lambda: person.app.export_screenshot() != before, "it looks otherwise")

    async def later(person: Person) -> None:
        assert person.app.theme == "ngobrol-light"
        await person.press("ctrl+t")
        await person.until(lambda: person.app.theme == "ngobrol-dark", "it is dark again")

    world.use(body)
    world.use(later)


def test_it_speaks_the_language_of_who_signed_in(world: World) -> None:
    world.server.patch("/api/me", world.ana, language="id")
    world.ana_says("halo")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("Hari ini", "Kamu", "2 anggota", "Tulis pesan…", "Enter kirim")
        assert language.spoken() == "id"

    world.use(body)
