"""The full-screen app, written in: sending, editing, deleting, and what a bad connection does to it."""

from __future__ import annotations

from tests.support.sockets import LOBBY
from tests.support.tui import Person
from tests.support.tui_world import World, texts


def test_what_is_sent_is_there_once_for_everybody(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.writes("Halo, Bo!")
        await person.sees("▌ Halo, Bo!")
        await person.types("dua\nbaris")
        await person.press("enter")
        await person.sees("▌ dua", "▌ baris")
        await person.stored()
        assert person.draft == ""
        assert person.screen.count("▌ Halo, Bo!") == 1

    world.use(body)
    assert texts(world.messages()) == ["Halo, Bo!", "dua\nbaris"]


def test_an_empty_line_sends_nothing(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("enter", "space", "enter")
        await person.writes("isi")
        await person.sees("▌ isi")
        await person.stored()

    world.use(body)
    assert texts(world.messages()) == ["isi"]


def test_up_edits_the_last_own_message_and_escape_gives_the_draft_back(world: World) -> None:
    world.ana_says("kopo")
    world.bo_says("apa?")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("up")
        await person.sees("Editing")
        assert person.draft == "kopo"
        await person.press("escape")
        await person.misses("Editing")
        assert person.draft == ""
        await person.press("up", "backspace", "i", "enter")
        await person.sees("▌ kopi  (edited)")
        assert person.draft == ""

    world.use(body)
    assert texts(world.messages()) == ["kopi", "apa?"]


def test_what_was_only_looked_at_is_not_edited(world: World) -> None:
    world.ana_says("satu\tdua \u202e tiga")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("up")
        await person.sees("Editing")
        await person.press("enter")
        await person.misses("Editing")
        await person.writes("sesudahnya")
        await person.until(lambda: len(world.messages()) == 2, "what came later is stored")

    world.use(body)
    assert world.messages()[0]["content"] == "satu\tdua \u202e tiga"
    assert world.messages()[0]["edited_at"] is None


def test_what_was_written_in_a_room_that_is_gone_is_not_lost(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.types("masih ditulis")
        world.server.post(f"/api/rooms/{world.room}/leave", world.ana)
        await person.misses("Kopi")
        person.pane.writing.composer.focus()
        await person.press("enter")
        await person.sees("There is no such room.")
        assert person.draft == "masih ditulis"

    world.use(body)


def test_each_room_keeps_its_draft(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.types("belum selesai")
        await person.opens(LOBBY)
        await person.until(lambda: person.draft == "", "the lobby has no draft")
        await person.opens(world.room)
        await person.until(lambda: person.draft == "belum selesai", "the room's draft is there again")

    world.use(body)


def test_a_message_is_deleted_only_after_a_yes(world: World) -> None:
    world.ana_says("salah kirim")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("shift+tab", "d")
        await person.sees("Delete this message for everybody?", "Cancel")
        await person.press("enter")  # Cancel has the focus
        await person.misses("for everybody?")
        assert texts(world.messages()) == ["salah kirim"]
        await person.press("d", "tab", "enter")
        await person.misses("salah kirim", "for everybody?")
        await person.until(lambda: not world.messages(), "it is deleted")

    world.use(body)


def test_editing_a_message_to_nothing_asks_whether_to_delete_it(world: World) -> None:
    world.ana_says("ya")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("up", "backspace", "backspace", "enter")
        await person.sees("Delete this message for everybody?")
        await person.press("y")
        await person.until(lambda: not world.messages(), "it is deleted")

    world.use(body)


def test_others_messages_are_not_mine_to_change(world: World) -> None:
    world.bo_says("punya Bo")

    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.press("shift+tab", "e")
        await person.sees("You can change only your own")
        await person.press("c")
        await person.sees("Copied")
        assert person.app.clipboard == "punya Bo"

    world.use(body)


def test_what_is_too_long_is_not_sent_and_not_lost(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        person.pane.writing.composer.fill("x" * 4002)
        await person.press("enter")
        await person.sees("Too long by 2 characters.")
        assert len(person.draft) == 4002
        await person.press("backspace", "backspace", "enter")
        await person.stored()

    world.use(body)
    assert texts(world.messages()) == ["x" * 4000]


def test_what_is_refused_stays_until_its_author_decides(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        person.pane.chat.send(world.room, "x" * 4001)  # any client may be wrong about what is allowed
        await person.sees("Not sent:", "D discard")
        await person.press("shift+tab", "d")
        await person.misses("Not sent:")

    world.use(body)
    assert world.messages() == []


def test_pasted_escape_sequences_are_harmless(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        await person.pastes("aman\x1b]0;judul\x07\r\nbaris")
        await person.until(lambda: person.draft.endswith("baris"), "it was pasted")
        assert not set(person.draft) & {"\x1b", "\x07", "\r"}
        assert person.draft.count("\n") == 1

    world.use(body)


def test_a_lost_connection_is_told_and_what_is_written_meanwhile_arrives_once(lonely: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(lonely.room)
        assert "No connection" not in person.screen
        lonely.server.kill()
        await person.sees("No connection. Trying again…")
        await person.writes("pertama")
        await person.writes("kedua")
        await person.sees("pertama  sending…", "kedua  sending…")
        lonely.server.start()
        await person.misses("No connection", "sending…")
        await person.sees("▌ pertama", "▌ kedua")
        lonely.bo_says("sampai!")
        await person.sees("sampai!")

    lonely.use(body)
    assert texts(lonely.messages()) == ["pertama", "kedua", "sampai!"]


def test_an_edit_that_did_not_arrive_is_not_lost(lonely: World) -> None:
    lonely.ana_says("kopo")

    async def body(person: Person) -> None:
        await person.opens(lonely.room)
        await person.press("up")
        lonely.server.kill()
        await person.sees("No connection")
        await person.press("backspace", "i", "enter")
        await person.sees("can't be reached")
        await person.until(lambda: person.draft == "kopi", "the text is there again")
        lonely.server.start()
        await person.misses("No connection")
        await person.press("enter")
        await person.sees("▌ kopi  (edited)")

    lonely.use(body)
    assert texts(lonely.messages()) == ["kopi"]


def test_nothing_is_sent_where_the_other_person_deleted_the_account_but_own_words_can_be_edited(
    world: World,
) -> None:
    dm = world.server.post("/api/rooms", world.ana, type="dm", username=world.bo_name)["id"]
    world.server.post(f"/api/rooms/{dm}/messages", world.ana, content="masih di sana?")

    async def body(person: Person) -> None:
        await person.opens(dm)
        await person.sees("Write a message…")
        world.server.delete("/api/me", world.bo, username=world.bo_name)
        await person.sees("This account was deleted: nobody would read what you write.")
        await person.types("halo")
        await person.press("enter")
        await person.sees("halo")
        await person.press(*["backspace"] * 4, "up")
        await person.types("!")
        await person.press("enter")
        await person.sees("masih di sana?!")

    world.use(body)
    said = world.server.get(f"/api/rooms/{dm}/messages", world.ana)
    assert [one["content"] for one in said] == ["masih di sana?!"]
