"""The WSGI app's answer (PEP 3333), as bytes (RFC 9112)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from time import time
from typing import Any

from app.serving.body import Body
from app.serving.head import Head
from app.serving.stream import Stream

GATHER = 16 * 1024  # bytes of small pieces that leave in one write

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Answer:
    """One answer; `persistent` says afterwards whether the connection can go on.

    `ending` is asked when it begins: then the client hears that nothing more is taken.
    """

    def __init__(self, stream: Stream, head: Head, ending: Callable[[], bool]) -> None:
        self.persistent = head.persistent
        self.status = ""
        """Empty for as long as the app has not begun to answer."""
        self.begun = False
        """Whether something was sent."""
        self.taken = False
        """Whether a WebSocket took the socket over, and nothing more of this is to be sent."""
        self._stream = stream
        self._head = head
        self._ending = ending
        self._fields: list[tuple[str, str]] = []
        self._has_body = True
        self._chunked = False
        self._left: int | None = None  # bytes that are still to come, when that was said

    def run(self, app: App, environ: dict[str, Any], body: Body) -> None:
        """Have the app answer, and send it.

        Raises what is wrong with the body, if the app met that and was about to answer, and `Gone`.
        """
        result = app(environ, self.start_response)
        try:
            if body.refusal is not None:
                raise body.refusal
            if self.taken:
                self.persistent = False
                return
            if isinstance(result, list | tuple) and self.status and not self.begun:
                self._say_length(sum(map(len, result)))
            self._send_all(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()

    def start_response(
        self, status: str, fields: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """Begin the answer; as PEP 3333 has it, again after an error, while nothing was sent."""
        if exc_info and self.begun:
            raise exc_info[1].with_traceback(exc_info[2])
        if self.status and not exc_info:
            raise AssertionError("the answer has begun already")
        self.status, self._fields = status, list(fields)
        code = int(status[:3])
        self._has_body = self._head.method != "HEAD" and code >= 200 and code not in {204, 304}
        return self._write

    def _say_length(self, size: int) -> None:
        """Add the length that the app left out."""
        if self._has_body and not self._said("content-length"):
            self._fields.append(("Content-Length", str(size)))

    def _send_all(self, result: Iterable[bytes]) -> None:
        gathered, size = [], 0
        for part in result:
            gathered.append(part)
            size += len(part)
            if size >= GATHER:
                self._write(b"".join(gathered))
                gathered, size = [], 0
        last = b"".join(gathered)
        if last or not self.begun:
            self._write(last)
        if self._chunked:
            self._stream.send(b"0\r\n\r\n")
        if self._left:
            self.persistent = False  # less than was said

    def _write(self, data: bytes) -> None:
        head = b""
        if not self.begun:
            head = self._begin()
        if not self._has_body:
            data = b""
        elif self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        elif self._chunked and data:
            data = b"%x\r\n%b\r\n" % (len(data), data)
        if head or data:
            self._stream.send(head + data)

    def _begin(self) -> bytes:
        if not self.status:
            raise AssertionError("the app sends before it says what")
        self.begun = True
        self.persistent = self.persistent and not self._ending()
        added = [] if self._said("date") else [("Date", date(int(time())))]
        if self._has_body:
            length = self._said("content-length")
            if length:
                self._left = int(length)
            elif self._head.version == "HTTP/1.1":
                self._chunked = True
                added.append(("Transfer-Encoding", "chunked"))
            else:
                self.persistent = False  # its end is the connection's
        if self._said("connection").lower() == "close":
            self.persistent = False
        elif not self.persistent:
            added.append(("Connection", "close"))
        elif self._head.version == "HTTP/1.0":
            added.append(("Connection", "keep-alive"))
        lines = [f"{name}: {value}\r\n" for name, value in [*self._fields, *added]]
        return f"HTTP/1.1 {self.status}\r\n{''.join(lines)}\r\n".encode("latin-1")

    def _said(self, wanted: str) -> str:
        """What the app said in a header, empty when nothing."""
        return next((value for name, value in self._fields if name.lower() == wanted), "")


@lru_cache(maxsize=2)
def date(second: int) -> str:
    """That second in HTTP's own form."""
    return formatdate(second, usegmt=True)
