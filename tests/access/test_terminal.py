"""Every terminal command × who sits there × what is theirs, what is others' and what isn't there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.terminal.commands import COMMANDS
from tests.support.processes import free_port
from tests.support.server import RunningServer
from tests.support.terminal import Terminal

PASSWORD = "kopi tubruk pagi"
NOBODY = "Error, not authorized"
ENDED = "Error, session ended"
NO_USER, NO_RECIPIENT, WRONG = "Error, User Tidak Ada", "Error, User Tidak Ditemukan", "Error, password salah"
SESSION = "[0-9a-f-]{36}"
STATES = ("signed out", "signed in", "revoked", "deleted")

Row = tuple[str, str]
"""The answer to who is signed in, and to anybody else."""

ROWS: dict[str, dict[str, Row]] = {
    "auth": {
        "auth terbuka": (f"username terbuka logged in, token {SESSION}",) * 2,
        f"auth tertutup {PASSWORD}": (f"username tertutup logged in, token {SESSION}",) * 2,
        "auth tertutup": (WRONG, WRONG),
        "auth tertutup salah": (WRONG, WRONG),
        "auth nihil": (NO_USER, NO_USER),
        "auth terhapus": (NO_USER, NO_USER),
    },
    "send": {
        "send terbuka halo": ("message sent to terbuka", NOBODY),
        "send {me} halo": ("message sent to {me}", NOBODY),
        "send nihil halo": (NO_RECIPIENT, NOBODY),
        "send terhapus halo": (NO_RECIPIENT, NOBODY),
        "send terbuka,nihil halo": (NO_RECIPIENT, NOBODY),
    },
    "inbox": {"inbox": (r'\{"[^"]*": \[.*\]\}', NOBODY)},
    "show": {"show": (r'\[.*"username": "{me}".*\]', NOBODY)},
    "listen": {"listen": ("listening", NOBODY), "listen off": ("not listening", NOBODY)},
    "logout": {"logout": (SESSION, NOBODY)},
    "help": {"help": ("Commands: .*",) * 2},
    "quit": {"quit": ("bye", "bye")},
}
"""Command → line → answer. Nothing but one's own can be asked for, so foreign things have no lines."""


class House:
    """A server with a gateway, and people with a password, without one, and deleted ones."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.open = server.register("terbuka")
        self.protected = server.register("tertutup", password=PASSWORD)
        server.delete("/api/me", server.register("terhapus"), username="terhapus")
        self._number = 0

    def sit(self, state: str) -> tuple[Terminal, str]:
        """A terminal at which somebody new sits, or sat, and their name."""
        terminal = Terminal(self.server)
        self._number += 1
        name = f"orang{self._number}"
        if state == "signed out":
            return terminal, name
        token = self.server.register(name)
        session = terminal.auth(name)
        terminal.listen()
        assert terminal.ask(f"send {name} catatan").startswith("message sent")
        if state == "revoked":
            self.server.delete(f"/api/me/sessions/{session}", token)
        elif state == "deleted":
            self.server.delete("/api/me", token, username=name)
        if state != "signed in":
            assert terminal.line() == ENDED
        return terminal, name

    def letters(self) -> list[str]:
        """The newest text of each dm of the open account."""
        return [one["last_message"] for one in self.server.get("/api/chats/", self.open)]


@pytest.fixture(scope="module")
def house(start_server: Callable[..., RunningServer]) -> House:
    return House(start_server(TERMINAL_PORT=str(free_port())))


def test_every_command_has_a_row() -> None:
    assert ROWS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("state", STATES)
def test_every_command_is_answered_as_the_table_says(house: House, state: str) -> None:
    for command, lines in ROWS.items():
        for line, (to_somebody, to_nobody) in lines.items():
            before = house.letters()
            terminal, me = house.sit(state)
            with terminal:
                answer = terminal.ask(line.replace("{me}", me))
                expected = (to_somebody if state == "signed in" else to_nobody).replace("{me}", me)
                assert re.fullmatch(expected, answer), (state, command, line, answer)
                if command == "quit":
                    assert terminal.closed()
                elif state != "signed in" and command != "auth":
                    assert terminal.ask("show") == NOBODY, "nobody has been signed in meanwhile"
            if answer.startswith("Error"):
                assert house.letters() == before, (state, line, "refused, and yet sent")
