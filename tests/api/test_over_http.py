"""What only a real server shows: a conversation over HTTP on every stack, and bodies sent in chunks."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.server import RunningServer

pytestmark = pytest.mark.every_stack


def test_a_whole_conversation(server: RunningServer) -> None:
    siti, budi = server.register("siti", password="kopi tubruk pagi"), server.login("budi")
    room = server.post("/api/rooms", siti, type="group", name="Warung Kopi")
    server.post(f"/api/rooms/{room['share_id']}/join", budi)
    path = f"/api/rooms/{room['id']}"
    first = server.post(f"{path}/messages", siti, content="Halo *Budi*", client_id="1")
    server.post(f"{path}/messages", siti, content="Halo *Budi*", client_id="1")
    reply = server.post(f"{path}/messages", budi, content="Hai 👋", reply_to=first["id"])
    server.put(f"/api/messages/{reply['id']}/reactions", siti, emoji="👍", on=True)
    server.patch(f"/api/messages/{first['id']}", siti, content="Halo!")
    assert [m["content"] for m in server.get(f"{path}/messages", budi)] == ["Halo!", "Hai 👋"]
    assert server.get(path, siti)["unread"] == 1
    server.restart()
    assert [m["content"] for m in server.get(f"{path}/messages", budi)] == ["Halo!", "Hai 👋"]
    assert server.post(f"{path}/read", siti, seq=2)["unread"] == 0
    server.delete("/api/me", budi, username="budi")
    assert server.request("GET", "/api/me", budi).status_code == 401


def test_a_body_in_chunks(server: RunningServer) -> None:
    def chunks(body: bytes) -> Iterator[bytes]:
        yield body[:10]
        yield body[10:]

    answer = server.request("POST", "/api/login", data=chunks(b'{"username": "potongan"}'))
    assert answer.json()["data"]["user"]["username"] == "potongan"
    large = server.request("POST", "/api/login", data=chunks(b'{"username": "potongan"}' + b" " * 70_000))
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")


def test_a_body_that_nobody_asked_for_is_no_next_request(server: RunningServer) -> None:
    smuggled = b"DELETE /api/me HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /api/logout HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(head % len(smuggled) + smuggled)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 401")
