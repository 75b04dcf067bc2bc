"""What came from outside as a payload, or why it is none."""

from __future__ import annotations

import re
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.exceptions import BadRequest, Invalid, Reason

MOST_FAULTS = 20  # an answer to 64 KiB of unknown fields stays small
WHOLE_NUMBER = re.compile("-?[0-9]{1,20}")

P = TypeVar("P", bound=BaseModel)


class Unfit(ValueError):
    """What a field's own check raises: why its value can't be taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text)
        self.reason = reason


def read(model: type[P], data: Any) -> P:
    """`data` as `model`. Raises `BadRequest` unless it is an object, `Invalid` with the fields' faults."""
    if not isinstance(data, dict):
        raise BadRequest("not_an_object")
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


def _faults(error: ValidationError) -> dict[str, Reason]:
    return {
        ".".join(str(part) for part in fault["loc"]) or "body": _reason(fault)
        for fault in error.errors(include_url=False, include_input=False)[:MOST_FAULTS]
    }


def _reason(fault: ErrorDetails) -> Reason:
    """Our own reason where a check of ours gave one; the rest is pydantic's own words."""
    raised = fault.get("ctx", {}).get("error")
    if isinstance(raised, Unfit):
        return raised.reason
    kind = fault["type"]
    if kind == "missing":
        return Reason("field_missing")
    return Reason("field_unreadable", reason=fault["msg"])
