"""A form as its page shows it again: what was typed, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from app.exceptions import DomainError, Invalid, NameTaken, Reason
from app.i18n import error_text
from app.wire import payloads

SECRET = {"password", "current_password"}


@dataclass
class Form:
    """Typed `values` by field, `errors` beside their fields, `problem` above all of them."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    suggestions: list[str] = field(default_factory=list)


def typed() -> dict[str, str]:
    """What the person typed, to be shown again: without passwords, and without what HTML can't carry."""
    return {name: value.replace("\0", "") for name, value in request.form.items() if name not in SECRET}


def failed(
    error: DomainError, fields: set[str], otherwise: str | None = None, typed_again: bool = True
) -> Form:
    """The form again after `error`, with what was typed unless that may be too large to read.

    Faults of `fields` stand beside them; an error without fields stands beside the
    field `otherwise` when it is given, else above the form.
    """
    form = Form(typed() if typed_again else {})
    if isinstance(error, NameTaken):
        form.suggestions = error.suggestions
        otherwise = "username"
    if isinstance(error, Invalid):
        for name, fault in error.faults.items():
            if name in fields:
                form.errors[name] = error_text(fault)
            else:
                form.problem = error_text(fault)
    elif otherwise:
        form.errors[otherwise] = error_text(error.reason)
    else:
        form.problem = error_text(error.reason)
    return form


def text(name: str) -> str:
    """A field of the form, "" when it is absent. Raises `Invalid` for what no database takes as text."""
    value = request.form.get(name, "")
    if payloads.NO_TEXT.search(value):
        raise Invalid({name: Reason("not_text")})
    return value


def optional(name: str) -> str | None:
    """As `text`, but null when the field is absent or empty."""
    return text(name) or None


def ticked(name: str) -> bool:
    """Whether a checkbox is on."""
    return text(name) in {"yes", "on", "true", "1"}
