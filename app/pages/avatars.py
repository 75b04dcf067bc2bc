"""`/avatar/<id>.svg`: initials on a colour; the same person looks the same everywhere."""

from __future__ import annotations

from html import escape

from flask import Response

from app.pages.filters import initials

HUES = ((24, 54), (42, 60), (88, 30), (172, 42), (216, 48), (262, 36), (336, 46), (30, 20))
"""Hue and saturation per person; lightness is fixed where white on it keeps 4.5:1."""


def drawn(user_id: int, name: str) -> Response:
    """An SVG of `name`'s initials; colour from `user_id`."""
    hue, saturation = HUES[user_id % len(HUES)]
    text = escape(initials(name))
    size = 30 if len(text) == 1 else 26
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<rect width="64" height="64" fill="hsl({hue} {saturation}% 33%)"/>'
        f'<text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fffaf3" font-size="{size}" '
        f'font-weight="600" font-family="system-ui, Roboto, Arial, sans-serif">{text}</text></svg>'
    )
    return Response(svg, mimetype="image/svg+xml")
