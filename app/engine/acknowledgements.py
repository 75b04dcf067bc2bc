"""Acknowledgements: `{"ok": true, "data": …}`, or the error, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine import server
from app.engine.channels import Namespace

Json = dict[str, Any]


def answer(namespace: Namespace, sid: str, work: Callable[[], Any]) -> Json:
    """The acknowledgement of `work()`, whose result is its `data`; never raises."""
    try:
        return {"ok": True, "data": work()}
    except Exception as error:  # noqa: BLE001  nothing may escape to the library, which would answer nothing
        return refuse(namespace, sid, error)


def refuse(namespace: Namespace, sid: str, error: Exception) -> Json:
    """The acknowledgement of a failure; as event `error` too when no acknowledgement is wanted."""
    described, _status = namespace.describe(error)
    if not server.acknowledgement_wanted():
        namespace.emit("error", described, sid)
    return {"ok": False, "error": described}
