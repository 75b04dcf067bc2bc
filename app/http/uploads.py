"""Files in requests: the only ones that may be larger than the rest."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from app.exceptions import Invalid, Reason, TooLarge
from app.services import pictures

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
FORM = 64 * 1024
"""Bytes of a form round its file."""
LARGEST = pictures.MOST_BYTES + FORM
"""Bytes of the largest request that any door takes."""


def picture() -> bytes:
    """The body of this request. Raises `RequestEntityTooLarge`."""
    request.max_content_length = pictures.MOST_BYTES
    return request.get_data(cache=False)


def picture_of_form(name: str) -> bytes:
    """The file in the form's field `name`. Raises `TooLarge`, `Invalid`."""
    request.max_content_length = LARGEST
    try:
        file = request.files.get(name)
    except RequestEntityTooLarge:
        raise TooLarge("picture_too_large") from None
    if file is None or not file.filename:
        raise Invalid({name: Reason("picture_missing")})
    data: bytes = file.read()
    return data
