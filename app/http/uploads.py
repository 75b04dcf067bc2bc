"""Files in requests: the only ones that may be larger than the rest."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from app import limits
from app.exceptions import Invalid, Reason, TooLarge
from app.services import pictures
from app.services.actor import Actor
from app.snapshots import AccountSnapshot

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
FORM = 64 * 1024
"""Bytes of a form round its file."""
LARGEST = pictures.MOST_BYTES + FORM
"""Bytes of the largest request that any door takes."""


def picture(actor: Actor) -> AccountSnapshot:
    """Make the body of this request the actor's picture. Raises as `pictures.replace`, and `RateLimited`."""
    limits.hit(limits.PICTURES, str(actor.user_id))
    request.max_content_length = pictures.MOST_BYTES
    return pictures.replace(actor, request.get_data(cache=False))


def picture_of_form(actor: Actor, name: str) -> AccountSnapshot:
    """As `picture`, with the file in the form's field `name`."""
    limits.hit(limits.PICTURES, str(actor.user_id))
    request.max_content_length = LARGEST
    try:
        file = request.files.get(name)
    except RequestEntityTooLarge:
        raise TooLarge("picture_too_large") from None
    if file is None or not file.filename:
        raise Invalid({name: Reason("picture_missing")})
    return pictures.replace(actor, file.read())
