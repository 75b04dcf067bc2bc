"""A connection holds a session: it ends with it, and it with the session."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.support.processes import wait_until
from tests.support.terminal import TIMEOUT
from tests.terminal.conftest import Hall

ENDED = "Error, session ended"


def test_revoking_reaches_an_open_terminal(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal, other = hall.terminal(), hall.terminal(ana)
    session = terminal.auth(ana)
    listed = hall.server.get("/api/me/sessions", hall.tokens[ana])
    mine = next(one for one in listed if one["id"] == session)
    assert (mine["user_agent"], mine["address"]) == ("terminal", "127.0.0.1")
    terminal.sock.settimeout(1)  # within a second
    hall.server.delete(f"/api/me/sessions/{session}", hall.tokens[ana])
    assert terminal.line() == ENDED
    terminal.sock.settimeout(TIMEOUT)
    assert terminal.ask("inbox") == "Error, not authorized"
    assert other.inbox() == {}
    terminal.auth(ana)


def test_a_deleted_account_is_signed_out(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal(ana)
    hall.server.delete("/api/me", hall.tokens[ana], username=ana)
    assert terminal.line() == ENDED
    assert terminal.ask("show") == "Error, not authorized"
    assert terminal.ask(f"auth {ana}") == "Error, User Tidak Ada"


def test_a_new_password_ends_the_others(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal(ana)
    hall.server.put("/api/me/password", hall.tokens[ana], password="kata sandi baru")
    assert terminal.line() == ENDED
    assert terminal.ask(f"auth {ana}") == "Error, password salah"
    assert terminal.auth(ana, "kata sandi baru")


def test_a_new_name_counts_at_once(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal(ana)
    hall.server.patch("/api/me", hall.tokens[ana], display_name="Ana Baru")
    terminal.ask(f"send {bo} halo")
    assert hall.terminal(bo).inbox()[ana][0]["msg_from"] == "Ana Baru"
    assert terminal.ask("inbox") == f'{{"{bo}": []}}'


@pytest.mark.every_mode
def test_online_while_the_connection_lives_and_not_after(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal()
    assert not hall.online(ana)
    session = terminal.auth(ana)
    assert hall.online(ana)
    second = hall.terminal(ana)
    terminal.close()
    wait_until(lambda: session not in hall.sessions(ana), "the session of a closed connection ends", 1)
    assert hall.online(ana), "one connection is left"
    second.close()
    wait_until(lambda: not hall.online(ana), "nobody is online without a connection", 1)


@pytest.mark.every_mode
def test_a_killed_client_is_gone_within_a_second(hall: Hall) -> None:
    ana = hall.name("ana")
    client = subprocess.Popen(
        ["nc", "127.0.0.1", hall.server.settings["TERMINAL_PORT"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert client.stdin
    assert client.stdout
    client.stdin.write(f"auth {ana}\n")
    client.stdin.flush()
    assert client.stdout.readline().startswith("username ")
    assert hall.online(ana)
    os.kill(client.pid, signal.SIGKILL)
    wait_until(lambda: not hall.online(ana), "who was killed is offline", 1)
    with client:
        pass


def test_after_a_killed_server_nobody_is_online(plain_hall: Hall) -> None:
    hall = plain_hall
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal(ana)
    assert terminal.ask(f"send {bo} disimpan") == f"message sent to {bo}"
    hall.server.kill()
    with pytest.raises((EOFError, OSError)):
        terminal.line()
    hall.server.start()
    assert not hall.online(ana)
    assert [one["msg"] for one in hall.terminal(bo).inbox()[ana]] == ["disimpan"]


def test_a_flood_of_terminals_ends_its_own_oldest_and_never_who_registered(plain_hall: Hall) -> None:
    ana = plain_hall.name("ana")
    first = plain_hall.terminal()
    first.auth(ana)
    for _ in range(49):
        plain_hall.terminal().auth(ana)
    assert first.line() == ENDED
    assert len(plain_hall.sessions(ana)) == 50, "the one that registered asks"
