"""Moments by the reader's clock.

Scripts tell the reader's time zone by a cookie; without it nobody can ask, and pages use the
server's own. The `datetime` attribute keeps UTC either way.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import request

COOKIE = "tz"
NAME = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


def here(moment: datetime) -> datetime:
    """The same moment in the reader's zone. Needs a request."""
    return moment.astimezone(_named(request.cookies.get(COOKIE, "")))


@lru_cache(maxsize=1024)
def _named(name: str) -> ZoneInfo | None:
    if not NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):  # no zone of that name, or a file or folder that is none
        return None
