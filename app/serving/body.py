"""What follows a head: so many bytes, or chunks, within bounds and at a pace."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Any

from app.concurrency import yield_to_others
from app.serving.head import LINE, field
from app.serving.refusals import Refused, malformed
from app.serving.stream import Gone, Pace, Stream
from app.translations.error_texts import english

AHEAD = 64 * 1024
"""Bytes that are read before anybody is asked: all of what most requests have."""
CHUNK_LINE = 256  # bytes, with extensions, for which nobody has a use
EXTRAS = 16 * 1024  # bytes of extensions and trailers in all
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})(;[\t\x20-\x7e\x80-\xff]*)?")


class Body(io.RawIOBase):
    """A request's body as a WSGI input reads it. `length` is null for chunks, `most` bounds them.

    `ask` is called before the first byte is waited for. What is wrong with it is kept in `refusal`,
    and raised as an `OSError`, which to an app is a client that went away.
    """

    def __init__(self, stream: Stream, length: int | None, most: int, ask: Callable[[], None] | None) -> None:
        self.refusal: Refused | None = None
        self.ended = length == 0
        self._stream = stream
        self._chunked = length is None
        self._left = length or 0  # of all of it, or of this chunk
        self._room = most
        self._extras = EXTRAS
        self._ask = ask
        self._ahead = b""
        self._pace = Pace()

    def read_ahead(self) -> bytes | None:
        """All of it when it is short, else null. Raises `Refused`, `Gone`."""
        if not self._chunked and self._left > AHEAD:
            return None
        parts, size = [], 0
        while size <= AHEAD and (data := self._next(AHEAD + 1 - size)):
            parts.append(data)
            size += len(data)
        self._ahead = b"".join(parts)
        return self._ahead if self.ended else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As much as there is, at most as the buffer takes; 0 at the end. Raises `OSError`."""
        data = self._ahead[: len(buffer)]
        if data:
            self._ahead = self._ahead[len(data) :]
        else:
            if self.refusal is not None:
                raise OSError(self.refusal.reason)
            try:
                data = self._next(len(buffer))
            except Refused as refusal:
                self.refusal = refusal
                raise OSError(refusal.reason) from refusal
            except Gone:
                self.refusal = malformed("The body is not complete.")
                raise OSError(self.refusal.reason) from self.refusal
        buffer[: len(data)] = data
        return len(data)

    def _next(self, most: int) -> bytes:
        """Some bytes, none at the end. Raises `Refused`, `Gone`."""
        if self.ended:
            return b""
        if self._chunked and not self._left and not self._next_chunk():
            self.ended = True
            return b""
        if not self._stream.held:
            self._wait()
        data = self._stream.take(min(most, self._left))
        self._left -= len(data)
        if self._chunked and not self._left:
            self._end_of_chunk()
        elif not self._left:
            self.ended = True
        return data

    def _next_chunk(self) -> bool:
        """Begin a chunk; false after the last."""
        found = CHUNK.fullmatch(self._line(CHUNK_LINE))
        if found is None:
            raise malformed("A chunk is malformed.")
        self._spend(len(found[2] or b""))
        self._left = int(found[1], 16)
        self._room -= self._left
        if self._room < 0:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, english("too_large", {}))
        if not self._left:
            while line := self._line(LINE):  # trailers, for which nobody has a use
                field(line)
                self._spend(len(line))
        return self._left > 0

    def _spend(self, size: int) -> None:
        self._extras -= size
        if self._extras < 0:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The body's trailers are too large.")

    def _end_of_chunk(self) -> None:
        if self._line(0):
            raise malformed("A chunk is longer than it said.")

    def _line(self, longest: int) -> bytes:
        """The next line, without its CRLF."""
        held, checked = self._stream.held, 0
        while (end := held.find(b"\n", checked, longest + 2)) < 0:
            if len(held) >= longest + 2:
                raise malformed("A line of the body is too long.")
            checked = len(held)
            self._wait()
        line = self._stream.take(end + 1)
        if not line.endswith(b"\r\n"):
            raise malformed("Lines end in CRLF.")
        return line[:-2]

    def _wait(self) -> None:
        """Wait for what comes next, as long as its pace allows."""
        if self._ask is not None:
            self._ask()
            self._ask = None
        yield_to_others()  # many small chunks that are all there take turns with the others
        begin = monotonic()
        try:
            size = self._stream.more(self._pace.deadline())
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The body came too slowly.") from None
        if not size:
            raise Gone
        self._pace.moved(size, monotonic() - begin)
