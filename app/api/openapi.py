"""The API document: OpenAPI 3.0.3, collected by flasgger from the routes' descriptions."""

from __future__ import annotations

from threading import Lock
from typing import Any

from flasgger import Swagger, swag_from
from flasgger.base import NO_SANITIZER
from flask import Flask
from werkzeug.routing import Rule

from app import exceptions as errors
from app.http.rest import schemas30
from app.http.rest.openapi import DOCUMENTATION
from app.wire import schemas

Json = dict[str, Any]
ENDPOINT = "openapi"
BESIDE_API = {"/healthz", "/readyz", "/metrics"}
UNSAFE = {"post", "put", "patch", "delete"}
ABOUT = """
Chat in rooms over plain HTTP. Live delivery is the Socket.IO namespace `/chat`; both speak of the
same things.

Sign in with `register` or `login`, and send the token as `Authorization: Bearer …`. Every answer is
`{"success": true, "data": …}` or `{"success": false, "error": {"code", "type", "message", …}}`;
programs decide by `code`. What one may not see answers exactly like what does not exist. Pages of
messages are oldest first.
"""
TAGS = {
    "accounts": "Names, and the way in and out.",
    "me": "Oneself: profile, picture, password, sessions, all one's data, deletion.",
    "users": "People.",
    "rooms": "The lobby, groups and direct messages (dm).",
    "messages": "History, changes, posting, editing, deleting, reacting, reading.",
    "lobby": "Contract C1: one public room, over Socket.IO (docs/contracts/lobby.md) and these calls.",
    "direct": "Contract C2: direct messages, over Socket.IO (docs/contracts/direct.md); REST reads them.",
    "support": "Contract C5: customer support, a user's one room with the admins.",
    "meta": "For operators.",
}
FAILURES: dict[str, tuple[str, list[errors.DomainError]]] = {
    "BadRequest": ("The body is not a JSON object.", [errors.BadRequest()]),
    "Unauthenticated": ("No token, or one that is bad, expired or revoked.", [errors.Unauthenticated()]),
    "Forbidden": ("Known, but not allowed; or a cookie sent from another site.", [errors.Forbidden()]),
    "NotFound": (
        "It does not exist, or one may not see it.",
        [errors.RoomNotFound(), errors.MessageNotFound(), errors.UserNotFound(), errors.NotFound()],
    ),
    "Conflict": (
        "It is taken.",
        [errors.NameTaken(["siti2", "siti3", "siti4"]), errors.Conflict()],
    ),
    "TooLarge": ("The body is over 64 KiB, or a picture over 5 MiB.", [errors.TooLarge()]),
    "Invalid": (
        "Readable, but some fields break a rule.",
        [errors.Invalid({"username": errors.Reason("field_missing")})],
    ),
    "RateLimited": ("Too often.", [errors.RateLimited(12)]),
    "Internal": ("A fault of the server; the operator finds it by its id.", [errors.DomainError()]),
    "Unavailable": ("The database does not answer.", [errors.Unavailable()]),
}
RETRY_AFTER: Json = {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}
CHALLENGE: Json = {"description": "`Bearer`", "schema": {"type": "string"}}
HEADERS = {"RateLimited": {"Retry-After": RETRY_AFTER}, "Unauthenticated": {"WWW-Authenticate": CHALLENGE}}
_collecting = Lock()


def document(app: Flask) -> Json:
    """The document of all that `app` serves; collected once."""
    with _collecting:
        if ENDPOINT not in app.extensions:
            app.extensions[ENDPOINT] = _collected(app)
    found: Json = app.extensions[ENDPOINT]
    return found


def _collected(app: Flask) -> Json:
    for rule in filter(is_documented, app.url_map.iter_rules()):
        view = app.view_functions[rule.endpoint]
        if facts := getattr(view, DOCUMENTATION, None):
            swag_from(facts)(view)
    specs = [{"endpoint": ENDPOINT, "rule_filter": is_documented}]
    config = {"openapi": "3.0.3", "specs": specs, "headers": []}
    swagger = Swagger(config=config, sanitizer=NO_SANITIZER, template=_template())
    swagger.app = app  # without its `init_app`, which would serve its own, outdated pages
    collected: Json = swagger.get_apispecs(ENDPOINT)
    for path in collected["paths"].values():
        for method, operation in path.items():
            _finish(method, operation)
    return collected


def is_documented(rule: Rule) -> bool:
    """Whether a route belongs in the document."""
    return rule.rule.startswith("/api/") or rule.rule in BESIDE_API


def _template() -> Json:
    return {
        "info": {"title": "Ngobrol", "version": "1", "description": ABOUT.strip()},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "components": {
            "responses": {name: _failure(name, *facts) for name, facts in FAILURES.items()},
            "schemas": dict(schemas30.components()),
            "securitySchemes": {
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _failure(name: str, description: str, examples: list[errors.DomainError]) -> Json:
    shown = {}
    for error in examples:
        shape = error.as_dict() | error.reasons() | ({"id": "9f2c41d07a3e"} if error.status >= 500 else {})
        shown[type(error).__name__] = {"value": {"success": False, "error": shape}}
    content = {"schema": schemas30.reference(schemas.Failure), "examples": shown}
    response: Json = {"description": description, "content": {"application/json": content}}
    return response | ({"headers": HEADERS[name]} if name in HEADERS else {})


def _finish(method: str, operation: Json) -> None:
    # flasgger takes a whole docstring for the summary unless YAML follows it.
    summary, _, description = operation["summary"].partition("\n\n")
    operation["summary"] = " ".join(summary.split()).removesuffix(".")
    if description:
        operation["description"] = description
    if method in UNSAFE and operation.get("security"):
        operation["responses"].setdefault("403", {"$ref": "#/components/responses/Forbidden"})
