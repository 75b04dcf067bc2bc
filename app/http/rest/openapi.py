"""What a route's documentation says, beside the route; flasgger collects it (see `app.api.openapi`)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from app.http.rest import schemas30
from app.wire import schemas

V = TypeVar("V", bound=Callable[..., Any])
Json = dict[str, Any]
Model = type[BaseModel]
REFUSALS = {
    400: "BadRequest",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    422: "Invalid",
    429: "RateLimited",
    500: "Internal",
    503: "Unavailable",
}
"""HTTP status → name of the response component."""
DOCUMENTATION = "documentation"
"""The attribute of a view that holds what is said here."""
SUCCESSES = {200: "Done.", 201: "Made."}
BODY, QUERY = (400, 413, 422), (422,)


def documented(
    tags: str,
    *answers: tuple[int, Model | None],
    body: Model | None = None,
    query: Model | None = None,
    refuses: tuple[int, ...] = (),
    listed: bool = False,
    public: bool = False,
    upload: tuple[str, ...] = (),
) -> Callable[[V], V]:
    """Describe a route: `answers` are its successes, status and shape of `data` (None: null, `Bare`: absent).

    `refuses` names errors beyond those that follow from the rest: reading a body or a
    query, an id in the path, signing in and its limit (unless `public`). `listed`: `data` is a list of
    the shape. `upload`: the body is a file of one of these types. Summary and description are the docstring.
    """

    def describe(view: V) -> V:
        path = _path(view)
        errors = {500, *refuses, *(() if public else (401, 429)), *((404,) if path else ())}
        errors |= {*(BODY if body or upload else ()), *(QUERY if query else ())}
        spec: Json = {
            "tags": tags.split(),
            "operationId": f"{view.__module__.rpartition('.')[2]}_{view.__name__}",
            "parameters": path + (_query(query) if query else []),
            "responses": {status: _success(status, shape, listed) for status, shape in answers}
            | {status: {"$ref": f"#/components/responses/{REFUSALS[status]}"} for status in sorted(errors)},
            "security": [] if public else [{"bearerAuth": []}],
        }
        if body or upload:
            spec["requestBody"] = _body(body) if body else _file(upload)
        setattr(view, DOCUMENTATION, spec)
        return view

    return describe


def _path(view: Callable[..., Any]) -> list[Json]:
    kinds = {int: schemas30.ID, UUID: schemas30.UUID}
    hints = get_type_hints(view)
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds[hints[name]]}
        for name in inspect.signature(view).parameters
    ]


def _query(model: Model) -> list[Json]:
    schema = schemas30.inline(model)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": facts}
        for name, facts in schema["properties"].items()
    ]


def _body(model: Model) -> Json:
    needed = any(field.is_required() for field in model.model_fields.values())
    media: Json = {"schema": schemas30.reference(model)}
    if (example := example_of(model)) is not None:
        media["example"] = example
    return {"required": needed, "content": {"application/json": media}}


def example_of(model: Model) -> Json | None:
    """The example that stands in the model itself; one that it inherits is of another shape."""
    return vars(model).get("EXAMPLE")


def _file(types: tuple[str, ...]) -> Json:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"required": True, "content": dict.fromkeys(types, binary)}


def _success(status: int, shape: Model | None, listed: bool) -> Json:
    if shape is schemas.PlainText:
        return {"description": SUCCESSES[200], "content": {"text/plain": {"schema": {"type": "string"}}}}
    properties: Json = {"success": schemas30.TRUE}
    whole: Json = {"success": True}
    if shape is not schemas.Bare:
        data: Json = schemas30.reference(shape) if shape else schemas30.NULL
        example = example_of(shape) if shape else None
        properties["data"] = {"type": "array", "items": data} if listed else data
        whole["data"] = [example] if listed else example
    if listed:
        properties["paging"] = schemas30.reference(schemas.Paging)
        whole["paging"] = schemas.Paging.EXAMPLE
    schema = {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }
    return {
        "description": SUCCESSES[status],
        "content": {"application/json": {"schema": schema, "example": whole}},
    }
