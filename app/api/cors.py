"""Other origins: those of `CLIENT_URL` may use `/api/*` with a token, never with the cookie."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from config import normal_origin

METHODS = "GET, POST, PUT, PATCH, DELETE"
HEADERS = "Authorization, Content-Type"
READABLE = "Retry-After, WWW-Authenticate"
REMEMBERED = "600"
"""Seconds that a browser may keep the answer to a preflight."""


def init_app(app: Flask) -> None:
    """Answer OPTIONS on `/api/*`, and add the headers to every answer there."""
    app.before_request(_options)
    app.after_request(_allow)


def _here() -> bool:
    return request.path.startswith("/api/")


def _options() -> Response | None:
    if request.method != "OPTIONS" or not _here() or request.routing_exception is not None:
        return None
    response = current_app.make_default_options_response()
    response.status_code = 204
    del response.headers["Content-Type"]
    return response


def _allow(response: Response) -> Response:
    allowed = current_app.config["SETTINGS"].client_url
    if not allowed or not _here():
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is None or normal_origin(origin) not in allowed:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = READABLE
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = HEADERS
        response.headers["Access-Control-Max-Age"] = REMEMBERED
    return response
