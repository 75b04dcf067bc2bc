"""What came from outside as a payload, or why it is none."""

from __future__ import annotations

import re
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from app.exceptions import BadRequest, Invalid

MOST_FAULTS = 20  # an answer to 64 KiB of unknown fields stays small
WHOLE_NUMBER = re.compile("-?[0-9]{1,20}")

P = TypeVar("P", bound=BaseModel)


def read(model: type[P], data: Any) -> P:
    """`data` as `model`. Raises `BadRequest` unless it is an object, `Invalid` with the fields' faults."""
    if not isinstance(data, dict):
        raise BadRequest("A JSON object is expected.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid(_faults(error)) from None


def read_query(model: type[P], arguments: Any) -> P:
    """Query arguments, all of them text, as `model`; whole numbers count as such. Raises `Invalid`."""
    return read(
        model, {name: _argument(model, name, value) for name, value in arguments.items() if value != ""}
    )


def _argument(model: type[BaseModel], name: str, value: str) -> int | str:
    field = model.model_fields.get(name)
    if field is None or _mentions(field.annotation, str) or not WHOLE_NUMBER.fullmatch(value):
        return value
    return int(value)


def _mentions(annotation: Any, kind: type) -> bool:
    return annotation is kind or any(_mentions(part, kind) for part in get_args(annotation))


def _faults(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(str(part) for part in fault["loc"]) or "body": fault["msg"].removeprefix("Value error, ")
        for fault in error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FAULTS]
    }
