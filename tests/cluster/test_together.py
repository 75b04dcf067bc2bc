"""What happens on one process is heard on the other: once, in order, by those whom it concerns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.cluster.conftest import Pair, open_at, say
from tests.support.processes import wait_until
from tests.support.sockets import LOBBY, ChatClient
from tests.support.terminal import Terminal


def about(payload: Any) -> set[int | None]:
    """The room that a frame is about, wherever it says so."""
    return {payload.get("room_id"), payload.get("room", {}).get("id")}


def test_messages_and_what_becomes_of_them(pair: Pair) -> None:
    ana, bo, eve = pair.ana.chat(), pair.bo.chat(), pair.eve.chat()
    sent = say(ana, pair.room, "halo")
    assert bo.wait_for("message_created", pair.here)["message"]["id"] == sent["id"]
    message_id = sent["id"]
    ana.send("edit_message", message_id=message_id, content="halo semua")
    assert bo.wait_for("message_changed", pair.here)["message"]["content"] == "halo semua"
    bo.send("react", message_id=message_id, emoji="👍", on=True)
    assert ana.wait_for("message_changed", lambda f: pair.here(f) and f["message"]["reactions"])
    ana.send("typing", room_id=pair.room, is_typing=True)
    assert bo.wait_for("typing", pair.here)["user"]["username"] == pair.ana.name
    ana.send("delete_message", message_id=message_id)
    assert bo.wait_for("message_deleted", pair.here)["id"] == message_id
    eve.settle()
    assert not [frame for frame in eve.frames if pair.room in about(frame.payload)]


def test_what_was_read_is_known_on_all_devices_and_to_the_other(pair: Pair) -> None:
    dm = pair.ana.dm(pair.bo)
    ana, bo = pair.ana.chat(), pair.bo.chat()
    pair.bo.server = pair.one
    phone = pair.bo.chat()
    say(ana, dm, "sudah makan?")
    bo.send("mark_read", room_id=dm, seq=1)
    assert ana.wait_for("room_read")["user_id"] == pair.bo.id
    assert phone.wait_for("room_read")["unread"] == 0


def test_coming_and_going(pair: Pair) -> None:
    ana = pair.ana.chat()
    eve = pair.eve.chat()
    assert ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)["is_online"]
    pair.eve.post(f"/api/rooms/{pair.room}/join")
    assert ana.wait_for("member_joined", pair.here)["user"]["id"] == pair.eve.id
    assert eve.wait_for("room_updated", lambda f: f["room"]["id"] == pair.room)
    say(ana, pair.room, "selamat datang")
    eve.wait_for("message_created", pair.here)
    pair.one.post(f"/api/rooms/{pair.room}/leave", pair.eve.token)
    eve.wait_for("member_left", pair.here)
    eve.clear()
    say(ana, pair.room, "sudah pergi")
    say(ana, LOBBY, "untuk semua")
    # What one process publishes, the others hear in its order.
    assert eve.wait_for("message_created")["message"]["content"] == "untuk semua"
    eve.close()
    assert not ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)["is_online"]


def test_somebody_connected_to_both_is_online_until_the_last_connection(pair: Pair) -> None:
    ana = pair.ana.chat()
    there = pair.eve.chat()
    ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)
    ana.clear()
    pair.eve.server = pair.one
    here = pair.eve.chat()
    bo = pair.bo.chat()
    ana.clear()
    there.close()
    wait_until(lambda: open_at(pair.other) == 1, "the other process has noticed")
    say(bo, pair.room, "masih")
    ana.wait_for("message_created", pair.here)
    ana.settle()
    assert pair.eve.id not in [frame["user_id"] for frame in ana.heard("presence")]
    assert pair.one.get(f"/api/users/{pair.eve.id}", pair.ana.token)["is_online"]
    here.close()
    assert not ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)["is_online"]


def test_a_session_that_is_revoked_elsewhere_ends_here(pair: Pair) -> None:
    phone = pair.other.login(pair.bo.name)
    pair.bo.token, mine = phone, pair.bo.token
    bo, contract = pair.bo.chat(), pair.bo.contract()
    sessions = pair.one.get("/api/me/sessions", mine)
    (other,) = (one["id"] for one in sessions if not one["current"])
    pair.one.delete(f"/api/me/sessions/{other}", mine)
    assert bo.wait_for("session_ended") == {"reason": "revoked"}
    bo.wait_closed()
    contract.wait_closed()


def test_a_role_reaches_open_connections_elsewhere(pair: Pair) -> None:
    admin = pair.admin(pair.other)
    desk = admin.chat()
    ana = pair.ana.contract()
    ana.send("join_chat")
    # What an admin of another test left behind may come first.
    desk.wait_for("support_updated", lambda f: f["room"]["user"]["id"] == pair.ana.id)
    pair.set_role(admin, "user")
    desk.wait_for("user_updated", lambda f: f["user"]["role"] == "user" and f["user"]["id"] == admin.id)
    desk.clear()
    ana.send("send_message", message="tolong")
    pair.ana.server.patch("/api/me", pair.ana.token, display_name="Ana Baru")
    desk.wait_for("user_updated", lambda f: f["user"]["id"] == pair.ana.id)
    desk.assert_silence("support_updated", "message_created")


def test_both_processes_hear_the_same_order_and_everything_once(pair: Pair) -> None:
    each = 60
    ana, bo = pair.ana.chat(), pair.bo.chat()

    def talk(socket: ChatClient, name: str) -> None:
        for number in range(each):
            say(socket, pair.room, f"{name} {number}")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(talk, ana, "ana"), pool.submit(talk, bo, "bo")]:
            done.result()
    for socket in (ana, bo):
        socket.wait_for("message_created", lambda f: pair.here(f) and f["change"] == 2 * each)
        frames = [one for one in socket.heard("message_created") if pair.here(one)]
        assert [one["change"] for one in frames] == list(range(1, 2 * each))


def test_the_lobby_s_contract(pair: Pair) -> None:
    ana, bo = pair.ana.lobby(), pair.bo.lobby()
    assert ana.wait_for("user_joined", lambda f: f["username"] == pair.bo.name)
    sent = pair.ana.say(ana, "halo lobi")
    assert bo.wait_for("new_message") == sent
    bo.send("leave")
    assert ana.wait_for("user_left") == {"username": pair.bo.name}


def test_the_contract_of_direct_messages(pair: Pair) -> None:
    ana, bo = pair.ana.contract(), pair.bo.contract()
    sent = ana.send("send_message", receiver_id=pair.bo.id, content="rahasia")
    assert bo.wait_for("receive_message")["id"] == sent["id"]
    bo.send("mark_as_read", message_id=sent["id"])
    assert ana.wait_for("message_read")["message_id"] == sent["id"]


def test_the_contract_of_support(pair: Pair) -> None:
    admin = pair.admin(pair.other)
    desk, ana = admin.contract(), pair.ana.contract()
    desk.send("get_active_rooms")
    room = ana.send("join_chat")["roomId"]
    # What an admin of another test left behind may come first.
    desk.wait_for("admin_notification", lambda told: told["roomId"] == room)
    desk.send("join_chat", roomId=room)
    assert ana.wait_for("user_joined")["userType"] == "admin"
    desk.send("send_message", message="ada yang bisa dibantu?")
    assert ana.wait_for("new_message", lambda f: f["sender_type"] == "admin")
    ana.send("typing", isTyping=True)
    assert desk.wait_for("user_typing")["userId"] == pair.ana.id


def test_a_terminal(pair: Pair) -> None:
    with Terminal(pair.other) as terminal:
        terminal.auth(pair.bo.name)
        terminal.listen()
        say(pair.ana.chat(), pair.room, "halo terminal")
        assert terminal.line() == f"[group {pair.room}] {pair.ana.name}: halo terminal"
        assert pair.bo.name in [one["username"] for one in pair.one.get("/api/users", pair.ana.token, q="bo")]
