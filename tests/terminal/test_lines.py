"""What may arrive as bytes: split, joined, broken, hostile; one line is one answer, and the rest goes on."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exceptions import DomainError
from app.terminal.lines import LONGEST, Splitter, decoded
from tests.terminal.conftest import Hall

HELP = "Commands: "


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_both_ends_of_line(hall: Hall, end: bytes) -> None:
    ana = hall.name("ana", password="kata sandi")
    terminal = hall.terminal()
    assert terminal.ask(f"auth {ana} kata sandi", end).startswith("username ")
    assert terminal.ask(f"send {ana} halo", end) == f"message sent to {ana}"
    assert terminal.inbox()[ana][0]["msg"] == "halo"


@pytest.mark.every_mode
def test_lines_in_pieces_and_many_in_one(hall: Hall) -> None:
    ana = hall.name("ana")
    terminal = hall.terminal()
    for byte in f"auth {ana}\r\n".encode():
        terminal.send(bytes([byte]))
    assert terminal.line().startswith("username ")
    text = "é世界🎉"
    for byte in f"send {ana} {text}\n".encode():
        terminal.send(bytes([byte]))
    assert terminal.line() == f"message sent to {ana}"
    terminal.send(f"send {ana} satu\nsend {ana} dua\r\n\n\r\n  \nhelp\ninb")
    assert terminal.lines(2) == [f"message sent to {ana}"] * 2
    assert terminal.line().startswith(HELP)
    inbox = json.loads(terminal.ask("ox"))
    assert [one["msg"] for one in inbox[ana]] == [text, "satu", "dua"]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\xfa",
        b"send x \xc3(",
        b"help \x00",
        b"help\x1b[2J",
        b"help \x07",
        b"he\x08lp",
        b"help\thelp",
        b"help\rhelp",
        b"help \x7f",
        "help \x9b2J".encode(),
        b"\xff" * 8192,
        b"\x00" * 100_000,
    ],
)
def test_hostile_bytes_are_one_clear_line_and_the_connection_goes_on(plain_hall: Hall, line: bytes) -> None:
    terminal = plain_hall.terminal()
    answer = terminal.ask(line)
    assert answer.startswith("Error, ")
    assert answer.isprintable()
    assert terminal.ask("help").startswith(HELP)


def test_a_line_has_8_kib(hall: Hall) -> None:
    terminal = hall.terminal()
    longest = b"help " + b"x" * (LONGEST - 5)
    for end in (b"\n", b"\r\n"):
        assert terminal.ask(longest, end).startswith(HELP)
        assert terminal.ask(longest + b"x", end) == "Error, a line has at most 8192 bytes"
        assert terminal.ask("help").startswith(HELP)


@pytest.mark.every_mode
def test_a_line_without_end_is_refused_at_once_and_skipped_to_its_end(hall: Hall) -> None:
    terminal = hall.terminal()
    terminal.send(b"x" * 9000)
    assert terminal.line() == "Error, a line has at most 8192 bytes"
    for _ in range(20):
        terminal.send(b"help\r " * 10_000)
    assert terminal.ask("\nhelp").startswith(HELP)
    terminal.nothing_before("foo", "Error, unknown command, try help")


def test_what_nobody_finished_is_not_done(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal(ana)
    terminal.send(f"send {bo} first\nsend {bo} setengah")
    assert terminal.line() == f"message sent to {bo}"
    terminal.close()
    assert [one["msg"] for one in hall.terminal(bo).inbox()[ana]] == ["first"]


def test_nc_is_the_client(hall: Hall) -> None:
    ana = hall.name("ana")
    script = f"auth {ana}\r\nsend {ana} dari nc\r\ninbox\r\nquit\r\n"
    port = hall.server.settings["TERMINAL_PORT"]
    for flags, typed in (([], script), (["-N"], script.replace("quit\r\n", ""))):
        done = subprocess.run(
            ["nc", *flags, "127.0.0.1", port],
            input=typed,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        lines = done.stdout.splitlines()
        assert lines[0].startswith(f"username {ana} logged in, token ")
        assert lines[1] == f"message sent to {ana}"
        assert json.loads(lines[2])[ana][-1] == {"msg_from": ana, "msg_to": ana, "msg": "dari nc"}


@given(st.lists(st.binary(max_size=30)), st.lists(st.integers(1, 5)))
def test_any_cut_of_a_stream_makes_the_same_lines(lines: list[bytes], cuts: list[int]) -> None:
    lines = [line.replace(b"\n", b"").removesuffix(b"\r") for line in lines]
    stream = b"".join(line + (b"\r\n" if number % 2 else b"\n") for number, line in enumerate(lines))
    splitter, found, rest = Splitter(), [], stream
    for cut in cuts:
        found += splitter.feed(rest[:cut])
        rest = rest[cut:]
    found += splitter.feed(rest)
    assert found == [
        line.removesuffix(b"\r") if number % 2 == 0 else line for number, line in enumerate(lines)
    ]


@given(st.binary())
def test_any_line_is_text_without_control_characters_or_refused(line: bytes) -> None:
    try:
        text = decoded(line)
    except DomainError:
        return
    assert text.encode() == line
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text)
