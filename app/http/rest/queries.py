"""What a request says: who asks, its body, its query."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel

from app.exceptions import BadRequest
from app.http import requests
from app.services.actor import Actor, Device
from app.wire import validation

P = TypeVar("P", bound=BaseModel)


def actor() -> Actor:
    """Who asks, by token or cookie. Raises `Unauthenticated`, `Forbidden`."""
    return requests.actor(request)


def device() -> Device:
    """What they ask from."""
    return requests.device(request)


def body(model: type[P]) -> P:
    """The JSON body as `model`, whatever the Content-Type says; no body counts as `{}`.

    Raises `BadRequest`, `RequestEntityTooLarge` (Flask's own), `Invalid`.
    """
    return validation.read(model, _json(request.get_data()))


def query(model: type[P]) -> P:
    """The query as `model`. Raises `Invalid`."""
    return validation.read_query(model, request.args)


def _json(raw: bytes) -> Any:
    if not raw.strip():
        return {}
    try:
        return json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadRequest("not_json") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
