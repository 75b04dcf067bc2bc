"""A body that is read is read whole, or refused: also one in chunks, whose length nobody said."""

from __future__ import annotations

from functools import cached_property
from typing import IO, cast

from flask import Flask, Request
from werkzeug.wsgi import LimitedStream, get_input_stream


class WholeStream(LimitedStream):
    """A body in chunks. The library's own would end at the limit, as if nothing came after it."""

    def readall(self) -> bytes:
        """All of it. Raises `RequestEntityTooLarge` when it is longer than the limit."""
        data = super().readall()
        if self.is_exhausted and self._stream.read(1):
            self.on_exhausted()
        return data


class WholeRequest(Request):
    @cached_property
    def stream(self) -> IO[bytes]:
        """The body as it comes."""
        found = get_input_stream(self.environ, max_content_length=self.max_content_length)
        if isinstance(found, LimitedStream) and "wsgi.input_terminated" in self.environ:
            return cast(IO[bytes], WholeStream(found._stream, found.limit, is_max=True))
        return found


def init_app(app: Flask) -> None:
    """Read every request's body so."""
    app.request_class = WholeRequest
