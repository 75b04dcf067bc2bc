"""What a request's head looks like (RFC 9112 and 9110), and nothing but that.

What the RFCs let a server forgive is refused: line ends that are not CRLF, folded lines, blanks
before a colon, lengths that are no plain number. Two readers who forgive differently see two
different requests, and that is all that smuggling takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from time import monotonic

from app.serving.refusals import Refused, malformed
from app.serving.stream import Stream

LINE = 8 * 1024  # bytes of one line; nginx takes four of these by default, and no more than that
HEAD = 4 * LINE
FIELDS = 100
WITHIN = 10.0  # seconds from its first byte to its last

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# A path in plain UTF-8 is not in the grammar, but sent by people's scripts, and can't be misread.
REQUEST_LINE = re.compile(rb"(%b) ([\x21-\x22\x24-\x7e\x80-\xff]+) (HTTP/[0-9]\.[0-9])" % TOKEN)
FIELD = re.compile(rb"(%b):([\t\x20-\x7e\x80-\xff]*)" % TOKEN)
NO_LINE_END = re.compile(rb"(?<!\r)\n|\r[^\n]|\0")
ABSOLUTE = re.compile(r"https?://([^/?]*)(/[^?]*)?(?:\?(.*))?", re.IGNORECASE)
HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,255})(?::([0-9]{0,5}))?")
LENGTH = re.compile(r"[0-9]{1,18}")
VERSIONS = {"HTTP/1.1", "HTTP/1.0"}
ONCE = {"host", "content-length", "transfer-encoding"}


@dataclass(slots=True)
class Head:
    """A request without its body."""

    method: str
    path: str
    query: str
    version: str
    fields: dict[str, str]
    """By names in lower case; what came several times is joined."""
    length: int | None
    """Bytes of its body; null when it comes in chunks."""

    @property
    def persistent(self) -> bool:
        """Whether another request may follow on the connection."""
        said = {part.strip().lower() for part in self.fields.get("connection", "").split(",")}
        return "close" not in said if self.version == "HTTP/1.1" else "keep-alive" in said

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for a sign before it sends the body."""
        return self.version == "HTTP/1.1" and "expect" in self.fields


def read(stream: Stream, idle: float) -> bytes | None:
    """The bytes of the next head, without its end; null when none came within `idle` seconds.

    Raises `Refused` for one that is too large, too slow or has lines that don't end in CRLF.
    """
    held = stream.held
    try:
        if not held and not stream.more(monotonic() + idle):
            return None
    except TimeoutError:
        return None
    deadline, checked, blank = monotonic() + WITHIN, 0, False
    while True:
        if not blank and held.startswith(b"\r\n"):
            del held[:2]  # RFC 9112, section 2.2: one empty line before a request is to be ignored
            blank = True
        end = held.find(b"\r\n\r\n", max(checked - 3, 0))
        _check(held, checked, len(held) if end < 0 else end + 4)
        if end >= 0:
            head = stream.take(end + 4)
            return head[:-4]
        checked = len(held)
        try:
            if not stream.more(deadline):
                return None
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The request took too long.") from None


def _check(held: bytearray, checked: int, end: int) -> None:
    """Refuse what is wrong already, although more may come; all before `checked` was looked at."""
    if held.find(b"\r\n", 0, LINE + 2) < 0 and end > LINE:
        raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long.")
    if end > HEAD:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large.")
    if NO_LINE_END.search(held, max(checked - 1, 0), end):
        raise malformed("Lines end in CRLF.")


def parse(raw: bytes) -> Head:
    """The head that these bytes are. Raises `Refused` when they are none."""
    first, *lines = raw.split(b"\r\n")
    line = REQUEST_LINE.fullmatch(first)
    if line is None:
        raise malformed("This is no HTTP request.")
    method, target, version = (part.decode("latin-1") for part in line.groups())
    if version not in VERSIONS:
        raise Refused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 and HTTP/1.0 are understood.")
    fields = _fields(lines)
    length = _length(version, fields)
    if version == "HTTP/1.1" or "host" in fields:
        _check_host(fields.get("host", ""))
    path, query = _target(method, target, fields)
    if version == "HTTP/1.1" and fields.get("expect", "100-continue").lower() != "100-continue":
        raise Refused(HTTPStatus.EXPECTATION_FAILED, "Only 100-continue can be expected.")
    return Head(method, path, query, version, fields, length)


def field(line: bytes) -> tuple[str, str]:
    """Name, in lower case, and value of a header's line. Raises `Refused`."""
    if len(line) > LINE:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "A header is too large.")
    found = FIELD.fullmatch(line)
    if found is None:
        raise malformed("A header is malformed.")
    return _name(found[1]), found[2].strip(b" \t").decode("latin-1")


def _fields(lines: list[bytes]) -> dict[str, str]:
    if len(lines) > FIELDS:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "There are too many headers.")
    fields: dict[str, str] = {}
    for line in lines:
        name, value = field(line)
        if "_" in name:
            # An environ can't tell it from the one with a hyphen.
            if name.replace("_", "-") in ONCE:
                raise malformed(f"{name} is no header.")
        elif name not in fields:
            fields[name] = value
        elif name in ONCE:
            raise malformed(f"There may be one {name} only.")
        else:
            fields[name] += ("; " if name == "cookie" else ",") + value
    return fields


@lru_cache(maxsize=256)
def _name(raw: bytes) -> str:
    return raw.decode("ascii").lower()


def _length(version: str, fields: dict[str, str]) -> int | None:
    """How long the body is, null when it comes in chunks (RFC 9112, section 6.3)."""
    length, coding = fields.get("content-length"), fields.get("transfer-encoding")
    if coding is not None:
        if length is not None or version == "HTTP/1.0" or coding.lower() != "chunked":
            raise malformed("How long the body is can't be told.")
        return None
    if length is None:
        return 0
    if not LENGTH.fullmatch(length):
        raise malformed("Content-Length is a number of bytes.")
    return int(length)


def _target(method: str, target: str, fields: dict[str, str]) -> tuple[str, str]:
    """Path and query; the host that an absolute target names counts instead of the header's."""
    if method == "CONNECT":
        raise Refused(HTTPStatus.NOT_IMPLEMENTED, "This is no proxy.")
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        path, _, query = target.partition("?")
        return path, query
    absolute = ABSOLUTE.fullmatch(target)
    if absolute is None:
        raise malformed("The address is malformed.")
    _check_host(absolute[1])
    fields["host"] = absolute[1]
    return absolute[2] or "/", absolute[3] or ""


def _check_host(host: str) -> None:
    found = HOST.fullmatch(host)
    if found is None or int(found[1] or 0) > 65535:
        raise malformed("There must be one Host, and a host it must be.")
