"""The full-screen app, read: rooms, conversations, who is there; against a real server."""

from __future__ import annotations

import re
from functools import partial

import pytest

from app.client import rooms
from tests.support.server import ADMIN_PASSWORD
from tests.support.sockets import LOBBY, ChatClient
from tests.support.tui import Person
from tests.support.tui_world import World


def test_the_list_shows_kinds_unread_counts_and_who_is_there(world: World) -> None:
    dm = world.server.post("/api/rooms", world.ana, type="dm", username=world.bo_name)["id"]
    world.bo_says("satu", "dua")
    world.bo_says("hanya kamu", room=dm)

    async def body(person: Person) -> None:
        await person.opens(LOBBY)
        await person.sees("# Kopi", "≡ Lobby", "○ Bo", "Bo: dua", "hanya kamu")
        lines = person.screen.splitlines()
        assert " 2 " in next(line for line in lines if "Bo: dua" in line)
        with ChatClient(world.server.url, world.bo):
            await person.sees("● Bo")
            world.bo_says("tiga")
            await person.sees("Bo: tiga")
            await person.until(
                lambda: " 3 " in next(line for line in person.screen.splitlines() if "Bo: tiga" in line),
                "three are unread",
            )
        await person.sees("○ Bo")

    world.use(body)


def test_a_conversation_groups_senders_marks_own_and_edited_messages(world: World) -> None:
    world.bo_says("Selamat pagi", "Sudah ngopi?")
    mine = world.ana_says("Belum")
    world.server.patch(f"/api/messages/{mine[0]['id']}", world.ana, content="Sudah dong")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("Today", "Selamat pagi", "Sudah ngopi?", "▌ You", "▌ Sudah dong  (edited)")
        main = [line[28:] for line in person.screen.splitlines()]
        assert sum("Bo  " in line for line in main) == 1, "one name over two messages"
        assert not any("▌" in line and "pagi" in line for line in main)

    world.use(body)


def test_reading_begins_at_the_first_unread_message(world: World) -> None:
    world.ana_says("sudah dibaca")
    world.server.post(f"/api/rooms/{world.room}/read", world.ana, seq=1)
    world.bo_says(*(f"baru {number}" for number in range(60)))

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees(" New ", "baru 0")
        assert "  baru 59" not in person.screen
        assert world.unread() == 60, "what wasn't seen isn't read"
        await person.sees("60 new messages")
        await person.press("ctrl+end")
        await person.sees("baru 59")
        await person.until(lambda: world.unread() == 0, "the end was seen")
        await person.misses("60 new messages")

    world.use(body)


