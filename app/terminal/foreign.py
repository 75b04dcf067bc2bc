"""What is no terminal: a browser, or another program that was made to connect here.

Any web page can have a browser send a request to this port, with a body of lines that it chose, and some
accounts sign in by name alone. What a browser sends first is never a command: a request line, or TLS or STUN,
which are bytes. So a connection that speaks another protocol is closed before its next line is looked at, and
one that has sent what nobody can type may not sign in any more. (J. Topf, "The HTML Form Protocol Attack",
2001; J. Maddux, "When TLS Hacks You", 2020.)
"""

from __future__ import annotations

import re

from app.exceptions import DomainError
from app.terminal.commands import USAGES
from app.terminal.lines import MARK, decoded

TLS = b"\x16"
"""The first byte of its handshake (RFC 8446, 5.1), which may have no end of a line to wait for."""

OTHERS = re.compile(
    rb"\s*(?:"
    rb"(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI)(?:\s|$)"  # RFC 9110, 9113
    rb"|\S+\s+(?:\S+\s+)?(?i:HTTP|RTSP|SIP|ICAP)/\d"  # any other method
    rb"|[!#$%&'*+.^_`|~0-9A-Za-z-]+:(?:\s|$)"  # a header of HTTP or of a mail
    rb"|(?i:EHLO|HELO|LHLO)(?:\s|$)|SSH-\d|[*$]\d"  # mail, SSH, Redis
    rb")"
)
LOOKED_AT = 1024  # bytes of a line


def begins_another(line: bytes | None) -> bool:
    """Whether a line belongs to another protocol; null is one that was too long to be kept.

    A line that begins with a command doesn't: a browser must ask before it uses such a method (Fetch, 4.8).
    """
    if line is None or line.partition(b" ")[0].decode("latin-1") in USAGES:
        return False
    return OTHERS.match(line.removeprefix(MARK)[:LOOKED_AT]) is not None


def can_be_typed(line: bytes | None) -> bool:
    """Whether it is text, of a length and without bytes that no keyboard makes."""
    try:
        decoded(line)
    except DomainError:
        return False
    return True
