"""What a `Chat` shows of a conversation, while all goes well."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.client import frames, rooms
from app.client.errors import NotSignedIn, Refused, ServerUnreachable
from app.client.happenings import SessionEnded
from tests.client.conftest import PATIENCE, Seat, Table, lasting
from tests.support.processes import free_port


def test_two_people_talk(table: Table) -> None:
    async def talk() -> None:
        url, room = table.server.url, table.room
        async with Seat(url, table.ana) as ana, Seat(url, table.bobo) as bobo:
            await ana.chat.open(room)
            await bobo.chat.open(room)
            await bobo.until(lambda: bobo.chat.watching.count == 2, "ana is online")
            pending = ana.chat.send(room, "halo")
            assert list(ana.chat.rooms[room].pending.values()) == [pending]
            await bobo.until(lambda: bobo.texts(room) == ["halo"], "the message")
            await ana.all_sent(room)
            assert ana.texts(room) == ["halo"]
            message = ana.chat.rooms[room].messages()[0]
            await ana.chat.edit(message["id"], "halo semua")
            await bobo.until(lambda: bobo.texts(room) == ["halo semua"], "the edit")
            assert ana.texts(room) == ["halo semua"]
            await ana.chat.delete(message["id"])
            await bobo.until(lambda: bobo.texts(room) == [], "the deletion")
            assert ana.texts(room) == []
            with pytest.raises(Refused, match="no such message"):
                await bobo.chat.edit(message["id"], "bukan punyaku")

    lasting(talk())


def test_the_list_counts_what_is_unread(table: Table) -> None:
    async def read() -> None:
        room = table.room
        async with Seat(table.server.url, table.bobo) as bobo:
            known = bobo.chat.rooms[room]
            assert [one.type for one in bobo.chat.wanted()] == ["group", "lobby"]
            first, second = (table.say(table.ana, text) for text in ("satu", "dua"))
            await bobo.until(lambda: known.unread == 2, "two unread")
            assert known.facts["last_message"]["content"] == "dua"
            table.server.delete(f"/api/messages/{second['id']}", table.ana)
            await bobo.until(lambda: known.unread == 1, "one was deleted")
            assert known.facts["last_message"]["content"] == "satu"
            await bobo.chat.mark_read(room, first["seq"])
            assert known.unread == 0
            table.say(table.bobo, "dari pintu lain")
            await bobo.until(
                lambda: known.facts["last_message"]["content"] == "dari pintu lain", "my own, from elsewhere"
            )
            assert known.unread == 0

    lasting(read())


def test_typing_is_told_and_forgotten(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    async def type_() -> None:
        url, room = table.server.url, table.room
        async with Seat(url, table.ana) as ana, Seat(url, table.bobo) as bobo:
            typing = bobo.chat.rooms[room].typing
            ana.chat.typing(room, True)
            await bobo.until(lambda: list(typing.values()) == [table.names[0]], "ana types")
            ana.chat.typing(room, False)
            await bobo.until(lambda: not typing, "ana stopped")
            ana.chat.typing(room, True)
            await bobo.until(lambda: typing, "ana types again")
            await ana.sent(room, "ini dia")
            await bobo.until(lambda: not typing, "the message ended it")
            monkeypatch.setattr(frames, "TYPING_FORGOTTEN", 0.2)
            ana.chat.typing(room, True)
            await bobo.until(lambda: typing, "ana types once more")
            await bobo.until(lambda: not typing, "ana is forgotten")

    lasting(type_())


def test_back_to_the_beginning_page_by_page(table: Table) -> None:
    async def scroll() -> None:
        room = table.room
        async with Seat(table.server.url, table.ana) as ana:
            for number in range(1, 121):
                ana.chat.send(room, str(number))
            await ana.all_sent(room)
            await ana.chat.open(room)
            assert ana.texts(room) == [str(number) for number in range(71, 121)]
            assert await ana.chat.older(room)
            assert ana.texts(room)[0] == "21"
            assert await ana.chat.older(room)
            assert ana.texts(room) == [str(number) for number in range(1, 121)]
            assert not await ana.chat.older(room)

    lasting(scroll())


def test_an_edit_far_back_leaves_no_hole(table: Table) -> None:
    async def scroll() -> None:
        room = table.room
        async with Seat(table.server.url, table.ana) as ana:
            first = table.say(table.bobo, "0")
            for number in range(1, 120):
                ana.chat.send(room, str(number))
            await ana.all_sent(room)
            await ana.chat.open(room)
            table.server.patch(f"/api/messages/{first['id']}", table.bobo, content="0, changed")
            await ana.sent(room, "120")
            assert ana.texts(room) == [str(number) for number in range(70, 121)]
            while await ana.chat.older(room):
                pass
            assert ana.texts(room) == ["0, changed", *(str(number) for number in range(1, 121))]

    lasting(scroll())


def test_very_long_rooms_are_shortened_and_can_be_read_back(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MANY", 60)
    monkeypatch.setattr(rooms, "KEPT", 20)

    async def scroll() -> None:
        async with Seat(table.server.url, table.ana) as ana:
            for number in range(1, 81):
                ana.chat.send(table.room, str(number))
            await ana.all_sent(table.room)
            room = await ana.chat.open(table.room)
            room.shorten()
            assert len(ana.texts(room.id)) == 50
            await ana.chat.older(room.id)
            room.shorten()
            assert ana.texts(room.id) == [str(number) for number in range(61, 81)]
            await ana.chat.older(room.id)
            assert ana.texts(room.id) == [str(number) for number in range(11, 81)]

    lasting(scroll())


def test_rooms_come_and_go(table: Table) -> None:
    async def move() -> None:
        server = table.server
        async with Seat(server.url, table.ana) as ana:
            table.say(table.bobo, "halo")
            dm = server.post("/api/rooms", table.bobo, type="dm", username=table.names[0])["id"]
            await ana.until(lambda: dm in ana.chat.rooms, "the dm")
            assert ana.chat.rooms[dm].title() == table.names[1]
            server.patch("/api/me", table.bobo, display_name="Bo Baru")
            await ana.until(lambda: ana.chat.rooms[dm].title() == "Bo Baru", "the new name")
            # By a frame of its own: the dm may have been told by the answer to a question about it.
            known = ana.chat.rooms[table.room].facts
            await ana.until(
                lambda: known["last_message"]["sender"]["display_name"] == "Bo Baru",
                "the new name also where the room was never opened",
            )
            server.patch(f"/api/rooms/{table.room}", table.ana, name="Teh")
            await ana.until(lambda: ana.chat.rooms[table.room].title() == "Teh", "the room's name")
            server.post(f"/api/rooms/{table.room}/leave", table.ana)
            await ana.until(lambda: table.room not in ana.chat.rooms, "the room is gone")

    lasting(move())


class LateAnswers:
    """Has what the server says of a room come late: read at once, handed over by `deliver`."""

    def __init__(self, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[asyncio.Future[None]] = []
        self._ask = seat.chat.api.room
        self._loop = asyncio.get_running_loop()
        monkeypatch.setattr(seat.chat.api, "room", self._late)

    async def _late(self, room_id: int) -> Any:
        facts = await self._ask(room_id)
        delivered = self._loop.create_future()
        self.read.append(delivered)
        await delivered
        return facts

    async def until_read(self, count: int) -> None:
        """Return once so many answers wait."""
        async with asyncio.timeout(PATIENCE):
            while len(self.read) < count:
                await asyncio.sleep(0.01)

    def deliver(self) -> None:
        """Hand over the one that was read first."""
        self.read.pop(0).set_result(None)


def test_an_answer_that_a_frame_overtook_is_not_the_last_word(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rename() -> None:
        server = table.server
        dm = server.post("/api/rooms", table.bobo, type="dm", username=table.names[0])["id"]
        said = server.post(f"/api/rooms/{dm}/messages", table.bobo, content="halo")
        async with Seat(server.url, table.ana) as ana:
            answers = LateAnswers(ana, monkeypatch)
            server.delete(
                f"/api/messages/{said['id']}", table.bobo
            )  # how many wait now, only the server knows
            await answers.until_read(1)
            server.patch("/api/me", table.bobo, display_name="Bo Baru")
            await ana.until(lambda: ana.chat.rooms[dm].title() == "Bo Baru", "the frame")
            answers.deliver()
            await answers.until_read(1)
            answers.deliver()
            await ana.until(lambda: ana.chat.rooms[dm].title() == "Bo Baru", "the newer answer")

    lasting(rename())


def test_an_answer_about_a_room_that_was_left_does_not_bring_it_back(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave() -> None:
        server = table.server
        other = server.post("/api/rooms", table.ana, type="group", name="Teh")["id"]
        server.post(f"/api/rooms/{other}/join", table.bobo)
        said = [
            server.post(f"/api/rooms/{room}/messages", table.bobo, content="halo")["id"]
            for room in (table.room, other)
        ]
        async with Seat(server.url, table.ana) as ana:
            answers = LateAnswers(ana, monkeypatch)
            server.delete(f"/api/messages/{said[0]}", table.bobo)
            await answers.until_read(1)
            server.post(f"/api/rooms/{table.room}/leave", table.ana)
            await ana.until(lambda: table.room not in ana.chat.rooms, "the room is gone")
            server.delete(f"/api/messages/{said[1]}", table.bobo)
            await answers.until_read(2)
            answers.deliver()
            answers.deliver()
            await ana.until(lambda: ana.chat.rooms[other].unread == 0, "the answer after it")
            assert table.room not in ana.chat.rooms

    lasting(leave())


def test_what_is_refused_stays_until_it_is_given_up(table: Table) -> None:
    async def insist() -> None:
        room = table.room
        async with Seat(table.server.url, table.ana) as ana:
            pending = ana.chat.send(room, "x" * 4001)
            await ana.until(lambda: pending.error, "the refusal")
            assert pending.error
            assert pending.error.code == "invalid"
            await ana.sent(room, "yang ini bisa")
            assert list(ana.chat.rooms[room].pending.values()) == [pending]
            ana.chat.discard(pending)
            assert not ana.chat.rooms[room].pending

    lasting(insist())


def test_a_session_that_ends_is_told(table: Table) -> None:
    async def end() -> None:
        async with Seat(table.server.url, table.ana) as ana:
            await asyncio.to_thread(table.server.post, "/api/logout", table.ana)
            await ana.until(lambda: SessionEnded("logout") in ana.happened, "signed out")
        late = Seat(table.server.url, table.ana)
        with pytest.raises(NotSignedIn):
            await late.chat.start()
        await late.chat.close()

    lasting(end())


def test_nobody_at_the_address() -> None:
    async def dial() -> None:
        seat = Seat(f"http://127.0.0.1:{free_port()}", "token")
        with pytest.raises(ServerUnreachable):
            await seat.chat.start()
        await seat.chat.close()

    lasting(dial())
