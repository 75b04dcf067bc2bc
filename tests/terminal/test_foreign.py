"""Browsers and other programs that were made to connect: closed at once, and never signed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminal import foreign
from app.terminal.commands import COMMANDS
from app.terminal.lines import MARK
from tests.support.terminal import Terminal
from tests.terminal.conftest import Hall

HTTP = "{start}\r\nHost: 127.0.0.1:8889\r\nContent-Type: text/plain\r\n\r\n"
CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 32 + b" \n"
STUN = b"\x00\x03\x00\x54\x21\x12\xa4\x42" + b"\x07" * 12 + b"\x00\x06\x00\x20\n"
BEGINNINGS = [
    HTTP.format(start="POST / HTTP/1.1").encode(),
    HTTP.format(start="GET /\u2028 HTTP/1.1").encode(),
    HTTP.format(start="POST  /  HTTP/1.1").encode(),
    HTTP.format(start="query /x HTTP/1.1").encode(),  # a method of the future
    HTTP.format(start="OPTIONS * HTTP/1.0").encode(),
    HTTP.format(start="GET /" + "a" * 9000 + " HTTP/1.1").encode(),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /\n",
    b"GET\n",
    b"\r\n\r\nPOST / HTTP/1.1\r\n\r\n",
    b"help\r\nPOST / HTTP/1.1\r\n\r\n",
    MARK + b"POST / HTTP/1.1\r\n\r\n",
    b"\t POST / HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r",
    b"Host: 127.0.0.1\r\n",
    b"X-Forwarded-For:\r\n",
    b"EHLO example.org\r\n",
    b"helo\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"*1\r\n$4\r\nPING\r\n",
    CLIENT_HELLO,
    STUN,
    b"\xff\xfe" + "x\n".encode("utf-16-le"),
    b"x" * 9000 + b"\n",
    b"\x00\n",
]


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda data: repr(data[:24]))
def test_nothing_after_another_protocol_is_done(plain_hall: Hall, beginning: bytes) -> None:
    ana, bo = plain_hall.name("ana"), plain_hall.name("bo")
    terminal = plain_hall.terminal()
    before = plain_hall.sessions(ana)
    terminal.send(beginning + f"auth {ana}\r\nsend {bo} dari halaman lain\r\nquit\r\n".encode())
    assert terminal.closed()
    assert plain_hall.sessions(ana) == before
    assert plain_hall.terminal(bo).inbox() == {}


@pytest.mark.every_mode
def test_it_is_closed_at_once_and_in_words(hall: Hall) -> None:
    terminal = hall.terminal()
    assert terminal.ask("POST / HTTP/1.1\r").startswith("Error, this is a terminal gateway")
    assert terminal.closed()
    silent = hall.terminal()
    silent.send(CLIENT_HELLO.rstrip(b"\n"))  # which waits for an answer, without a line's end
    assert silent.closed()


@pytest.mark.parametrize(
    "line", ["", "  ", "help", "HELP", "foo", "atuh {}", "auth {} salah", "inbox", "?", "get x"]
)
def test_what_a_person_mistypes_is_no_reason(plain_hall: Hall, line: str) -> None:
    ana = plain_hall.name("ana", password="kata sandi")
    terminal = plain_hall.terminal()
    terminal.send(line.format(ana) + "\n")
    if line.strip():
        terminal.line()
    terminal.auth(ana, "kata sandi")
    terminal.auth(plain_hall.name("bo"))  # and a second one ends the first


def test_who_is_signed_in_may_send_anything(plain_hall: Hall) -> None:
    ana = plain_hall.name("ana")
    terminal = plain_hall.terminal(ana)
    for line in ("POST / HTTP/1.1", "Host: x", b"\x16\x03\x01", b"\xff\xfe"):
        assert terminal.ask(line).startswith("Error, ")
    assert terminal.ask(f"send {ana} GET / HTTP/1.1") == f"message sent to {ana}"
    terminal.auth(ana)


def test_a_byte_order_mark_is_no_part_of_the_first_line(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal()
    assert terminal.ask(MARK + f"auth {ana}".encode(), b"\r\n").startswith(f"username {ana} logged in")
    assert terminal.ask(MARK + b"help").startswith("Error, "), "only there"
    utf_16 = hall.terminal()
    assert utf_16.ask(f"auth {ana}".encode("utf-16")) == "Error, that is UTF-16; UTF-8 is expected"


@given(st.sampled_from(sorted(COMMANDS)), st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_no_command_is_taken_for_another_protocol(command: str, rest: str) -> None:
    assert not foreign.begins_another(f"{command} {rest}".encode())


def test_a_mark_in_pieces(plain_hall: Hall) -> None:
    terminal: Terminal = plain_hall.terminal()
    for byte in MARK + b"help":
        terminal.send(bytes([byte]))
    assert terminal.ask("").startswith("Commands: ")
