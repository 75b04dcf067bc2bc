"""`/avatar/…`: somebody's picture, or their initials on a colour."""

from __future__ import annotations

from html import escape
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from app import limits
from app.databases import MAX_ID
from app.exceptions import UserNotFound
from app.http import requests, tokens
from app.pages import identity
from app.pages.filters import initials
from app.services import accounts, pictures
from app.wire import shapes

pages = Blueprint("avatars", __name__)
USER = f"/avatar/<int(min=1, max={MAX_ID}):user_id>"
FOR_EVER = "private, max-age=31536000, immutable"
REVALIDATED = "private, no-cache"
HUES = ((24, 54), (42, 60), (88, 30), (172, 42), (216, 48), (262, 36), (336, 46), (30, 20))
"""Hue and saturation; at the lightness below, white on each of them keeps 4.5:1."""
GREY = (30, 6)


@pages.before_request
def _no_more_than_people_look_at() -> None:
    if not tokens.genuine(request.cookies.get(tokens.COOKIE)):
        limits.hit(limits.LOOK_UPS, requests.device(request).network)


@pages.get(USER + ".svg")
def avatar(user_id: int) -> Any:
    """A user's initials, or the way to their picture. Deleted users and those that never were look alike.

    Ids can be walked, so strangers find nobody's picture here; who was told its own address sees it.
    """
    try:
        user = accounts.get(user_id)
    except UserNotFound:
        svg = drawn(GREY, "–")
    else:
        if user.picture and identity.visitor():
            return _see(shapes.avatar(user))
        svg = drawn(HUES[user_id % len(HUES)], initials(user.display_name))
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = REVALIDATED
    response.add_etag()
    return response.make_conditional(request)


@pages.get(USER + "-<string(length=16):digest>.webp")
def picture(user_id: int, digest: str) -> Any:
    """A user's picture, which this address has for ever; once it was replaced, the way to the present one."""
    data = pictures.find(user_id, digest)
    if data is None:
        return _see(url_for(".avatar", user_id=user_id))
    response = Response(data, mimetype=pictures.TYPE)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _see(address: str) -> Any:
    response = redirect(address, 302)
    response.headers["Cache-Control"] = REVALIDATED
    return response


def drawn(colour: tuple[int, int], letters: str) -> str:
    """An SVG of a few letters; `colour` is a hue and a saturation."""
    size = 30 if len(letters) == 1 else 25
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<rect width="64" height="64" fill="hsl({colour[0]} {colour[1]}% 33%)"/>'
        f'<text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fffaf3" font-size="{size}" '
        'font-weight="600" font-family="Roboto, Liberation Sans, Arial, sans-serif">'
        f"{escape(letters)}</text></svg>"
    )
