"""`python main.py chat …` as scripts use it: what it prints, and its exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.client.commands import chat
from tests.client.conftest import Table, unique
from tests.support.loops import aside
from tests.support.processes import ROOT, free_port, plain_environment
from tests.support.server import RunningServer
from tests.terminal.test_injection import HOSTILE, commanding

DONE, UNREAD, USAGE, NOT_SIGNED_IN, UNREACHABLE, REFUSED = range(6)
SERVERS_OWN = {"app.factory", "eventlet", "flask", "sqlalchemy", "pydantic", "config", "textual", "socketio"}


class Shell:
    """Somebody's shell, with a folder of its own for sign-ins."""

    def __init__(self, url: str, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = plain_environment(
            NGOBROL_SERVER=url, NGOBROL_CONFIG=str(folder), LC_ALL="C.UTF-8", **environment
        )

    def run(
        self, *arguments: str, typed: str = "", python: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """One command line after `chat`, to its end."""
        return subprocess.run(
            [sys.executable, *python, "main.py", "chat", *arguments],
            cwd=ROOT, env=self.environment, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def prints(self, *arguments: str, typed: str = "", code: int = DONE) -> str:
        """What it prints, its exit code being `code`."""
        ran = self.run(*arguments, typed=typed)
        assert ran.returncode == code, ran
        assert ran.stderr == ""
        return ran.stdout

    def fails(self, *arguments: str, typed: str = "", code: int) -> str:
        """The one line that says why not."""
        ran = self.run(*arguments, typed=typed)
        assert ran.returncode == code, ran
        assert ran.stdout == ""
        assert ran.stderr.count("\n") == 1, ran.stderr
        return ran.stderr.strip()


@pytest.fixture
def shell(server: RunningServer, tmp_path: Path) -> Callable[..., Shell]:
    """`shell(token)`: a shell that is signed in by its environment; without a token, a stranger's."""

    def open_(token: str = "") -> Shell:
        return Shell(server.url, tmp_path / unique("home"), NGOBROL_TOKEN=token)

    return open_


def test_from_signing_in_to_signing_out(table: Table, shell: Callable[..., Shell]) -> None:
    somebody, name = shell(), unique("cici")
    assert somebody.fails("unread", code=NOT_SIGNED_IN) == (
        "You are not signed in. The command for it is: chat login"
    )
    said = somebody.prints("login", name, "--password-stdin", typed="sebuah sandi\n")
    assert said == f"You are {name} on {table.server.url}.\n"
    assert somebody.prints("rooms") == "1\t0\tlobby\tLobby\n"
    first = (somebody.folder / "signins.json").read_text()
    wrong = somebody.fails("login", name, "--password-stdin", typed="sandi lain\n", code=REFUSED)
    assert wrong == "The username or the password is wrong."
    somebody.prints("login", name, "--password-stdin", typed="sebuah sandi\n")
    token = json.loads((somebody.folder / "signins.json").read_text())[table.server.url]["token"]
    assert token not in first
    assert len(table.server.get("/api/me/sessions", token)) == 1, "the session before was ended"
    somebody.prints("logout")
    somebody.fails("rooms", code=NOT_SIGNED_IN)
    assert table.server.request("GET", "/api/me", token).status_code == 401


def test_a_session_of_the_surroundings_ends_alone(table: Table, shell: Callable[..., Shell]) -> None:
    somebody = shell()
    somebody.prints("login", unique("cici"), "--password-stdin")
    somebody.environment["NGOBROL_TOKEN"] = table.ana
    somebody.prints("logout")
    somebody.fails("rooms", code=NOT_SIGNED_IN)
    del somebody.environment["NGOBROL_TOKEN"]
    assert somebody.prints("rooms") == "1\t0\tlobby\tLobby\n"


def test_in_a_terminal_that_knows_few_characters(table: Table, shell: Callable[..., Shell]) -> None:
    bobo = shell(table.bobo)
    table.say(table.ana, "kopi \N{HOT BEVERAGE} susu\x1b")
    bobo.environment["PYTHONIOENCODING"] = "latin-1:strict"
    assert "kopi ? susu?" in bobo.prints("inbox")
    bobo.environment["PYTHONIOENCODING"] = "utf-8:strict"
    typed = subprocess.run(
        [sys.executable, "main.py", "chat", "send", "lobby", "-"],
        cwd=ROOT, env=bobo.environment, input=b"caf\xe9", capture_output=True, check=False,
    )  # fmt: skip
    assert typed.returncode == REFUSED
    assert b"not text" in typed.stderr


def test_send_to_whom_one_means(table: Table, shell: Callable[..., Shell]) -> None:
    ana = shell(table.ana)
    for room in (str(table.room), "kopi"):
        printed = ana.prints("send", room, "halo", room)
        assert re.fullmatch(r"\d+\n", printed)
    assert table.stored() == [f"halo {table.room}", "halo kopi"]
    dm = ana.prints("send", f"@{table.names[1]}", "hanya kamu")
    assert table.server.get(f"/api/messages/{dm.strip()}", table.bobo)["content"] == "hanya kamu"
    assert ana.prints("send", "lobby", "--", "-5 derajat")
    stranger = shell(table.server.register(unique("dodo")))
    stranger.prints("send", str(table.room), "lewat undangan")
    assert table.stored()[-1] == "lewat undangan"


def test_a_script_can_try_again(table: Table, shell: Callable[..., Shell]) -> None:
    ana = shell(table.ana)
    send = ("send", str(table.room), "-", "--client-id", "cron-1")
    first, again = (ana.prints(*send, typed="dua\nbaris\n") for _ in range(2))
    assert first == again
    assert table.stored() == ["dua\nbaris"]
    assert "client_id" in ana.fails(*send, typed="lain", code=REFUSED)


def test_what_cannot_be_sent(table: Table, shell: Callable[..., Shell]) -> None:
    ana = shell(table.ana)
    ana.fails("send", "lobby", code=USAGE)
    assert "Please write something." in ana.fails("send", "lobby", " ", code=REFUSED)
    assert ana.fails("send", "tidak ada", "x", code=REFUSED) == "You have no room called tidak ada."
    assert ana.fails("send", "@tidak-ada", "x", code=REFUSED) == "There is no such user."
    table.server.post("/api/rooms", table.ana, type="group", name="KOPI")
    assert "Several rooms are called kopi" in ana.fails("send", "kopi", "x", code=USAGE)


def test_the_inbox_for_people_and_for_scripts(table: Table, shell: Callable[..., Shell]) -> None:
    bobo = shell(table.bobo)
    assert bobo.prints("unread") == "0\n"
    assert bobo.prints("inbox") == ""
    assert json.loads(bobo.prints("inbox", "--json")) == {"unread": 0, "rooms": []}
    table.say(table.bobo, "dari aku sendiri")
    message = table.say(table.ana, "satu\ndua")
    assert bobo.prints("unread", code=UNREAD) == "1\n"
    shown = bobo.prints("inbox").splitlines()
    assert shown[0] == "Kopi (1)"
    assert re.fullmatch(rf"  \d{{4}}-\d\d-\d\d \d\d:\d\d {table.names[0]}: satu dua", shown[1])
    assert json.loads(bobo.prints("inbox", "--json")) == {
        "unread": 1,
        "rooms": [
            {
                "id": table.room, "type": "group", "name": "Kopi", "peer": None, "unread": 1,
                "messages": [
                    {
                        "id": message["id"], "seq": message["seq"], "sender": table.names[0],
                        "content": "satu\ndua", "created_at": message["created_at"],
                    }
                ],
            }
        ],
    }  # fmt: skip
    assert bobo.prints("unread", code=UNREAD) == "1\n", "looking is not reading"


def test_what_others_write_commands_no_terminal(table: Table, shell: Callable[..., Shell]) -> None:
    for text in HOSTILE:
        table.say(table.ana, text)
    bobo = shell(table.bobo)
    assert commanding(bobo.prints("inbox").splitlines()) == set()
    raw = bobo.prints("inbox", "--json").removesuffix("\n")
    assert commanding(raw) == set()
    contents = [message["content"] for message in json.loads(raw)["rooms"][0]["messages"]]
    assert contents == table.stored()


def test_the_full_screen_needs_a_terminal(shell: Callable[..., Shell]) -> None:
    assert shell().fails(code=USAGE).startswith("The full screen needs a terminal.")


def test_nobody_there(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    alone = Shell(url, tmp_path, NGOBROL_TOKEN="x")
    assert alone.fails("unread", code=UNREACHABLE) == f"{url} can't be reached."


def test_a_session_that_has_ended(server: RunningServer, shell: Callable[..., Shell]) -> None:
    token = server.register(unique("ana"))
    server.post("/api/logout", token)
    assert shell(token).fails("unread", code=NOT_SIGNED_IN) == "Please sign in."


def test_in_indonesian(server: RunningServer, shell: Callable[..., Shell]) -> None:
    ana = shell()
    ana.environment["LC_ALL"] = "id_ID.UTF-8"
    assert ana.fails("unread", code=NOT_SIGNED_IN).startswith("Kamu belum masuk.")


def test_a_command_loads_nothing_of_the_server(table: Table, shell: Callable[..., Shell]) -> None:
    ran = shell(table.ana).run("send", "lobby", "cepat", python=("-X", "importtime"))
    assert ran.returncode == DONE
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "app.client.api" in loaded
    assert loaded & SERVERS_OWN == set()


def test_what_main_does_not_know() -> None:
    command = [sys.executable, "main.py", "serve"]
    ran = subprocess.run(
        command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == USAGE
    assert ran.stderr.count("\n") == 1


def test_questions_at_the_terminal(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NGOBROL_CONFIG", str(tmp_path))
    runner, name = CliRunner(), unique("eka")
    login = ["--server", server.url.removeprefix("http://"), "login"]
    refused = aside(runner.invoke, chat, login, input=f"{name}\nn\n")
    assert f"Nobody is called {name}. Register this name?" in refused.stderr
    assert refused.exit_code != DONE
    made = aside(runner.invoke, chat, login, input=f"{name}\ny\nsebuah sandi\n")
    assert made.stdout == f"You are {name} on {server.url}.\n"
    again = aside(runner.invoke, chat, [*login, name], input="sebuah sandi\n")
    assert again.stdout == made.stdout
    assert "sebuah sandi" not in again.output
