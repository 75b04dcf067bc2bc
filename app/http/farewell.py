"""What a browser is told when somebody isn't signed in any more."""

from __future__ import annotations

from flask import Request, Response

from app.http import requests, tokens


def drop_kept(response: Response) -> None:
    """Have the browser drop all that it keeps of who was signed in: unsent messages, drafts, databases.

    Only its storage: "cookies" would take theme and language along. Browsers ignore it over plain HTTP;
    there, and where it isn't known, `static/js/core/forget-person.js` does the same on each page for nobody.
    """
    response.headers["Clear-Site-Data"] = '"storage"'


def forget(request: Request, response: Response) -> None:
    """As `drop_kept`, and the cookie goes, too."""
    response.delete_cookie(tokens.COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    drop_kept(response)


def of_cookie(request: Request, response: Response) -> Response:
    """As `forget` where the session that just ended is the one of our pages, not that of a program."""
    if requests.bearer(request) is None:
        forget(request, response)
    return response
