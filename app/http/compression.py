"""Answers that travel compressed: static files whole, pages in what is nobody's own.

A page holds private text beside text that others wrote, and the length of the two compressed together
would tell what they have in common (the BREACH attack). So only what templates mark is compressed, the
import map, our texts, the markup of rows; all else goes into the same gzip stream as it is, and is a row
of zeros to the compressor.
"""

from __future__ import annotations

import re
import zlib

import brotli
from flask import Flask, Response, g, request

from app.concurrency import run_blocking

TYPES = {"text/css", "text/html", "text/javascript", "application/javascript", "image/svg+xml"}
TYPES |= {"application/json", "application/manifest+json"}
PIECES = "same_for_all"
COMMENTS = re.compile(rb"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
"""Lines of our scripts that are only comment: a fifth of what would travel. Empty ones keep the numbers."""
SMALLEST = 512
BIG = 200_000
CODINGS = ["br", "gzip"]
STORED_MOST = 0xFFFF
HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
END = b"\x01\0\0\xff\xff"
_packed: dict[tuple[bytes, str], bytes] = {}


def init_app(app: Flask) -> None:
    """Compress static files and the marked pieces of pages, for clients that can read it."""
    app.after_request(_compress)
    app.add_template_filter(same_for_all)


def same_for_all(piece: str) -> str:
    """Mark markup of this page as nobody's own: it may be compressed. Returns it."""
    g.setdefault(PIECES, []).append(piece.encode())
    return piece


def _compress(response: Response) -> Response:
    static = request.endpoint == "static"
    if not (static or _is_page(response)) or response.mimetype not in TYPES or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    coding = request.accept_encodings.best_match(CODINGS if static else CODINGS[1:])
    if "Range" in request.headers or not coding:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    response.set_data(_kept(body, coding) if static else assembled(body, g.get(PIECES, [])))
    response.headers["Content-Encoding"] = coding
    response.headers.pop("Accept-Ranges", None)
    if etag := response.get_etag()[0]:
        response.set_etag(f"{etag}-{coding}")
        response.make_conditional(request)
    return response


def _is_page(response: Response) -> bool:
    return PIECES in g and response.mimetype == "text/html"


def _kept(body: bytes, coding: str) -> bytes:
    """A static file packed, once in the life of the process."""
    known = (body, coding)
    if known not in _packed:
        _packed[known] = run_blocking(_pack, body, coding, "/js/" in request.path)
    return _packed[known]


def _pack(body: bytes, coding: str, ours: bool) -> bytes:
    if ours:
        body = COMMENTS.sub(lambda lines: b"\n" * lines[0].count(b"\n"), body)
    big = len(body) > BIG
    if coding == "br":
        return bytes(brotli.compress(body, quality=5 if big else 11))
    packer = zlib.compressobj(6 if big else 9, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def assembled(body: bytes, pieces: list[bytes]) -> bytes:
    """`body` as a gzip stream in which only `pieces`, found in this order, are compressed."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    out, at = [HEAD], 0
    for piece in pieces:
        start = body.find(piece, at)
        if start >= 0:
            out.append(_stored(body[at:start]))
            # The stream goes on as if zeros stood there, which no piece has: none refers to it.
            packer.compress(bytes(start - at)), packer.flush(zlib.Z_SYNC_FLUSH)
            out.append(packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH))
            at = start + len(piece)
    size = len(body) & 0xFFFFFFFF
    trailer = zlib.crc32(body).to_bytes(4, "little") + size.to_bytes(4, "little")
    return b"".join([*out, _stored(body[at:]), END, trailer])


def _stored(text: bytes) -> bytes:
    blocks = (text[at : at + STORED_MOST] for at in range(0, len(text), STORED_MOST))
    return b"".join(
        b"\0" + len(b).to_bytes(2, "little") + (len(b) ^ 0xFFFF).to_bytes(2, "little") + b for b in blocks
    )
