"""One handler for whatever a view, Flask or the router raises: JSON for programs, a page for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from app.exceptions import (
    BadRequest,
    DomainError,
    Forbidden,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
)
from app.wire.errors import describe_with_reasons

Json = dict[str, Any]
Renderer = Callable[[Json, int], Any]
PAGES = "error_page"
KNOWN: dict[int, type[DomainError]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
}
PROGRAMS = ("/api/", "/openapi.json/", "/healthz/", "/readyz/", "/metrics/", "/socket.io/")


def init_app(app: Flask) -> None:
    """Take every exception of the app."""
    app.register_error_handler(Exception, answer)


def use_page(app: Flask, renderer: Renderer) -> None:
    """How an error looks to people: `renderer(error object, status)`."""
    app.extensions[PAGES] = renderer


def answer(error: Exception) -> Any:
    """The answer to an exception, with its headers (`Retry-After`, `Allow`, redirects as they are)."""
    if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
        return error
    shape, status = _described(error)
    renderer: Renderer | None = current_app.extensions.get(PAGES)
    if renderer is None or f"{request.path}/".startswith(PROGRAMS):
        response = as_json(shape, status)
    else:
        response = current_app.make_response(renderer(shape, status))
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
    return response


def as_json(shape: Json, status: int) -> Response:
    """The contracts' envelope around an error object."""
    response = jsonify({"success": False, "error": shape})
    response.status_code = status
    return response


def _described(error: Exception) -> tuple[Json, int]:
    if not isinstance(error, HTTPException) or (error.code or 500) >= 500:
        return describe_with_reasons(error)
    status = error.code or 500
    known = KNOWN[status]() if status in KNOWN else BadRequest("http_refused", reason=error.name)
    return known.as_dict() | known.reasons(), status
