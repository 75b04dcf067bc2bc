"""Who is let in to `/chat`, and from where."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import jwt
import pytest
import requests

from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient, SocketRefused

COOKIE = "ngobrol_session"
FRIEND = "https://friend.example"


@pytest.fixture(scope="module")
def open_server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server that lets another origin in."""
    return start_server(CLIENT_URL=FRIEND)


def refusal(server: RunningServer, **options: Any) -> Any:
    """The error object of a handshake that must not succeed."""
    with pytest.raises(SocketRefused) as refused:
        ChatClient(server.url, **options)
    return refused.value.error


NO_TOKENS = [None, "", 7, ["a"], {}, "a.b.c", "\ud800", "a" * 5000]
NO_AUTH = [None, {}, "text", [1], True, {"other": "field"}]


@pytest.mark.parametrize("auth", NO_AUTH + [{"token": token} for token in NO_TOKENS], ids=repr)
def test_no_token_no_entry(plain_talk: Talk, auth: Any) -> None:
    error = refusal(plain_talk.server, auth=auth)
    assert error["code"] == "unauthenticated"
    assert error["type"] == "UnauthorizedAccessException"
    assert error["message"]


def test_forged_tokens(plain_talk: Talk) -> None:
    claims = jwt.decode(plain_talk.ana.token, options={"verify_signature": False})
    key = (plain_talk.server.data_dir / "secret_key").read_text().strip()
    forged = [
        jwt.encode(claims, "another key, long enough to be one", "HS256"),
        jwt.encode(claims, None, "none"),
        jwt.encode(claims | {"sub": str(plain_talk.bo.id)}, key, "HS256"),
        jwt.encode(claims | {"sid": "0b6f4f6e-1f5e-4c0f-9a39-2f6d4f1f0c11"}, key, "HS256"),
        jwt.encode(claims | {"sub": "x"}, key, "HS256"),
        jwt.encode({name: value for name, value in claims.items() if name != "sid"}, key, "HS256"),
        plain_talk.ana.token[:-4],
        plain_talk.ana.token + "AAAA",
    ]
    for token in forged:
        assert refusal(plain_talk.server, token=token)["code"] == "unauthenticated", token


def test_a_session_not_used_for_too_long(start_server: Callable[..., RunningServer]) -> None:
    server = start_server()
    token = server.register("lama")
    with sqlite3.connect(server.data_dir / "ngobrol.db") as database:
        database.execute("UPDATE sessions SET last_used_at = datetime('now', '-31 days')")
    database.close()
    assert refusal(server, token=token)["code"] == "unauthenticated"


def test_a_revoked_session(plain_talk: Talk) -> None:
    plain_talk.server.post("/api/logout", plain_talk.bo.token)
    assert refusal(plain_talk.server, token=plain_talk.bo.token)["code"] == "unauthenticated"


def test_our_own_page_needs_only_its_cookie(plain_talk: Talk) -> None:
    server = plain_talk.server
    cookie = {"Cookie": f"{COOKIE}={plain_talk.ana.token}"}
    for headers in (
        {"Origin": server.url},
        {"Origin": server.url, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},  # a browser's GET to its own origin names no Origin
        {},  # no browser
    ):
        with ChatClient(server.url, headers=cookie | headers) as socket:
            assert socket.wait_for("ready")["user"]["id"] == plain_talk.ana.id
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert refusal(server, headers=cookie | headers)["code"] == "unauthenticated"


def test_a_bad_token_is_not_mended_by_a_good_cookie(plain_talk: Talk) -> None:
    cookie = {"Cookie": f"{COOKIE}={plain_talk.ana.token}"}
    error = refusal(plain_talk.server, auth={"token": "a.b.c"}, headers=cookie)
    assert error["code"] == "unauthenticated"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1"])
def test_foreign_pages_open_no_socket_at_all(plain_talk: Talk, origin: str) -> None:
    address = plain_talk.server.url + "/socket.io/?EIO=4&transport=polling"
    answer = requests.get(address, headers={"Origin": origin}, timeout=10)
    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers
    with pytest.raises(SocketRefused):
        ChatClient(plain_talk.server.url, plain_talk.ana.token, headers={"Origin": origin})


def test_a_named_origin_gets_in_by_token_and_never_by_cookie(open_server: RunningServer) -> None:
    token = open_server.register("tamu")
    with ChatClient(open_server.url, token, headers={"Origin": FRIEND}) as socket:
        socket.wait_for("ready")
    headers = {"Origin": FRIEND, "Cookie": f"{COOKIE}={token}"}
    assert refusal(open_server, headers=headers)["code"] == "unauthenticated"
    address = open_server.url + "/socket.io/?EIO=4&transport=polling"
    answer = requests.get(address, headers={"Origin": FRIEND}, timeout=10)
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_behind_a_proxy_the_outer_name_is_our_own(start_server: Callable[..., RunningServer]) -> None:
    server = start_server(PROXY_HOPS="1")
    token = server.register("jauh")
    proxy = {"X-Forwarded-Host": "chat.example", "X-Forwarded-Proto": "https", "Cookie": f"{COOKIE}={token}"}
    with ChatClient(server.url, headers=proxy | {"Origin": "https://chat.example"}) as socket:
        socket.wait_for("ready")
    with pytest.raises(SocketRefused):
        ChatClient(server.url, headers=proxy | {"Origin": server.url})


def test_without_a_proxy_nobody_believes_its_headers(plain_talk: Talk) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}
    with pytest.raises(SocketRefused):
        ChatClient(plain_talk.server.url, plain_talk.ana.token, headers=headers)


@pytest.mark.parametrize("namespace", ["/other", "/chat/", "/CHAT", "//"])
def test_other_namespaces_are_refused(plain_talk: Talk, namespace: str) -> None:
    with RawSocket(plain_talk.server.url) as socket:
        socket.send(f"40{namespace},")
        assert socket.packet().startswith("44")
        # The socket itself lives on and may still find the right one.
        socket.knock(plain_talk.ana.token)
        socket.frame("ready")


def test_nothing_before_the_handshake(plain_talk: Talk) -> None:
    with RawSocket(plain_talk.server.url) as socket:
        socket.send('42/chat,1["history",{"room_id":1}]')
        socket.send('42["history",{"room_id":1}]')
        socket.send('40/chat,{"token":"a.b.c"}')
        assert socket.packet().startswith("44/chat,")
        socket.send('42/chat,1["history",{"room_id":1}]')
        socket.knock(plain_talk.ana.token)
        assert socket.packet().startswith("40/chat,")


def test_connecting_twice_on_one_socket_is_refused(plain_talk: Talk) -> None:
    with RawSocket(plain_talk.server.url, plain_talk.ana.token) as socket:
        socket.knock(plain_talk.bo.token)
        assert socket.packet().startswith("44/chat,")
        assert socket.alive()


def test_compression_is_not_offered(server: RunningServer) -> None:
    with RawSocket(server.url, headers=["Sec-WebSocket-Extensions: permessage-deflate"]) as socket:
        assert "sec-websocket-extensions" not in (socket.io.getheaders() or {})
