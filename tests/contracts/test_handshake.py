"""Who is let in to the default namespace, who each connection is, and which contract it speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.contracts.people import Circle, Client
from tests.support.processes import wait_until
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.support.sockets import SocketRefused

WITHIN = 1.0
FRIEND = "https://friend.example"


def refusal(server: RunningServer, **options: Any) -> Any:
    """The error object of a handshake that must not succeed."""
    with pytest.raises(SocketRefused) as refused:
        Client(server.url, **options)
    return refused.value.error


@pytest.mark.parametrize("token", [None, "", 7, ["a"], {}, "a.b.c", "\ud800", "a" * 5000], ids=repr)
def test_a_token_that_is_none(plain_circle: Circle, token: Any) -> None:
    error = refusal(plain_circle.server, auth={"token": token})
    assert (error["code"], error["type"]) == ("unauthenticated", "UnauthorizedAccessException")


def test_a_token_whose_session_is_over(start_server: Callable[..., RunningServer]) -> None:
    server = start_server()
    revoked, expired = server.register("dicabut"), server.register("lama")
    server.post("/api/logout", revoked)
    with sqlite3.connect(server.data_dir / "ngobrol.db") as database:
        database.execute("UPDATE sessions SET last_used_at = datetime('now', '-31 days')")
    database.close()
    for token in (revoked, expired):
        assert refusal(server, token=token)["code"] == "unauthenticated"


@pytest.mark.parametrize("auth", [None, {}, {"other": "field"}], ids=repr)
def test_without_a_token_one_is_let_in_and_may_do_nothing(circle: Circle, auth: Any) -> None:
    ana = circle.ana.contract()
    with Client(circle.server.url, auth=auth) as nobody:
        for event, data in (
            ("send_message", {"receiver_id": circle.bo.id, "content": "x"}),
            ("mark_as_read", {"message_id": 1}),
            ("new_message", {"username": circle.ana.name, "content": "x"}),
            ("leave", {"username": circle.ana.name}),
        ):
            assert nobody.refused(event, data)["code"] == "unauthenticated", event
        circle.bo.post("/api/rooms/1/messages", content="untuk semua")
        ana.send("send_message", receiver_id=circle.bo.id, content="halo")
        nobody.assert_silence()
        assert not circle.ana.get(f"/api/users/{circle.bo.id}")["is_online"]


def test_a_second_identity_on_one_connection(circle: Circle) -> None:
    socket = circle.ana.contract()
    for event in ("join", "new_message", "leave"):
        fields = {"token": circle.bo.token, "username": circle.bo.name, "content": "x"}
        error = socket.refused(event, fields)
        assert error["type"] == "UnauthorizedAccessException"
    # Another session of the same person is the same identity; the end of either is the connection's.
    other = circle.server.login(circle.ana.name)
    socket.send("join", token=other, username=circle.ana.name)
    circle.server.post("/api/logout", other)
    socket.wait_closed(WITHIN)


def test_origins(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(CLIENT_URL=FRIEND)
    token = server.register("tamu")
    for origin in (FRIEND, server.url):
        with Client(server.url, token, headers={"Origin": origin}) as socket:
            socket.settle()
    for options in ({"token": token}, {}):
        with pytest.raises(SocketRefused):
            Client(server.url, headers={"Origin": "https://evil.example"}, **options)


def test_a_cookie_opens_nothing_here(plain_circle: Circle) -> None:
    headers = {"Cookie": f"ngobrol_session={plain_circle.ana.token}"}
    with Client(plain_circle.server.url, headers=headers) as socket:
        fields = {"receiver_id": plain_circle.bo.id, "content": "x"}
        assert socket.refused("send_message", fields)["code"] == "unauthenticated"


def test_presence_counts_these_connections_too(circle: Circle) -> None:
    def online() -> bool:
        return bool(circle.ana.get(f"/api/users/{circle.bo.id}")["is_online"])

    watcher = circle.ana.chat()
    assert not online()
    first, second = circle.bo.contract(), circle.bo.anonymous()
    watcher.wait_for("presence", lambda one: one == {"user_id": circle.bo.id, "is_online": True})
    second.send("join", username=circle.bo.name, token=circle.bo.token)
    first.close()
    second.settle()
    assert online()
    second.close()
    wait_until(lambda: not online(), "nobody is there any more", WITHIN)
    watcher.wait_for("presence", lambda one: one == {"user_id": circle.bo.id, "is_online": False})


@pytest.mark.parametrize("kind", ["handshake", "event"])
def test_the_end_of_a_session_closes_its_connections(circle: Circle, kind: str) -> None:
    token = circle.server.login(circle.bo.name)
    session = circle.server.get("/api/me", token)["session_id"]
    with Client(circle.server.url, token if kind == "handshake" else None) as socket:
        socket.send("join", username=circle.bo.name, token=token)
        stays = circle.bo.contract()
        circle.server.delete(f"/api/me/sessions/{session}", circle.bo.token)
        socket.wait_closed(WITHIN)
        stays.settle()


def test_a_deleted_account_and_a_changed_password(circle: Circle) -> None:
    deleted = circle.eve.lobby()
    circle.server.delete("/api/me", circle.eve.token, username=circle.eve.name)
    deleted.wait_closed(WITHIN)
    thief = circle.server.login(circle.ana.name)
    with Client(circle.server.url, thief) as socket:
        body = {"password": "kata sandi yang panjang"}
        circle.server.put("/api/me/password", circle.ana.token, **body)
        socket.wait_closed(WITHIN)


def test_a_role_reaches_open_connections(circle: Circle) -> None:
    bo, ana = circle.bo.lobby(), circle.ana.lobby()
    said = circle.ana.say(ana, "milik ana")
    change = {"token": circle.bo.token, "message_id": said["id"], "content": "rapi"}
    assert bo.refused("edit_message", change)["code"] == "forbidden"
    admin = circle.server.login("admin", password=ADMIN_PASSWORD)
    circle.server.put("/api/me/password", circle.bo.token, password="kopi tubruk pagi")
    circle.server.patch(f"/api/users/{circle.bo.id}", admin, role="admin")
    assert bo.send("edit_message", **change)["content"] == "rapi"


def test_what_a_session_has_spoken_is_restored(circle: Circle) -> None:
    token = circle.server.login(circle.bo.name)
    ana = circle.ana.lobby()
    with Client(circle.server.url, token) as first:
        first.send("join", username=circle.bo.name, token=token)
    with Client(circle.server.url, token) as second:
        second.settle()
        second.clear()
        said = circle.ana.say(ana, "masih di sini?")
        assert second.wait_for("new_message") == said
        second.send("leave", username=circle.bo.name)
    with Client(circle.server.url, token) as third:
        circle.ana.say(ana, "dan sekarang?")
        third.assert_silence()
    # It is kept with the session, not with the person.
    other = circle.bo.contract()
    circle.ana.say(ana, "perangkat lain")
    other.assert_silence()


def test_it_is_restored_after_a_crash_too(start_server: Callable[..., RunningServer]) -> None:
    server = start_server()
    token, writer = server.register("putus"), server.register("penulis")
    socket = Client(server.url, token, reconnection=True)
    try:
        socket.send("join", username="putus", token=token)
        server.kill()
        server.start()
        wait_until(lambda: socket.connected, "it has connected again")
        socket.settle()
        server.post("/api/rooms/1/messages", writer, content="sesudah jatuh")
        assert socket.wait_for("new_message")["content"] == "sesudah jatuh"
    finally:
        socket.close()
