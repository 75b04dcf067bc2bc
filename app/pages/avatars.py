"""`/avatar/<id>.svg`: initials on a colour; the same person looks the same everywhere."""

from __future__ import annotations

from html import escape
from typing import Any

from flask import Blueprint, Response, request

from app.edge import payloads
from app.exceptions import UserNotFound
from app.pages.filters import initials
from app.services import accounts

pages = Blueprint("avatars", __name__)
HUES = ((24, 54), (42, 60), (88, 30), (172, 42), (216, 48), (262, 36), (336, 46), (30, 20))
"""Hue and saturation; at the lightness below, white on each of them keeps 4.5:1."""
GREY = (30, 6)


@pages.get(f"/avatar/<int(min=1, max={payloads.MAX_ID}):user_id>.svg")
def avatar(user_id: int) -> Any:
    """A user's picture. A deleted user and one that never was look alike: nobody."""
    try:
        svg = drawn(HUES[user_id % len(HUES)], initials(accounts.get(user_id).display_name))
    except UserNotFound:
        svg = drawn(GREY, "–")
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


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