def test_only_who_looks_reads(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        world.bo_says("lihat ini")
        await person.sees("lihat ini")
        await person.until(lambda: world.unread() == 0, "it was seen")
        await person.looks_away()
        world.bo_says("dan ini")
        await person.sees("dan ini", " New ")
        assert world.unread() == 1
        await person.looks_back()
        await person.until(lambda: world.unread() == 0, "it was seen at last")

    world.use(body)


def test_older_messages_come_when_the_top_is_near_and_nothing_jumps(world: World) -> None:
    world.ana_says(*(f"pesan {number:03}" for number in range(180)))

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("pesan 179")
        view, room = person.pane.conversation, person.pane.room
        assert room
        assert len(room.messages()) < 180

        def grown(known: int) -> bool:
            return len(room.messages()) > known

        def numbers() -> list[str]:
            return re.findall(r"pesan \d{3}|^", person.screen, re.MULTILINE)

        while room.more:
            known = len(room.messages())
            view.scroll_to(y=view.size.height // 2, animate=False, force=True)
            seen = numbers()
            await person.until(partial(grown, known), "an older page")
            await person.pilot.pause()
            assert numbers() == seen
        view.scroll_to(y=0, animate=False, force=True)
        await person.sees("This is where the room begins.", "pesan 000")

    world.use(body)


def test_after_a_long_absence_reading_begins_somewhere_and_stays_there(world: World) -> None:
    world.bo_says(*(f"pesan {number:03}" for number in range(330)))

    async def body(person: Person) -> None:
        await person.opens(world.room)
        room = person.pane.room
        assert room
        await person.sees("pesan 130")
        await person.until(lambda: len(room.messages()) == 250, "a page more than what is shown")
        await person.pilot.pause()
        assert "pesan 130" in person.screen
        assert "pesan 081" not in person.screen
        assert len(room.messages()) == 250

    world.use(body)


def test_at_the_end_only_so_much_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MANY", 60)
    monkeypatch.setattr(rooms, "KEPT", 30)
    world.ana_says(*(f"pesan {number}" for number in range(90)))

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("pesan 89")
        room = person.chat_screen._chat.rooms[world.room]
        await person.press("shift+tab")
        await person.until(lambda: person.app.focused is person.pane.conversation, "on the messages")

        async def reads_from_the_beginning() -> None:
            while room.more:
                await person.press("home")

        await reads_from_the_beginning()
        world.bo_says("baru")
        await person.sees("1 new message")
        assert len(room.messages()) == 91, "somebody reads them"
        await person.press("end")
        await person.sees("baru")
        await person.until(lambda: len(room.messages()) == 30, "the oldest are let go")
        await person.press("home")
        await person.until(lambda: len(room.messages()) > 30, "they come again")
        await reads_from_the_beginning()
        await person.opens(LOBBY)
        world.bo_says("lagi")
        await person.until(lambda: len(room.messages()) == 30, "nobody looks at that room")

    world.use(body)


def test_who_types_is_told(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        with ChatClient(world.server.url, world.bo) as bo:
            bo.send("typing", room_id=world.room, is_typing=True)
            await person.sees("Bo is typing…")
            world.bo_says("sudah")
            await person.misses("Bo is typing…")
            told = partial(
                bo.heard, "typing"
            )  # the app and this test share a loop, which must not be held up
            await person.types("ha")
            await person.until(lambda: [one["is_typing"] for one in told()] == [True], "Ana types")
            await person.press("backspace", "backspace")
            await person.until(lambda: [one["is_typing"] for one in told()] == [True, False], "she stopped")

    world.use(body)


def test_nobody_writes_to_the_terminal_but_the_app(world: World) -> None:
    evil = "\x1b]0;gotcha\x07\x1b[2Jmerah [bold red]tebal[/] \u202erahasia\u202c @click=app.quit"
    world.bo_says(evil)
    world.server.patch("/api/me", world.bo, display_name="[b]Bo[/b]")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("[bold red]tebal[/]", "[b]Bo[/b]")
        assert not set(person.screen) & {"\x1b", "\x07", "\u202e", "\u202c"}

    world.use(body)


def test_the_switcher_finds_rooms_people_and_invitations(world: World) -> None:
    other = world.server.post("/api/rooms", world.bo, type="group", name="Teh Poci")

    async def body(person: Person) -> None:
        await person.opens(LOBBY)
        await person.press("ctrl+k")
        await person.types("kop")
        await person.press("enter")
        await person.until(lambda: person.pane.room_id == world.room, "the room is open")
        await person.press("ctrl+k")
        await person.types(f"@{world.bo_name}")
        await person.sees(f"Bo  @{world.bo_name}")
        await person.press("enter")
        await person.until(
            lambda: person.pane.room and person.pane.room.facts["type"] == "dm", "a dm is open"
        )
        await person.press("ctrl+k")
        await person.types(other["share_id"])
        await person.sees(f"Join {other['share_id']}")
        await person.press("enter")
        await person.until(lambda: person.pane.room_id == other["id"], "the joined room is open")
        await person.press("ctrl+k")
        await person.types("999999999")
        await person.press("enter")
        await person.sees("There is no such room")

    world.use(body)


def test_keys_go_from_room_to_room(world: World) -> None:
    second = world.server.post("/api/rooms", world.ana, type="group", name="Teh")["id"]
    world.ana_says("lama")
    world.server.post(f"/api/rooms/{second}/join", world.bo)

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("alt+down")
        await person.until(lambda: person.pane.room_id == second, "the room below")
        await person.press("alt+up")
        await person.until(lambda: person.pane.room_id == world.room, "the room above")
        world.bo_says("hai", room=second)
        await person.sees("Bo: hai")
        await person.press("ctrl+n")
        await person.until(lambda: person.pane.room_id == second, "the unread one")
        await person.press("f1")
        await person.sees("go to a room, a person or an invitation")
        await person.press("escape")
        await person.misses("go to a room, a person or an invitation")

    world.use(body)


def test_a_room_that_is_left_elsewhere_is_gone_here(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.sees("# Kopi")
        world.server.post(f"/api/rooms/{world.room}/leave", world.ana)
        await person.misses("# Kopi")
        await person.opens(LOBBY)

    world.use(body)


def test_a_stranger_s_dm_is_a_request_until_it_is_answered(world: World) -> None:
    number = world.bo_name.removeprefix("bo")
    cici = world.server.register(f"cici{number}", display_name="Cici")
    dm = world.server.post("/api/rooms", cici, type="dm", username=f"ana{number}")["id"]
    world.server.post(f"/api/rooms/{dm}/messages", cici, content="kita belum kenal")

    async def body(person: Person) -> None:
        await person.opens(dm)
        await person.sees("? Cici", "Wants to write to you", "kita belum kenal")
        await person.types("hai")
        await person.press("enter")
        await person.sees("○ Cici", "offline")
        await person.until(
            lambda: not world.server.get(f"/api/rooms/{dm}", world.ana)["unread"], "it is read now"
        )

    world.use(body)
    facts = world.server.get(f"/api/rooms/{dm}", world.ana)
    assert facts["request"] is False


def test_admins_and_protected_names_have_a_mark(world: World) -> None:
    server = world.server
    admin = server.login("admin", password=ADMIN_PASSWORD)
    bo_id = server.get("/api/me", world.bo)["id"]
    dm = server.post("/api/rooms", world.ana, type="dm", username=world.bo_name)["id"]
    world.bo_says("selamat pagi")

    async def body(person: Person) -> None:
        await person.opens(dm)
        await person.sees("○ Bo   offline")
        server.put("/api/me/password", world.bo, password="rahasia sekali")
        await person.sees("○ Bo ✓   protected name · offline")
        server.patch(f"/api/users/{bo_id}", admin, role="admin")
        await person.sees("○ Bo ★   Admin · offline")
        await person.opens(world.room)
        await person.sees("Bo ★  ", "selamat pagi")

    world.use(body)
