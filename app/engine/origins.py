"""Whose pages may open sockets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.http.site import same_origin
from config import normal_origin


class Origins:
    """Our own pages, whatever name the server is reached by, and those of `CLIENT_URL`."""

    def __init__(self, others: Collection[str]) -> None:
        self._others = frozenset(others)

    def allow(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Whether a page of `origin` may connect; clients that are no browsers name none and aren't asked."""
        if origin is None:
            return False
        return normal_origin(origin) in self._others or same_origin(origin, environ.get("HTTP_HOST", ""))
