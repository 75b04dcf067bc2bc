"""Nothing is lost, nothing is doubled, and the order stays, whatever breaks."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable

import pytest

from app.client import link
from app.client.happenings import ConnectionChanged
from tests.client.conftest import Seat, Table, lasting
from tests.support.proxy import Proxy
from tests.support.server import RunningServer


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect again after a moment; nobody has to be spared here."""
    monkeypatch.setattr(link, "SHORTEST_PAUSE", 0.02)
    monkeypatch.setattr(link, "LONGEST_PAUSE", 0.2)


def test_a_server_that_is_killed_in_the_middle_of_sending(table: Table) -> None:
    async def talk() -> None:
        server, room = table.server, table.room
        async with Seat(server.url, table.ana) as ana, Seat(server.url, table.bobo) as bobo:
            await ana.chat.open(room)
            await bobo.chat.open(room)
            said = [f"halo {number}" for number in range(90)]
            for text in said:
                ana.chat.send(room, text)
            for count in (20, 50):
                await bobo.came(room, count)
                server.kill()
                await asyncio.to_thread(server.start)
            await ana.all_sent(room)
            await bobo.came(room, len(said))
            await ana.came(room, len(said))
            assert ana.texts(room) == said
            assert bobo.texts(room) == said
            assert await asyncio.to_thread(table.stored) == said
            await bobo.until(lambda: bobo.chat.rooms[room].unread == len(said), "all are unread")

    lasting(talk())


def test_connections_that_are_cut_again_and_again(table: Table) -> None:
    async def talk() -> None:
        room = table.room
        async with Proxy(table.server.port) as proxy:
            async with Seat(proxy.url, table.ana) as ana, Seat(proxy.url, table.bobo) as bobo:
                await ana.chat.open(room)
                await bobo.chat.open(room)
                for number in range(40):
                    ana.chat.send(room, f"ana {number}")
                    bobo.chat.send(room, f"bobo {number}")
                for count in (10, 30, 50, 70):
                    await ana.came(room, count)
                    proxy.cut()
                for seat in (ana, bobo):
                    await seat.all_sent(room)
                    await seat.came(room, 80)
                stored = await asyncio.to_thread(table.stored)
                assert ana.texts(room) == bobo.texts(room) == stored
                for name in ("ana", "bobo"):
                    own = [text for text in stored if text.startswith(name)]
                    assert own == [f"{name} {number}" for number in range(40)]
            assert proxy.connections >= 10

    lasting(talk())


def test_what_happened_meanwhile_is_there_afterwards(table: Table) -> None:
    async def be_away() -> None:
        room = table.room
        gone, changed = table.say(table.ana, "akan hilang"), table.say(table.ana, "salah tulis")
        async with Proxy(table.server.port) as proxy, Seat(proxy.url, table.bobo) as bobo:
            await bobo.chat.open(room)
            await proxy.shut()
            await bobo.until(lambda: not bobo.chat.connected, "the connection is lost")
            pending = bobo.chat.send(room, "ditulis di kereta")
            table.server.delete(f"/api/messages/{gone['id']}", table.ana)
            table.server.patch(f"/api/messages/{changed['id']}", table.ana, content="benar")
            table.say(table.ana, "kamu di mana?")
            await proxy.open()
            await bobo.until(lambda: pending.client_id not in bobo.chat.rooms[room].pending, "it is sent")
            # Its frame may have come before the room was caught up.
            await bobo.came(room, 3)
            assert bobo.texts(room) == ["benar", "kamu di mana?", "ditulis di kereta"]
            assert ConnectionChanged(False) in bobo.happened

    lasting(be_away())


def test_a_connection_that_falls_silent(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        room = table.room
        async with Proxy(table.server.port) as proxy, Seat(proxy.url, table.bobo) as bobo:
            await bobo.chat.open(room)
            proxy.freeze()
            with monkeypatch.context() as impatient:  # a busy server is not a silent one
                impatient.setattr(link, "ANSWER_WITHIN", 0.3)
                bobo.chat.send(room, "halo?")
                await bobo.until(lambda: not bobo.chat.connected, "the silence is noticed")
            proxy.thaw()
            await bobo.all_sent(room)
            await bobo.came(room, 1)
            assert bobo.texts(room) == ["halo?"]
            assert await asyncio.to_thread(table.stored) == ["halo?"]

    lasting(talk())


def test_a_room_that_ran_far_ahead_is_loaded_anew(table: Table) -> None:
    async def be_away_for_long() -> None:
        room = table.room
        first = table.say(table.ana, "lama sekali")
        async with Proxy(table.server.port) as proxy, Seat(proxy.url, table.bobo) as bobo:
            await bobo.chat.open(room)
            await proxy.shut()
            async with Seat(table.server.url, table.ana) as ana:
                for number in range(1001):
                    ana.chat.send(room, str(number))
                await ana.all_sent(room)
            await proxy.open()
            await bobo.until(lambda: bobo.texts(room)[-1:] == ["1000"], "the newest")
            assert bobo.texts(room) == [str(number) for number in range(951, 1001)]
            assert bobo.chat.rooms[room].message(first["id"]) is None
            assert await bobo.chat.older(room)
            assert bobo.texts(room)[0] == "901"

    lasting(be_away_for_long())


def test_an_older_backup_is_believed(start_server: Callable[..., RunningServer]) -> None:
    server = start_server()
    table = Table(server)
    table.say(table.ana, "disimpan")

    async def restore() -> None:
        async with Seat(server.url, table.bobo) as bobo:
            await bobo.chat.open(table.room)
            await bobo.until(lambda: bobo.texts(table.room) == ["disimpan"], "the message")
            server.stop()
            backup = shutil.copytree(server.data_dir, server.folder / "backup")
            await asyncio.to_thread(server.start)
            for number in range(3):
                table.say(table.ana, f"akan hilang {number}")
            await bobo.came(table.room, 4)
            server.stop()
            shutil.rmtree(server.data_dir)
            shutil.copytree(backup, server.data_dir)
            await asyncio.to_thread(server.start)
            await bobo.until(lambda: bobo.texts(table.room) == ["disimpan"], "what the backup has")
            table.say(table.ana, "sesudahnya")
            await bobo.until(lambda: bobo.texts(table.room) == ["disimpan", "sesudahnya"], "what came then")

    lasting(restore())
