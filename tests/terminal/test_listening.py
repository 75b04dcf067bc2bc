"""`listen`: who hears what, live, once; and the outsider hears nothing."""

from __future__ import annotations

import pytest

from tests.support.server import ADMIN_PASSWORD
from tests.support.sockets import LOBBY
from tests.terminal.conftest import Hall

FOO = "Error, unknown command, try help"


@pytest.mark.every_mode
def test_terminals_and_a_browser_hear_each_other(hall: Hall) -> None:
    ana, bo, eve = hall.name("ana"), hall.name("bo"), hall.name("eve")
    terminals = {name: hall.terminal(name) for name in (ana, bo, eve)}
    for terminal in terminals.values():
        terminal.listen()
    browser = hall.browser(bo)
    assert terminals[ana].ask(f"send {bo} halo dari terminal") == f"message sent to {bo}"
    assert terminals[bo].line() == f"[dm] {ana}: halo dari terminal"
    frame = browser.wait_for("message_created")
    assert frame["message"]["content"] == "halo dari terminal"
    browser.send("send_message", room_id=frame["room_id"], content="halo dari <b>browser</b>", client_id="1")
    assert terminals[ana].line() == f"[dm] {bo}: halo dari <b>browser</b>"
    for terminal in terminals.values():  # nothing of one's own, nothing twice, nothing for the outsider
        terminal.nothing_before("foo", FOO)


def test_every_room_of_the_table(hall: Hall) -> None:
    ana, bo, eve = hall.name("ana"), hall.name("bo"), hall.name("eve")
    inside, outside, own, mute = hall.terminal(bo), hall.terminal(eve), hall.terminal(ana), hall.terminal(bo)
    for terminal in (inside, outside, own):
        terminal.listen()
    group = hall.server.post("/api/rooms", hall.tokens[ana], type="group", name="Kopi]\u200b")["id"]
    hall.server.post(f"/api/rooms/{group}/join", hall.tokens[bo])
    for room in (LOBBY, group):
        hall.server.post(f"/api/rooms/{room}/messages", hall.tokens[ana], content="halo", client_id=str(room))
    assert inside.lines(2) == [f"[lobby] {ana}: halo", f"[group {group}] {ana}: halo"]
    assert outside.line() == f"[lobby] {ana}: halo"
    for terminal in (inside, outside, own, mute):
        terminal.nothing_before("foo", FOO)


def test_support_is_not_for_the_terminal(hall: Hall) -> None:
    ana = hall.name("ana")
    admin = hall.server.login("admin", password=ADMIN_PASSWORD)
    user, desk = hall.terminal(ana), hall.terminal("admin", ADMIN_PASSWORD)
    for terminal in (user, desk):
        terminal.listen()
    room = hall.server.get("/api/chat/room", hall.tokens[ana])["room"]["id"]
    for token in (hall.tokens[ana], admin):
        hall.server.post(f"/api/rooms/{room}/messages", token, content="tolong", client_id=token[-9:])
    for terminal in (user, desk):
        terminal.nothing_before("foo", FOO)
    assert user.inbox() == {}


def test_who_leaves_a_room_hears_it_no_more_and_who_comes_does(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    group = hall.server.post("/api/rooms", hall.tokens[ana], type="group", name="Kopi")["id"]
    terminal = hall.terminal(bo)
    terminal.listen()

    def say(text: str) -> None:
        hall.server.post(f"/api/rooms/{group}/messages", hall.tokens[ana], content=text, client_id=text)

    say("sebelum")
    hall.server.post(f"/api/rooms/{group}/join", hall.tokens[bo])
    say("di dalam")
    assert terminal.line() == f"[group {group}] {ana}: di dalam"
    hall.server.post(f"/api/rooms/{group}/leave", hall.tokens[bo])
    say("sesudah")
    terminal.nothing_before("foo", FOO)


def test_edits_and_deletions_are_no_messages(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal(bo)
    terminal.listen()
    sent = hall.server.post(f"/api/rooms/{LOBBY}/messages", hall.tokens[ana], content="satu", client_id="1")
    assert terminal.line() == f"[lobby] {ana}: satu"
    path = f"/api/messages/{sent['id']}"
    hall.server.patch(path, hall.tokens[ana], content="dua")
    hall.server.delete(path, hall.tokens[ana])
    terminal.nothing_before("foo", FOO)


def test_listening_ends_when_asked_and_with_the_session(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    terminal = hall.terminal(bo)
    terminal.listen()
    terminal.listen()
    speaker = hall.terminal(ana)
    speaker.ask(f"send {bo} satu")
    assert terminal.line() == f"[dm] {ana}: satu"
    assert terminal.ask("listen off") == "not listening"
    speaker.ask(f"send {bo} dua")
    terminal.nothing_before("foo", FOO)
    terminal.listen()
    terminal.auth(bo)
    speaker.ask(f"send {bo} tiga")
    terminal.nothing_before("foo", FOO)


@pytest.mark.every_stack
def test_many_messages_come_in_order_and_once(hall: Hall) -> None:
    ana, bo = hall.name("ana"), hall.name("bo")
    listener, speaker = hall.terminal(bo), hall.terminal(ana)
    listener.listen()
    speaker.send("".join(f"send {bo} pesan {n}\n" for n in range(200)))
    assert speaker.lines(200) == [f"message sent to {bo}"] * 200
    assert listener.lines(200) == [f"[dm] {ana}: pesan {n}" for n in range(200)]
