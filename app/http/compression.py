"""Answers that travel compressed: static files, and pages.

A page holds private text beside text that others wrote, and the length of the two compressed together
tells a little of what they have in common (the BREACH attack). So each page gets some bytes more, by
chance ("Heal the Breach", Palacios and others 2022, https://ieeexplore.ieee.org/document/9754554; Django does
the same).
"""

from __future__ import annotations

import gzip
import re
import secrets
import zlib

import brotli
from flask import Flask, Response, request

from app.concurrency import run_blocking

TYPES = {"text/css", "text/html", "text/javascript", "application/javascript", "image/svg+xml"}
TYPES |= {"application/json", "application/manifest+json"}
COMMENTS = re.compile(rb"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
"""Lines of our scripts that are only comment: a fifth of what would travel. Empty ones keep the numbers."""
SMALLEST = 512
BIG = 200_000
CODINGS = ["br", "gzip"]
PADDING = 100
"""A page is up to so many bytes longer than it would be."""
_packed: dict[tuple[bytes, str], bytes] = {}


def init_app(app: Flask) -> None:
    """Compress static files and pages, for clients that can read it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    static = request.endpoint == "static"
    if (
        not (static or response.mimetype == "text/html")
        or response.mimetype not in TYPES
        or response.status_code != 200
    ):
        return response
    response.vary.add("Accept-Encoding")
    coding = request.accept_encodings.best_match(CODINGS if static else CODINGS[1:])
    if "Range" in request.headers or not coding:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    response.set_data(_kept(body, coding) if static else padded(body))
    response.headers["Content-Encoding"] = coding
    response.headers.pop("Accept-Ranges", None)
    if etag := response.get_etag()[0]:
        response.set_etag(f"{etag}-{coding}")
        response.make_conditional(request)
    return response


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


def padded(body: bytes) -> bytes:
    """`body` as a gzip stream, in whose head stands a file's name of any length."""
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    head = bytearray(packed[:10])
    head[3] = gzip.FNAME  # the flag that a name follows (RFC 1952, 2.3.1)
    return bytes(head) + b"x" * secrets.randbelow(PADDING) + b"\0" + packed[10:]
