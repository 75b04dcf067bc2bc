"""Contract C3, line by line: each command, each documented answer."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.sockets import LOBBY
from tests.terminal.conftest import Hall

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOT_AUTHORIZED = "Error, not authorized"


def test_signing_in(hall: Hall) -> None:
    bo = hall.name("bo", password="kata sandi panjang")
    terminal = hall.terminal()
    assert terminal.ask("auth nobody-at-all") == "Error, User Tidak Ada"
    assert terminal.ask("auth nobody-at-all x") == "Error, User Tidak Ada"
    assert terminal.ask(f"auth {bo} wrong") == "Error, password salah"
    assert terminal.ask(f"auth {bo}") == "Error, password salah"
    assert terminal.ask(f"auth {bo} kata sandi") == "Error, password salah"
    assert terminal.ask("show") == NOT_AUTHORIZED
    answer = terminal.ask(f"auth {bo.upper()} kata sandi panjang")
    assert re.fullmatch(f"username {bo} logged in, token {UUID}", answer)
    assert answer.split()[-1] in hall.sessions(bo)


def test_a_name_without_a_password_needs_none_and_ignores_one(hall: Hall) -> None:
    ana = hall.name("ana")
    assert hall.terminal().ask(f"auth {ana}").startswith(f"username {ana} logged in, token ")
    assert hall.terminal().ask(f"auth {ana} whatever").startswith(f"username {ana} logged in, token ")


def test_a_second_auth_ends_the_first_session_and_a_failed_one_does_not(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal()
    first = terminal.auth(ana)
    assert terminal.ask("auth nobody-at-all") == "Error, User Tidak Ada"
    assert first in hall.sessions(ana)
    terminal.auth(bo)
    assert first not in hall.sessions(ana)
    assert not hall.online(ana)
    assert hall.online(bo)
    again = terminal.auth(bo)
    assert hall.online(bo)
    assert len(hall.sessions(bo)) == 2, "the one that registered, and this one"
    assert again in hall.sessions(bo)
    assert terminal.ask(f"send {ana} halo") == f"message sent to {ana}"


@pytest.mark.every_stack
def test_sending(hall: Hall) -> None:
    ana, bo = hall.name("ana", display_name="Ana Ayu"), hall.name("bo", display_name="Bo Budi")
    terminal = hall.terminal()
    assert terminal.ask(f"send {bo} halo") == NOT_AUTHORIZED
    terminal.auth(ana)
    assert terminal.ask("send nobody-at-all halo") == "Error, User Tidak Ditemukan"
    assert terminal.ask(f"send {bo} hello gimana kabarnya?") == f"message sent to {bo}"
    assert terminal.ask(f"send {bo.upper()} <b>apa</b>") == f"message sent to {bo.upper()}"
    assert terminal.ask(f"send {bo}").startswith("Error, usage: send ")
    assert terminal.ask("send").startswith("Error, usage: send ")
    assert terminal.ask(f"send {bo} " + "x" * 4001) == "Error, At most 4000 characters."
    shape = {"msg_from": "Ana Ayu", "msg_to": "Bo Budi"}
    assert hall.terminal(bo).inbox() == {
        ana: [shape | {"msg": "hello gimana kabarnya?"}, shape | {"msg": "<b>apa</b>"}]
    }
    room = next(r for r in hall.server.get("/api/rooms", hall.tokens[bo]) if r["type"] == "dm")
    assert room["unread"] == 0, "the inbox marks what it showed as read"


def test_sending_to_several_is_all_or_nothing(hall: Hall) -> None:
    ana, bo, eve = hall.name("ana"), hall.name("bo"), hall.name("eve")
    terminal = hall.terminal(ana)
    assert terminal.ask(f"send {bo},nobody-at-all,{eve} halo") == "Error, User Tidak Ditemukan"
    assert terminal.ask(f"send {bo},,{eve} halo") == "Error, User Tidak Ditemukan"
    assert hall.terminal(bo).inbox() == hall.terminal(eve).inbox() == {}
    assert [r for r in hall.server.get("/api/rooms", hall.tokens[ana]) if r["type"] == "dm"] == []
    assert terminal.ask(f"send {bo},{eve},{ana},{bo} halo") == f"message sent to {bo},{eve},{ana},{bo}"
    for name in (bo, eve):
        assert [one["msg"] for one in hall.terminal(name).inbox()[ana]] == ["halo"]
    assert terminal.inbox()[ana] == [{"msg_from": ana, "msg_to": ana, "msg": "halo"}]
    many = ",".join([bo] * 31)
    assert terminal.ask(f"send {many} halo") == "Error, At most 30 people at once."


@pytest.mark.every_stack
def test_the_inbox(hall: Hall) -> None:
    ana, bo, eve = hall.name("ana"), hall.name("bo"), hall.name("eve")
    reader = hall.terminal()
    assert reader.ask("inbox") == NOT_AUTHORIZED
    reader.auth(ana)
    assert reader.ask("inbox") == "{}"
    reader.ask(f"send {eve} halo")
    assert reader.ask("inbox") == f'{{"{eve}": []}}', "who never answered is there with nothing"
    writer = hall.terminal(bo)
    for number in range(55):
        writer.ask(f"send {ana} pesan {number}")
    reader.ask(f"send {bo} terima kasih")
    answer = reader.ask("inbox")
    inbox = json.loads(answer)
    assert list(inbox) == [bo, eve]
    assert [one["msg"] for one in inbox[bo]] == [f"pesan {n}" for n in range(5, 55)]
    assert answer == json.dumps(inbox, ensure_ascii=False)
    hall.server.delete(f"/api/messages/{last_message(hall, bo)}", hall.tokens[bo])
    assert [one["msg"] for one in reader.inbox()[bo]] == [f"pesan {n}" for n in range(4, 54)]


def last_message(hall: Hall, writer: str) -> int:
    room = next(r for r in hall.server.get("/api/rooms", hall.tokens[writer]) if r["type"] == "dm")
    page = hall.server.get(f"/api/rooms/{room['id']}/messages", hall.tokens[writer])
    return int([one for one in page if one["sender"]["username"] == writer][-1]["id"])


def test_reading_the_inbox_tells_the_writer(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    hall.terminal(bo).ask(f"send {ana} sudah dibaca?")
    browser = hall.browser(bo)
    reader = hall.terminal(ana)
    reader.ask("inbox")
    read = browser.wait_for("room_read", lambda frame: frame["unread"] is None)
    assert read["seq"] == 1
    reader.ask("inbox")  # nothing new: nobody is told again
    browser.settle()
    assert "room_read" not in [frame.name for frame in browser.frames]


def test_who_deleted_their_account_is_nobody_in_particular(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    hall.terminal(bo).ask(f"send {ana} selamat tinggal")
    hall.server.delete("/api/me", hall.tokens[bo], username=bo)
    terminal = hall.terminal(ana)
    assert terminal.inbox() == {"deleted": [{"msg_from": "deleted", "msg_to": ana, "msg": "selamat tinggal"}]}
    assert terminal.ask(f"send {bo} kembalilah") == "Error, User Tidak Ditemukan"
    assert terminal.ask("send deleted kembalilah") == "Error, User Tidak Ditemukan"


def test_who_is_online(hall: Hall) -> None:
    ana = hall.name("ana", display_name="Ana Ayu", country="Inggris")
    bo = hall.name("bo")
    terminal = hall.terminal()
    assert terminal.ask("show") == NOT_AUTHORIZED
    terminal.auth(ana)
    hall.browser(bo)
    answer = terminal.ask("show")
    shown = {one["username"]: one for one in json.loads(answer)}
    assert shown[ana] == {"username": ana, "nama": "Ana Ayu", "negara": "Inggris"}
    assert shown[bo] == {"username": bo, "nama": bo, "negara": ""}
    assert list(shown[ana]) == ["username", "nama", "negara"]
    assert answer == json.dumps(json.loads(answer), ensure_ascii=False)


def test_logging_out(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal()
    assert terminal.ask("logout") == NOT_AUTHORIZED
    session = terminal.auth(ana)
    terminal.listen()
    assert session in hall.sessions(ana)
    assert terminal.ask("logout") == session
    assert session not in hall.sessions(ana)
    assert not hall.online(ana)
    for command in ("logout", "inbox", "show", "listen", f"send {ana} x"):
        assert terminal.ask(command) == NOT_AUTHORIZED
    hall.server.post(f"/api/rooms/{LOBBY}/messages", hall.tokens[ana], content="lobby", client_id="1")
    terminal.auth(ana)


@pytest.mark.parametrize("command", ["help", "HELP", "foo", "auth", "inbox now", "show me", "listen up"])
def test_help_and_what_is_no_command(plain_hall: Hall, command: str) -> None:
    answer = plain_hall.terminal(plain_hall.name("ana")).ask(command)
    assert answer.startswith("Commands: auth" if command == "help" else "Error, ")


def test_quit(plain_hall: Hall) -> None:
    terminal = plain_hall.terminal(plain_hall.name("ana"))
    assert terminal.ask("quit") == "bye"
    assert terminal.closed()
