"""Where a body ends, how large and how slow it may be."""

from __future__ import annotations

import io
import socket
from contextlib import suppress
from threading import Thread

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.serving import body, stream
from app.serving.body import AHEAD, EXTRAS, Body
from app.serving.refusals import Refused
from app.serving.stream import Gone, Stream

MOST = 1_000_000


def read(raw: bytes, length: int | None = None) -> tuple[bytes, bytes]:
    """The body at the beginning of what a peer sends, read to its end, and what follows it."""
    near, far = socket.socketpair()
    with near, far:

        def send() -> None:
            with suppress(OSError):  # what is refused isn't read to its end
                far.sendall(raw)
                far.shutdown(socket.SHUT_WR)

        Thread(target=send, daemon=True).start()
        line = Stream(near)
        one = Body(line, length, MOST, None)
        ahead = one.read_ahead()
        whole = ahead if ahead is not None else io.BufferedReader(one).read()
        while line.more(stream.monotonic() + 5):
            pass
        return whole, bytes(line.held)


def refusal(raw: bytes, length: int | None = None) -> int:
    with pytest.raises((Refused, OSError)) as refused:
        read(raw, length)
    error = refused.value if isinstance(refused.value, Refused) else refused.value.__cause__
    assert isinstance(error, Refused)
    return int(error.status)


def test_a_body_ends_where_it_said() -> None:
    assert read(b"abcdefNEXT", 6) == (b"abcdef", b"NEXT")
    assert read(b"NEXT", 0) == (b"", b"NEXT")
    large = b"x" * (AHEAD + 1)
    assert read(large + b"NEXT", len(large)) == (large, b"NEXT")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"0\r\n\r\n", b""), (b"5\r\nabcde\r\n0\r\n\r\n", b"abcde"), (b"1\r\na\r\n1\r\nb\r\n000\r\n\r\n", b"ab"),
     (b"0A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"), (b"a\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
     (b"1;a=b;c\r\nx\r\n0;last\r\nTrailer: 1\r\nOther: 2\r\n\r\n", b"x"),
     (b"1" + b"0000\r\n" + b"x" * 65_536 + b"\r\n1\r\ny\r\n0\r\n\r\n", b"x" * 65_536 + b"y")],
)  # fmt: skip
def test_chunks_are_read_to_their_end(raw: bytes, expected: bytes) -> None:
    assert read(raw + b"NEXT") == (expected, b"NEXT")


@pytest.mark.parametrize(
    "line",
    [b"", b" ", b"0x5", b"+5", b"-5", b"5_0", b"5 ", b" 5", b"\t5", b"g", b"5.0", b"5,5", b"123456789",
     b"5\x0b", b"\xb2", b"5;\0", b"5;\x7f", b"5 ;a", b"5;" + b"x" * 300, b"5\r", b"5;a\rb"],
)  # fmt: skip
def test_a_chunk_that_has_no_size_is_refused(line: bytes) -> None:
    assert refusal(line + b"\r\nabcde\r\n0\r\n\r\n") == 400
    assert refusal(b"1\r\na\r\n" + line + b"\r\nabcde\r\n0\r\n\r\n") == 400


@pytest.mark.parametrize(
    "raw",
    [b"5\nabcde\r\n0\r\n\r\n", b"5\r\nabcde\n0\r\n\r\n", b"5\r\nabcde0\r\n\r\n", b"5\r\nabcdef\r\n0\r\n\r\n",
     b"5\r\nabcde\r\r\n0\r\n\r\n", b"0\r\n\n", b"0\n\r\n", b"0\r\nTrailer : x\r\n\r\n",
     b"0\r\n folded\r\n\r\n",
     b"0\r\nA: b\nC: d\r\n\r\n", b"0\r\nA: \0\r\n\r\n", b"0\r\nGET / HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_a_chunk_that_does_not_end_as_it_should_is_refused(raw: bytes) -> None:
    assert refusal(raw) == 400


def test_no_part_of_a_body_is_without_end() -> None:
    assert refusal(b"1" * 100_000) == 400
    assert refusal(b"5;" + b"x" * 100_000) == 400
    assert refusal(b"0\r\nA: " + b"x" * 100_000) == 400
    assert refusal(b"0\r\n" + b"A: b\r\n" * EXTRAS) == 431
    assert refusal(b"1;%b\r\nx\r\n" % (b"x" * 250) * 1_000) == 431
    assert refusal(b"%x\r\n" % (MOST + 1)) == 413
    assert refusal((b"10000\r\n" + b"x" * 65_536 + b"\r\n") * (MOST // 65_536 + 1)) == 413


@pytest.mark.parametrize(
    ("raw", "length"), [(b"abc", 4), (b"", 1), (b"5\r\nab", None), (b"5\r\nabcde\r\n", None)]
)
def test_a_body_that_breaks_off_is_none(raw: bytes, length: int | None) -> None:
    with pytest.raises(Gone):
        read(raw, length)


def test_an_app_hears_that_a_large_body_broke_off() -> None:
    assert refusal(b"x" * AHEAD, AHEAD + 2) == 400


def test_a_body_has_a_least_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it drips: every byte earns a thousandth of a second, and none earns more than a pause."""
    now, waits = [0.0], []
    near, far = socket.socketpair()
    monkeypatch.setattr(body, "monotonic", lambda: now[0])
    monkeypatch.setattr(stream, "monotonic", lambda: now[0])

    class Dripping(Stream):
        def more(self, deadline: float) -> int:
            waits.append(deadline - now[0])
            now[0] += 1.0
            if deadline < now[0]:
                raise TimeoutError
            self.held += b"x"
            return 1

    with near, far, pytest.raises(Refused) as refused:
        Body(Dripping(near), 60_000, MOST, None).read_ahead()
    assert refused.value.status == 408
    assert stream.GRACE - 1 < now[0] < stream.GRACE + 2


def test_what_was_fast_before_may_not_pause_for_ever() -> None:
    pace = stream.Pace()
    pace.moved(1_000_000_000, 0.1)
    assert pace.deadline() - stream.monotonic() <= stream.PAUSE


PIECES = some.lists(some.binary(min_size=1, max_size=30), max_size=5)
NOISE = some.sampled_from(
    [b"\r\n", b"\n", b"\r", b"0", b"5", b";", b" ", b"0\r\n\r\n", b"a\r\n", b"x", b"0x", b"-", b"A: b\r\n"]
)


@settings(max_examples=300, deadline=None)
@given(PIECES, some.lists(some.tuples(some.integers(0, 200), NOISE), max_size=3))
def test_chunks_are_read_as_another_library_reads_them(
    pieces: list[bytes], noise: list[tuple[int, bytes]]
) -> None:
    """Whatever we take, h11 takes too, and finds the same bytes in it and after it."""
    raw = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\nNEXT"
    for place, what in noise:
        at = place % (len(raw) + 1)
        raw = raw[:at] + what + raw[at:]
    try:
        mine = read(raw)
    except (Refused, Gone):
        assert noise
        return
    other = h11.Connection(h11.SERVER)
    other.receive_data(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + raw)
    theirs = b""
    while not isinstance(event := other.next_event(), h11.EndOfMessage):
        theirs += bytes(event.data) if isinstance(event, h11.Data) else b""
    assert mine == (theirs, other.trailing_data[0])
