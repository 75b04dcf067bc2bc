"""Any exception as an error object, the contracts' or our own; what nobody foresaw shows only an id."""

from __future__ import annotations

import logging
import secrets
import traceback
from time import monotonic
from typing import Any

from app.exceptions import DomainError

Json = dict[str, Any]
log = logging.getLogger(__name__)

SAME = 1.0  # seconds between two alike that are one incident: the log has one line for both

_incidents: dict[tuple[Any, ...], tuple[str, float]] = {}
"""Of each fault its last id, and when it was shown last."""


def describe(error: Exception) -> tuple[Json, int]:
    """The contracts' error object and the HTTP status; an unexpected one is logged under the id it shows."""
    known, incident = _known(error)
    return known.as_dict() | incident, known.status


def describe_with_reasons(error: Exception) -> tuple[Json, int]:
    """As `describe`, for our own wire: with the keys and values that its readers translate."""
    known, incident = _known(error)
    return known.as_dict() | known.reasons() | incident, known.status


def _known(error: Exception) -> tuple[DomainError, Json]:
    if isinstance(error, DomainError) and error.status < 500:
        return error, {}
    incident = _incident(error)
    log.error("incident %s: %s", incident, type(error).__name__, exc_info=error)
    return error if isinstance(error, DomainError) else DomainError(), {"id": incident}


def _incident(error: Exception) -> str:
    """An id; what fails again and again at one place keeps its, or most ids would be in no log."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    fault = (type(error), type(error.__cause__), *((frame.filename, frame.lineno) for frame in frames))
    known, seen = _incidents.get(fault, ("", 0.0))
    if monotonic() - seen > SAME:
        known = secrets.token_hex(6)
    _incidents[fault] = known, monotonic()
    return known
