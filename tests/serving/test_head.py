"""What is a request and what is none, by the rules of RFC 9112 and nothing beside them."""

from __future__ import annotations

import socket
from time import process_time

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.serving import head
from app.serving.refusals import Refused
from app.serving.stream import Stream

HOST = b"Host: x\r\n"


def status(raw: bytes) -> int:
    """What a head is answered with; 200 when it is one."""
    try:
        head.parse(raw.removesuffix(b"\r\n\r\n"))
    except Refused as refusal:
        return int(refusal.status)
    return 200


def get(*lines: bytes) -> bytes:
    return b"\r\n".join([b"GET / HTTP/1.1", b"Host: x", *lines])


GOOD = [
    get(),
    b"GET / HTTP/1.0",
    b"OPTIONS * HTTP/1.1\r\nHost: x",
    b"GET http://x:80/a?b HTTP/1.1\r\nHost: y",
    b"GET HTTPS://x HTTP/1.1\r\nHost: y",
    b"GET //a/?q=/?;= HTTP/1.1\r\nhost:x:65535",
    b"GET / HTTP/1.1\r\nHost: [2001:db8::1]:5000",
    b"GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x",
    b"M-SEARCH / HTTP/1.1\r\nHost: x",
    get(b"Empty:", b"Tabs:\t a \t", b"Text: caf\xe9", b"!#$%&'*+-.^`|~: odd but a token"),
    get(b"Content-Length: 0"),
    get(b"Content-Length: \t12 "),
    get(b"Content-Length: 000000000000000012"),
    get(b"Transfer-Encoding: chunked"),
    get(b"transfer-encoding:CHUNKED"),
    get(b"Expect: 100-Continue"),
    get(*[b"A: b"] * (head.FIELDS - 1)),
    get(b"A: " + b"x" * (head.LINE - 3)),
    b"GET /%b HTTP/1.1\r\nHost: x" % (b"x" * (head.LINE - 14)),
]
BAD = [
    b"",
    b"GET",
    b"GET /",
    b"GET  / HTTP/1.1\r\nHost: x",
    b"GET /\tHTTP/1.1\r\nHost: x",
    b" GET / HTTP/1.1\r\nHost: x",
    b"GET / HTTP/1.1 \r\nHost: x",
    b"GET / a HTTP/1.1\r\nHost: x",
    b"G@T / HTTP/1.1\r\nHost: x",
    b"GET /\x7f HTTP/1.1\r\nHost: x",
    b"GET /#a HTTP/1.1\r\nHost: x",
    b"GET a HTTP/1.1\r\nHost: x",
    b"GET * HTTP/1.1\r\nHost: x",
    b"GET / http/1.1\r\nHost: x",
    b"GET / HTTP/1.10\r\nHost: x",
    b"GET / HTTP/11\r\nHost: x",
    b"GET / HTTP/1\r\nHost: x",
    b"GET / HTTP/-1.1\r\nHost: x",
    b"GET ftp://x/ HTTP/1.1\r\nHost: x",
    b"GET http:/x HTTP/1.1\r\nHost: x",
    b"GET http:///x HTTP/1.1\r\nHost: x",
    b"GET http://a@x/ HTTP/1.1\r\nHost: x",
    b"GET http://x/ HTTP/1.1",
    b"GET http://x:99999/ HTTP/1.0",
    b"GET / HTTP/1.1",
    b"GET / HTTP/1.1\r\nHost:",
    b"GET / HTTP/1.0\r\nHost:",
    *[
        b"GET / HTTP/1.1\r\nHost: " + host
        for host in (b"a b", b"a/b", b"a@b", b"a,b", b"a:b", b"a:65536", b"a:1:2", b":80", b"[::1", b"::1",
                     b"a:-1", b"a:+1", b"a?b", b"a#b", b"caf\xc3\xa9", b"[x]", b"http://a")
    ],
    get(b"Host: x"),
    get(b"HOST: y"),
    get(b"Name : a"),
    get(b"Name\t: a"),
    get(b" Name: a"),
    get(b"A: b", b" folded"),
    get(b"A: b", b"\tfolded"),
    get(b"Name"),
    get(b": a"),
    get(b"Na me: a"),
    get(b"Na(me: a"),
    get(b"N\xe4me: a"),
    get(b"A: \0"),
    get(b"A: \x0b"),
    get(b"A: \x7f"),
    get(b"A: a\rb"),
    get(b"A: a\nb: c"),
    *[
        get(b"Content-Length: " + number)
        for number in (b"", b"+0", b"-0", b"-1", b"0_0", b"0x5", b"1 2", b"1,1", b"1, 1", b"1.0", b"1e1",
                       b"abc", b"5;", b"\xb2", b"\xd9\xa1", b"9" * 19, b"9" * 400, b'"5"', b"\x0b5")
    ],
    get(b"Content-Length: 1", b"Content-Length: 1"),
    get(b"Content-Length: 1", b"content-length: 2"),
    get(b"Content-Length: 1", b"Transfer-Encoding: chunked"),
    get(b"Transfer-Encoding: chunked", b"Content-Length: 0"),
    get(b"Content_Length: 1"),
    get(b"Transfer_Encoding: chunked"),
    *[
        get(b"Transfer-Encoding: " + coding)
        for coding in (b"", b"identity", b"gzip", b"gzip, chunked", b"chunked, chunked", b"chunked, identity",
                       b"xchunked", b"chunkedx", b"chunked;a=b", b'"chunked"', b"chunked,", b", chunked",
                       b"\x0bchunked", b"chunk\xe9d", b"\xe2\x84\xaa", b"chun\xc5\xbfed")
    ],
    get(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
    get(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
    get(b"Transfer-Encoding : chunked"),
    get(b"Transfer-Encoding\r\n: chunked"),
    b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked",
]  # fmt: skip
OTHER = {
    b"GET / HTTP/2.0\r\nHost: x": 505,
    b"PRI * HTTP/2.0": 505,
    b"GET / HTTP/1.2\r\nHost: x": 505,
    b"GET / HTTP/0.9\r\nHost: x": 505,
    b"GET / HTTP/3.0\r\nHost: x": 505,
    b"CONNECT x:443 HTTP/1.1\r\nHost: x": 501,
    get(b"Expect: 200-ok"): 417,
    get(*[b"A: b"] * head.FIELDS): 431,
    get(b"A: " + b"x" * (head.LINE - 2)): 431,
}


@pytest.mark.parametrize("raw", GOOD)
def test_a_request_is_taken(raw: bytes) -> None:
    assert status(raw) == 200


@pytest.mark.parametrize("raw", BAD)
def test_what_is_no_request_is_refused(raw: bytes) -> None:
    assert status(raw) == 400


@pytest.mark.parametrize(("raw", "expected"), OTHER.items())
def test_what_is_refused_for_another_reason_says_so(raw: bytes, expected: int) -> None:
    assert status(raw) == expected


def test_an_absolute_target_names_the_host() -> None:
    one = head.parse(b"GET http://right:80?a=b HTTP/1.1\r\nHost: wrong")
    assert (one.path, one.query, one.fields["host"]) == ("/", "a=b", "right:80")


def test_what_comes_several_times_is_joined() -> None:
    one = head.parse(get(b"A: 1", b"a: 2", b"Cookie: a=1", b"Cookie: b=2", b"X_A: 3"))
    assert one.fields == {"host": "x", "a": "1,2", "cookie": "a=1; b=2"}


@pytest.mark.parametrize(
    ("version", "connection", "expected"),
    [("1.1", "", True), ("1.1", "close", False), ("1.1", "a, CLOSE", False), ("1.1", "closed", True),
     ("1.0", "", False), ("1.0", "Keep-Alive", True), ("1.0", "keep-alive, close", True)],
)  # fmt: skip
def test_when_another_request_may_follow(version: str, connection: str, expected: bool) -> None:
    raw = f"GET / HTTP/{version}\r\nHost: x\r\nConnection: {connection}"
    assert head.parse(raw.encode()).persistent is expected


TOKENS = some.text("abcXYZ019!#$%&'*+-.^`|~", min_size=1, max_size=8).map(str.encode)
VALUES = some.text([chr(n) for n in (9, *range(32, 127), *range(128, 256))], max_size=20).map(
    lambda text: text.encode("latin-1")
)
LINES = some.one_of(
    some.tuples(TOKENS, some.just(b":"), VALUES).map(b"".join),
    some.sampled_from(
        [b"Host: x", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"Connection: close"]
    ),
    some.binary(max_size=12),
)
FIRST = some.tuples(
    TOKENS | some.just(b"GET"),
    some.text([chr(n) for n in range(33, 127)], max_size=12).map(lambda text: b"/" + text.encode()),
    some.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2", b"HTTP/11"]),
).map(b" ".join)


@settings(max_examples=400, deadline=None)
@given(FIRST | some.binary(max_size=20), some.lists(LINES, max_size=6))
def test_what_is_taken_is_read_alike_by_another_library(first: bytes, lines: list[bytes]) -> None:
    """h11 is laxer than we are: whatever we take, it takes too, and sees the same."""
    raw = b"\r\n".join([first, *lines])
    try:
        if head.NO_LINE_END.search(raw + b"\r\n"):
            return
        mine = head.parse(raw)
    except Refused:
        return
    other = h11.Connection(h11.SERVER)
    other.receive_data(raw + b"\r\n\r\n")
    theirs = other.next_event()
    assert isinstance(theirs, h11.Request)
    path, _, query = theirs.target.decode().partition("?")
    assert (theirs.method.decode(), path, query) == (mine.method, mine.path, mine.query)
    named = {name.decode() for name, _ in theirs.headers}
    assert {name for name in named if "_" not in name} == set(mine.fields)


@pytest.mark.alone
@pytest.mark.parametrize("piece", [b" ", b"\t", b"a", b":", b"\r\n", b"A: b\r\n", b"/?", b"[", b"\xff"])
def test_a_hostile_head_costs_no_more_than_its_length(piece: bytes) -> None:
    def cost(raw: bytes) -> float:
        begin = process_time()
        for _ in range(20):
            status(raw)
        return process_time() - begin

    plain = get(*[b"Name: a plain value of a header"] * 90)
    filled = piece * (len(plain) // len(piece))
    for raw in (
        filled,
        b"GET / HTTP/1.1\r\n" + filled + b"\0",
        b"GET http://" + filled,
        get(b"A:" + filled + b"\0"),
    ):
        assert cost(raw) < 5 * cost(plain) + 0.01


def read(*parts: bytes) -> bytes | None:
    """What `head.read` makes of a peer that sends these and goes."""
    near, far = socket.socketpair()
    with near, far:
        for part in parts:
            far.sendall(part)
        far.shutdown(socket.SHUT_WR)
        return head.read(Stream(near), 5)


def test_a_head_ends_with_an_empty_line() -> None:
    assert read(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nmore") == b"GET / HTTP/1.1\r\nHost: x"
    assert read(b"\r\nGET / HTTP/1.1\r\n\r\n") == b"GET / HTTP/1.1"
    assert read(b"GET / HTTP/1.1\r\n") is None
    assert read() is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"GET / HTTP/1.1\nHost: x\n\n", 400), (b"GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", 400), (b"a\0", 400),
     (b"\n", 400), (b"\r\r", 400), (b"x" * 9_000, 414), (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
     (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 9_000, 431)],
)  # fmt: skip
def test_what_can_become_no_head_is_refused_before_its_end(raw: bytes, expected: int) -> None:
    with pytest.raises(Refused) as refused:
        read(raw)
    assert refused.value.status == expected


@settings(max_examples=100, deadline=None)
@given(
    some.lists(
        some.sampled_from([b"\r", b"\n", b"\r\n", b"a", b"GET / HTTP/1.1", b"A: b", b"\0"]), max_size=12
    )
)
def test_a_head_is_the_same_in_however_many_pieces(parts: list[bytes]) -> None:
    def outcome(*pieces: bytes) -> object:
        try:
            return read(*pieces)
        except Refused as refusal:
            return refusal.status

    whole = b"".join(parts)
    assert outcome(whole) == outcome(*parts)
