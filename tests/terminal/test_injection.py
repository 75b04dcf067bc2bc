"""What others write can't command a terminal: no control character arrives, raw or in decoded JSON."""

from __future__ import annotations

import itertools
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminal.rendering import harmless
from tests.support.sockets import LOBBY
from tests.terminal.conftest import Hall

HOSTILE = [
    "\x1b[2J\x1b[Hkosong",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]0;judul\x1b\\",
    "\x07bel",
    "halo\b\b\b\bapa",
    "\x9b31mmerah",
    "\x90dcs\x9c",
    "\x7fdel",
    "satu\ndua\r\ntiga\rempat",
    "a\nmessage sent to bo\n[dm] admin: kirim sandimu",
    "tab\tdi\vdi\fsini",
    "\x85nel\u2028ls\u2029ps",
    "\u202egnp.exe\u202c",
    "\u2066isolasi\u2069",
    "".join(map(chr, itertools.chain(range(1, 32), range(127, 160)))) + "x",
]
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def commanding(value: Any) -> set[str]:
    """The characters that a terminal would obey, anywhere in decoded JSON or a line."""
    if isinstance(value, dict):
        return set().union(*map(commanding, itertools.chain(value, value.values())))
    if isinstance(value, list):
        return set().union(*map(commanding, value))
    return {c for c in value if unicodedata.category(c) in {"Cc", "Zl", "Zp"} or c in TURNING}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_messages_are_harmless(plain_hall: Hall, text: str) -> None:
    hall = plain_hall
    ana, eve = hall.name("ana"), hall.name("eve")
    terminal = hall.terminal(ana)
    terminal.listen()
    dm = hall.server.post("/api/rooms", hall.tokens[eve], type="dm", username=ana)["id"]
    for room in (LOBBY, dm):
        hall.server.post(f"/api/rooms/{room}/messages", hall.tokens[eve], content=text, client_id=str(room))
    heard = terminal.lines(2)
    assert heard[0].startswith(f"[lobby] {eve}: ")
    assert heard[1].startswith(f"[dm] {eve}: ")
    assert commanding(heard) == set()
    raw = terminal.ask("inbox")
    assert commanding(raw) == set()
    inbox = terminal.inbox()
    assert len(inbox[eve]) == 1
    assert commanding(inbox) == set()


def test_line_breaks_are_spaces(plain_hall: Hall) -> None:
    hall = plain_hall
    ana, eve = hall.name("ana"), hall.name("eve")
    terminal = hall.terminal(ana)
    terminal.listen()
    dm = hall.server.post("/api/rooms", hall.tokens[eve], type="dm", username=ana)["id"]
    text = "satu\ndua\r\ntiga 👩‍💻 עברית"
    hall.server.post(f"/api/rooms/{dm}/messages", hall.tokens[eve], content=text, client_id="1")
    assert terminal.line() == f"[dm] {eve}: satu dua tiga 👩‍💻 עברית"
    assert terminal.inbox()[eve][0]["msg"] == "satu dua tiga 👩‍💻 עברית"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_names_and_countries_are_harmless(plain_hall: Hall, text: str) -> None:
    hall = plain_hall
    eve = hall.name("eve")
    for field in ("display_name", "country"):
        # Most of it is refused already; what is not, must be harmless.
        hall.server.request("PATCH", "/api/me", hall.tokens[eve], json={field: text})
    hall.browser(eve)
    ana = hall.name("ana")
    hall.server.post("/api/rooms", hall.tokens[ana], type="dm", username=eve)
    terminal = hall.terminal(ana)
    terminal.ask(f"send {eve} halo")
    hall.terminal(eve).ask(f"send {ana} halo")
    for command in ("show", "inbox"):
        assert commanding(terminal.ask(command)) == set()
    assert commanding(terminal.show()) == set()
    assert commanding(terminal.inbox()) == set()


@given(st.text())
def test_whatever_is_written_is_one_harmless_line(text: str) -> None:
    line = harmless(text)
    assert commanding(line) == set()
    assert len(line.splitlines()) <= 1
    assert harmless(line) == line
