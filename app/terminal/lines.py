"""Bytes to lines: whatever arrives, each line is either text or one clear refusal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from app.exceptions import BadRequest, TooLarge

LONGEST = 8 * 1024  # bytes, without the line's end
MARK = b"\xef\xbb\xbf"  # the byte order mark that Windows' editors and shells put before a text
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Splitter:
    """Cuts a stream at LF or CRLF; keeps never more than one line, and no line that is too long."""

    def __init__(self) -> None:
        self._begun = b""
        self._skipping = False
        self._first = True

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """The lines that end in `data`, without their ends.

        Null for one that is too long: once, as soon as that is known. What has no end yet
        waits for the next call, and is no line if none comes. A mark before the first line is dropped.
        """
        *ended, self._begun = (self._begun + data).split(b"\n")
        if ended and self._first:
            self._first = False
            ended[0] = ended[0].removeprefix(MARK)
        for line in ended:
            if self._skipping:
                self._skipping = False
            else:
                whole = line.removesuffix(b"\r")
                yield whole if len(whole) <= LONGEST else None
        if self._skipping:
            self._begun = b""
        elif len(self._begun.removesuffix(b"\r")) > LONGEST:
            self._begun, self._skipping = b"", True
            yield None


def decoded(line: bytes | None) -> str:
    """The text of a line. Raises `TooLarge`, or `BadRequest` for what is no text."""
    if line is None:
        raise TooLarge("line_too_long", num=LONGEST)
    if line.startswith(UTF_16):
        raise BadRequest("line_utf16")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise BadRequest("line_not_utf8") from None
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise BadRequest("line_control")
    return text
