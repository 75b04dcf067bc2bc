"""Any exception as the contracts' error object; what nobody foresaw shows only an id."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from app.exceptions import DomainError

log = logging.getLogger(__name__)


def describe(error: Exception) -> tuple[dict[str, Any], int]:
    """The error object and the HTTP status; an unexpected error is logged under the id it shows."""
    if isinstance(error, DomainError) and error.status < 500:
        return error.as_dict(), error.status
    incident = secrets.token_hex(6)
    log.error("incident %s: %s", incident, type(error).__name__, exc_info=error)
    known = error if isinstance(error, DomainError) else DomainError()
    return known.as_dict() | {"id": incident}, known.status
