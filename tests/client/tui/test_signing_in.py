"""The full-screen app's door: names, passwords, and sessions that end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from app.client import signins
from app.client.chat import Chat
from app.client.errors import Refused
from app.client.tui.chat_screen import ChatScreen
from app.client.tui.field import Field
from app.client.tui.sign_in import SignIn
from app.client.tui.waiting import Waiting
from tests.support.loops import run
from tests.support.server import RunningServer
from tests.support.tui import Person, app_of
from tests.support.tui_world import World


def at_the_door(
    server: RunningServer, body: Callable[[Person], Awaitable[None]], token: str | None = None
) -> None:
    async def scene() -> None:
        async with app_of(server, token, waits=False) as person:
            await body(person)

    run(scene())


def test_a_new_name_is_registered_and_kept(server: RunningServer) -> None:
    async def body(person: Person) -> None:
        await person.sees("Username", "Password", "Log in")
        await person.press("enter", "enter")
        await person.sees("Type a name.")
        await person.writes("si-baru")
        await person.press("enter")
        await person.sees("Nobody has this name yet.", "Register this name")
        assert server.post("/api/check-username", username="si-baru")["available"]
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, ChatScreen), "the chat is there")
        await person.sees("si-baru")

    at_the_door(server, body)
    kept = signins.find(server.url)
    assert kept
    assert kept.username == "si-baru"
    assert server.get("/api/me", kept.token)["username"] == "si-baru"


def test_a_password_is_needed_where_there_is_one(server: RunningServer) -> None:
    server.register("terkunci", password="kopi susu panas")

    async def body(person: Person) -> None:
        await person.writes("terkunci")
        await person.writes("kopi susu")
        await person.sees("The username or the password is")
        assert "kopi susu" not in person.screen
        await person.writes(" panas")
        await person.until(lambda: isinstance(person.app.screen, ChatScreen), "the chat is there")

    at_the_door(server, body)


def test_a_server_that_is_not_there_is_named(server: RunningServer) -> None:
    async def body(person: Person) -> None:
        server = person.app.screen.query_one("#server", Field)
        server.value = "127.0.0.1:9"
        await person.writes("siapa")
        await person.press("enter")
        await person.sees("http://127.0.0.1:9 can't be reached.")

    at_the_door(server, body)


def test_a_session_that_was_ended_elsewhere_leads_back_to_the_door(world: World) -> None:
    async def body(person: Person) -> None:
        await person.opens(world.room)
        world.server.post("/api/logout", world.ana)
        await person.until(lambda: isinstance(person.app.screen, SignIn), "signing in again")
        await person.sees("You were signed out.")

    world.use(body)


def test_a_token_that_is_no_good_leads_to_the_door(server: RunningServer) -> None:
    signins.keep(server.url, signins.SignIn("expired", "siapa"))

    async def body(person: Person) -> None:
        await person.until(lambda: isinstance(person.app.screen, SignIn), "signing in")
        await person.sees("sign in")

    at_the_door(server, body, token="expired")
    assert signins.find(server.url) is None


def test_a_server_that_is_late_is_waited_for(lonely: World) -> None:
    lonely.server.kill()

    async def body(person: Person) -> None:
        await person.until(lambda: isinstance(person.app.screen, Waiting), "waiting")
        await person.sees("can't be reached", "Trying again…")
        lonely.server.start()
        await person.until(lambda: isinstance(person.app.screen, ChatScreen), "the chat is there")

    at_the_door(lonely.server, body, token=lonely.ana)


def test_a_server_that_refuses_for_now_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url, start, refusals = world.server.url, Chat.start, [Refused({"code": "rate_limited"})]
    signins.keep(url, signins.SignIn(world.ana, "ana"))

    async def refused_at_first(chat: Chat) -> None:
        if refusals:
            raise refusals.pop()
        await start(chat)

    monkeypatch.setattr(Chat, "start", refused_at_first)

    async def body(person: Person) -> None:
        await person.until(lambda: isinstance(person.app.screen, ChatScreen), "the chat is there")

    at_the_door(world.server, body, token=world.ana)
    assert signins.token(url) == world.ana


def test_a_session_that_nobody_kept_takes_no_other_with_it(server: RunningServer) -> None:
    signins.keep(server.url, signins.SignIn("kept", "ana"))

    async def body(person: Person) -> None:
        await person.until(lambda: isinstance(person.app.screen, SignIn), "signing in")

    at_the_door(server, body, token="expired")
    assert signins.token(server.url) == "kept"


def test_waiting_can_be_given_up(lonely: World) -> None:
    lonely.server.kill()

    async def body(person: Person) -> None:
        await person.sees("Trying again…")
        await person.press("escape")
        await person.until(lambda: isinstance(person.app.screen, SignIn), "another server")

    at_the_door(lonely.server, body, token=lonely.ana)
