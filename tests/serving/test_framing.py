"""Requests as bytes, against a server in each mode: what is one is answered, what is none ends there."""

from __future__ import annotations

import json
import os
import random
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.serving.head import parse
from tests.serving.raw import connected, everything, exchange, single, statuses
from tests.serving.test_body import NOISE
from tests.serving.test_head import BAD, GOOD
from tests.sockets.wire import Wire
from tests.support.server import RunningServer

NEXT = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LAST = b"Connection: close\r\n"
POLLING = "/socket.io/?EIO=4&transport=polling"


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def server(request: pytest.FixtureRequest, start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server in each mode."""
    return start_server(ASYNC_MODE=request.param)


def head(line: str, *fields: str) -> bytes:
    return "\r\n".join([line, "Host: x", *fields, "", ""]).encode()


def post(path: str, body: bytes, *fields: str) -> bytes:
    return head(f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}", *fields) + body


def chunked(path: str, *chunks: bytes, fields: tuple[str, ...] = ()) -> bytes:
    parts = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b"")]
    return head(f"POST {path} HTTP/1.1", "Transfer-Encoding: chunked", *fields) + b"".join(parts)


def test_what_is_no_request_ends_the_connection(server: RunningServer) -> None:
    for raw in BAD:
        got = exchange(server.port, raw + b"\r\n\r\n" + NEXT)
        assert statuses(got) == [400], raw
        assert b"<" not in got, raw


@pytest.mark.parametrize(
    "body",
    [b"", b"0x5", b"+5", b"5_0", b"-5", b" 5", b"5 ", b"5\nabcde", b"5\r\nabcdeX", b"5\r\nabcdef\r\n0",
     b"0\r\nNo trailer", b"5;" + b"x" * 999],
)  # fmt: skip
def test_a_body_that_is_none_is_never_answered_as_one(server: RunningServer, body: bytes) -> None:
    """Nor is what follows, whether the door would have read the body or not."""
    for path in ("/api/check-username", "/healthz", "/login", POLLING + "&sid=none", "/nowhere"):
        raw = head(f"POST {path} HTTP/1.1", "Transfer-Encoding: chunked") + body + b"\r\n\r\n" + NEXT
        assert statuses(exchange(server.port, raw)) == [400], path


def test_requests_are_answered(server: RunningServer) -> None:
    for raw in GOOD:
        length = parse(raw).length
        body = b"0\r\n\r\n" if length is None else b"x" * length
        got = exchange(server.port, raw + b"\r\n" + LAST + b"\r\n" + body)
        assert [status for status in statuses(got) if status in {400, 408, 500}] == [], raw


def test_bytes_may_come_one_by_one(server: RunningServer) -> None:
    body = b'{"username": "satu-satu"}'
    path, close = "/api/check-username", "Connection: close"
    for raw in (NEXT, post(path, body, close), chunked(path, body[:9], body[9:], fields=(close,))):
        assert statuses(exchange(server.port, *single(raw))) == [200]


def test_requests_may_come_at_once(server: RunningServer) -> None:
    body = b'{"username": "bersama"}'
    first = (
        head("GET /healthz HTTP/1.1")
        + post("/api/check-username", body)
        + chunked("/api/check-username", body)
    )
    assert statuses(exchange(server.port, first + head("HEAD / HTTP/1.1") + b"\r\n" + NEXT)) == [200] * 5


def test_limits_say_what_is_too_long(server: RunningServer) -> None:
    long = "x" * 9_000
    assert statuses(exchange(server.port, head(f"GET /{long} HTTP/1.1"))) == [414]
    assert statuses(exchange(server.port, head("GET / HTTP/1.1", f"A: {long}"))) == [431]
    assert statuses(exchange(server.port, head("GET / HTTP/1.1", *["A: b"] * 200))) == [431]
    assert statuses(exchange(server.port, head("GET / HTTP/1.1", *[f"A: {long[:4000]}"] * 9))) == [431]
    assert statuses(exchange(server.port, head("GET / HTTP/2.0"))) == [505]


@pytest.mark.parametrize("path", ["/api/check-username", "/login", POLLING + "&sid=none", "/nowhere"])
def test_a_body_that_is_too_large_is_refused_as_that(server: RunningServer, path: str) -> None:
    large, form = b"x" * 70_000, "Content-Type: application/x-www-form-urlencoded"
    refusals = {413} if path != "/nowhere" else {404, 405, 413}
    for raw in (
        post(path, large, form),
        chunked(path, large, fields=(form,)),
        head(f"POST {path} HTTP/1.1", "Content-Length: 99999999999", form),
    ):
        [status] = statuses(exchange(server.port, raw + NEXT))
        assert status in refusals


def test_a_poll_reads_chunks_as_it_reads_a_body(server: RunningServer) -> None:
    sid = json.loads(server.request("GET", POLLING).text[1:])["sid"]
    path = f"{POLLING}&sid={sid}"
    raw = chunked(path, b'40/chat,{"to', b'ken": "none"}', fields=("Connection: close",))
    assert statuses(exchange(server.port, raw)) == [200]
    assert "44/chat," in server.request("GET", path).text


def test_a_head_has_no_body(server: RunningServer) -> None:
    for path in (
        POLLING,
        "/socket.io/?EIO=3&transport=polling",
        "/healthz",
        "/api/nothing",
        "/",
        "/static/js/core/i18n.js",
    ):
        got = exchange(server.port, head(f"HEAD {path} HTTP/1.1") + NEXT)
        _, second = got.split(b"\r\n\r\n", 1)
        assert statuses(second) == [200], path
        assert second.startswith(b"HTTP/1.1"), path


def test_addresses_of_every_form(server: RunningServer) -> None:
    assert statuses(exchange(server.port, head("GET http://y/healthz HTTP/1.1", LAST.decode().strip()))) == [
        200
    ]
    assert statuses(exchange(server.port, head("OPTIONS * HTTP/1.1") + NEXT)) == [200, 200]
    assert statuses(exchange(server.port, b"GET /healthz HTTP/1.0\r\n\r\n")) == [200]
    slashless = POLLING.replace("/?", "?")
    assert server.request("GET", slashless).text.startswith("0{")


def test_who_waits_for_a_sign_to_send_gets_it(server: RunningServer) -> None:
    body = b'{"username": "sopan"}'
    with connected(server.port) as line:
        line.sendall(
            head(
                "POST /api/check-username HTTP/1.1",
                f"Content-Length: {len(body)}",
                "Expect: 100-continue",
                "Connection: close",
            )
        )
        assert line.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(body)
        assert statuses(everything(line)) == [200]
    refused = exchange(
        server.port, head("POST /api/login HTTP/1.1", "Content-Length: 999999", "Expect: 100-continue")
    )
    assert statuses(refused) == [413], "nobody is asked for what isn't read"


def resident(server: RunningServer) -> int:
    pages = Path(f"/proc/{server.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"", b"x"), (b"GET / HTTP/1.1\r\n", b"x"), (b"GET / HTTP/1.1\r\n", b"A: b\r\n"), (b"CHUNKED", b"1"),
        (b"CHUNKED1;", b"x"), (b"CHUNKED0\r\n", b"x"), (b"CHUNKED0\r\n", b"A: b\r\n"),
        (b"CHUNKED", b"1;x\r\ny\r\n"),
    ],
)  # fmt: skip
def test_nothing_without_end_takes_memory(server: RunningServer, begin: bytes, more: bytes) -> None:
    begin = begin.replace(b"CHUNKED", head("POST /api/login HTTP/1.1", "Transfer-Encoding: chunked"))
    before, many = resident(server), more * (1_000_000 // len(more))
    got = exchange(server.port, begin, *[many] * 16)
    assert len(statuses(got)) <= 1  # reset, if it was still sending
    assert resident(server) - before < 8_000_000


PIECES = some.sampled_from(
    [
        b"GET /healthz HTTP/1.1", b"POST /api/login HTTP/1.1", b"GET / HTTP/1.0", b"Host: x", b"Host: y",
        b"\r\n", b"\r\n\r\n", b"\n", b" ", b"Content-Length: 5", b"Content-Length: 0", b"0", b"{}", b"\0",
        b"Transfer-Encoding: chunked", b"5\r\nabcde\r\n", b"0\r\n\r\n", b"Expect: 100-continue",
        b"Connection: keep-alive", b"Upgrade: websocket",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(PIECES | NOISE | some.binary(max_size=8), max_size=14), some.booleans())
def test_whatever_comes_the_connection_ends_and_the_server_lives(
    server: RunningServer, parts: list[bytes], slowly: bool
) -> None:
    with connected(server.port) as line:
        for part in parts if slowly else [b"".join(parts)]:
            with suppress(ConnectionError):
                line.sendall(part)
        with suppress(OSError):
            line.shutdown(socket.SHUT_WR)
        got = everything(line)
    assert not got or got.startswith(b"HTTP/1.1 ")
    assert 500 not in statuses(got)
    heads = b"".join(parts).count(b" HTTP/1.")
    assert len([status for status in statuses(got) if status not in {100, 400}]) <= heads


def test_a_websocket_still_opens_and_closes(server: RunningServer) -> None:
    with Wire(server.url, server.register("soket")) as wire:
        assert wire.alive()


def test_random_bytes_are_no_request(server: RunningServer) -> None:
    chance = random.Random(7)
    for size in (1, 10, 100, 1_000, 20_000, 200_000):
        got = exchange(server.port, chance.randbytes(size) + b"\r\n\r\n")
        assert set(statuses(got)) <= {400, 414}
